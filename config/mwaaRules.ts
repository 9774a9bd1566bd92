/** Rules across the keys of an MWAA stack. */
import type { Mwaa } from "./mwaa";
import { type Draft, type Rule, when } from "./rules";
import { conflict, missing, type Problem, wrongValue } from "./text";

export interface MwaaDraft extends Draft {
  airflow: Draft["airflow"] & { mwaa: Mwaa };
  aws: { region: string; allowedAccountIds: string[] };
}

const at = (key: string) => `airflow:mwaa.${key}`;
const distinct = (values: readonly string[] = []) => new Set(values).size === values.length;

const micro: Rule<MwaaDraft> = {
  keys: [
    at("environmentClass"),
    at("schedulers"),
    at("minWorkers"),
    at("maxWorkers"),
    at("minWebservers"),
    at("maxWebservers"),
  ],
  check: ({ airflow: { mwaa } }) => {
    const counts = ["schedulers", "minWorkers", "maxWorkers", "minWebservers", "maxWebservers"] as const;
    if (mwaa.environmentClass === "mw1.micro") {
      return counts.flatMap((key) =>
        when((mwaa[key] ?? 1) !== 1, () =>
          conflict(
            at(key),
            mwaa[key],
            "mw1.micro is one container: it takes 1 and does not scale",
            `pulumi config rm --path '${at(key)}', or choose mw1.small`,
          ),
        ),
      );
    }
    return (["schedulers", "minWebservers", "maxWebservers"] as const).flatMap((key) =>
      when(mwaa[key] === 1, () => wrongValue(at(key), 1, "a whole number from 2 to 5 (1 only on mw1.micro)", "2")),
    );
  },
};

const ranges: Rule<MwaaDraft> = {
  keys: [at("minWorkers"), at("maxWorkers"), at("minWebservers"), at("maxWebservers")],
  check: ({ airflow: { mwaa } }) =>
    (
      [
        ["minWorkers", "maxWorkers", 5],
        ["minWebservers", "maxWebservers", undefined],
      ] as const
    ).flatMap(([low, high, fallback]) => {
      const top = mwaa[high] ?? fallback;
      const bottom = mwaa[low];
      return when(bottom !== undefined && top !== undefined && bottom > top, () =>
        conflict(
          at(low),
          bottom,
          `it is more than ${at(high)}, ${top}`,
          `pulumi config set --path '${at(high)}' ${bottom}`,
        ),
      );
    }),
};

const googleNeedsAWayOut: Rule<MwaaDraft> = {
  keys: [at("egress"), "airflow:google"],
  check: ({ airflow: { mwaa, google } }) =>
    when(mwaa.egress === "endpoints" && google.enabled, () =>
      conflict(
        at("egress"),
        "endpoints",
        "VPC endpoints reach AWS only, and Google's APIs need a way out to the internet",
        `pulumi config set --path '${at("egress")}' nat, or pulumi config set --path 'airflow:google.enabled' false`,
      ),
    ),
};

const newVpc: Rule<MwaaDraft> = {
  keys: [at("network"), at("egress")],
  check: ({ airflow: { mwaa } }) => {
    const { network } = mwaa;
    if (network.vpcId !== undefined) return [];
    const needVpc = [
      "privateSubnetIds",
      "privateSubnetCidrs",
      "publicSubnetIds",
      "privateRouteTableIds",
      "securityGroupIds",
    ] as const;
    return [
      ...needVpc.flatMap((key) =>
        when(network[key] !== undefined, () =>
          conflict(
            at(`network.${key}`),
            network[key],
            "it belongs to a VPC that exists, and none is named",
            `pulumi config set --path '${at("network.vpcId")}' vpc-…`,
          ),
        ),
      ),
      ...when(network.existingEndpoints.length > 0, () =>
        conflict(
          at("network.existingEndpoints"),
          network.existingEndpoints,
          "a new VPC has no endpoints yet",
          `pulumi config rm --path '${at("network.existingEndpoints")}'`,
        ),
      ),
      ...when(mwaa.egress === "existing", () =>
        conflict(
          at("egress"),
          "existing",
          "a new VPC has no way out yet",
          `pulumi config set --path '${at("egress")}' nat, or name a VPC in ${at("network.vpcId")}`,
        ),
      ),
    ];
  },
};

const adoptedVpc: Rule<MwaaDraft> = {
  keys: [at("network"), at("egress")],
  check: ({ airflow: { mwaa } }) => {
    const { network, egress } = mwaa;
    if (network.vpcId === undefined) return [];
    const adopted = network.privateSubnetIds !== undefined;
    const gateways = egress === "natPerZone" ? 2 : 1;
    const nat = egress === "nat" || egress === "natPerZone";
    const tables = egress === "natPerZone" ? 2 : 1;
    const tablesFor = nat ? "a default route is put" : "the S3 endpoint is put";
    const needTables = adopted && (nat || (egress === "endpoints" && !network.existingEndpoints.includes("s3")));
    return [
      ...when(!adopted && network.privateSubnetCidrs === undefined, () =>
        missing(
          at("network.privateSubnetIds"),
          "two private subnets of the VPC in different zones (or set network.privateSubnetCidrs to have them made)",
          '["subnet-…","subnet-…"]',
        ),
      ),
      ...when(adopted && network.privateSubnetCidrs !== undefined, () =>
        conflict(
          at("network.privateSubnetCidrs"),
          network.privateSubnetCidrs,
          "network.privateSubnetIds names subnets that exist",
          `pulumi config rm --path '${at("network.privateSubnetCidrs")}'`,
        ),
      ),
      ...when(nat && (network.publicSubnetIds?.length ?? 0) < gateways, () =>
        missing(
          at(`network.publicSubnetIds${network.publicSubnetIds ? "[1]" : ""}`),
          `${gateways === 2 ? "two public subnets" : "a public subnet"} of the VPC for the NAT gateway${gateways === 2 ? "s" : ""} of egress ${egress}`,
          network.publicSubnetIds ? "subnet-…" : JSON.stringify(Array(gateways).fill("subnet-…")),
        ),
      ),
      ...when(needTables && (network.privateRouteTableIds?.length ?? 0) < tables, () =>
        missing(
          at(`network.privateRouteTableIds${network.privateRouteTableIds ? "[1]" : ""}`),
          `the route table${tables === 2 ? "s" : ""} of the private subnets, where ${tablesFor}`,
          network.privateRouteTableIds ? "rtb-…" : JSON.stringify(Array(tables).fill("rtb-…")),
        ),
      ),
    ];
  },
};

const endpointsOnly: Rule<MwaaDraft> = {
  keys: [at("network"), at("egress")],
  check: ({
    airflow: {
      mwaa: { network, egress },
    },
  }) =>
    when(network.vpcId !== undefined && network.existingEndpoints.length > 0 && egress !== "endpoints", () =>
      conflict(
        at("network.existingEndpoints"),
        network.existingEndpoints,
        `egress ${egress} makes no endpoints`,
        `pulumi config set --path '${at("egress")}' endpoints`,
      ),
    ),
};

const differentPlaces: Rule<MwaaDraft> = {
  keys: [at("network"), "aws:region"],
  check: ({
    airflow: {
      mwaa: { network },
    },
    aws,
  }) => {
    const lists = [
      "privateSubnetIds",
      "privateSubnetCidrs",
      "publicSubnetIds",
      "privateRouteTableIds",
      "zones",
    ] as const;
    const strange = network.zones?.find((zone) => zone.slice(0, -1) !== aws.region);
    return [
      ...lists.flatMap((key): Problem[] =>
        when(!distinct(network[key]), () =>
          conflict(
            at(`network.${key}`),
            network[key],
            "the two must differ",
            `pulumi config set --path '${at(`network.${key}`)}[1]' another`,
          ),
        ),
      ),
      ...when(strange !== undefined, () =>
        wrongValue(
          at("network.zones"),
          network.zones,
          `two zones of aws:region, ${aws.region}`,
          JSON.stringify([`${aws.region}a`, `${aws.region}b`]),
        ),
      ),
      ...when(network.zones !== undefined && network.privateSubnetIds !== undefined, () =>
        conflict(
          at("network.zones"),
          network.zones,
          "the subnets exist and have their zones",
          `pulumi config rm --path '${at("network.zones")}'`,
        ),
      ),
    ];
  },
};

const bothWebservers: Rule<MwaaDraft> = {
  keys: [at("webserverAccess"), "airflow:airflowVersion"],
  check: ({ airflow: { mwaa, airflowVersion = "3.2.1" } }) => {
    const [major = 0, minor = 0] = airflowVersion.split(".").map(Number);
    return when(mwaa.webserverAccess === "PUBLIC_AND_PRIVATE" && (major < 3 || (major === 3 && minor < 2)), () =>
      conflict(
        at("webserverAccess"),
        "PUBLIC_AND_PRIVATE",
        `it needs Airflow 3.2 or later, and airflow:airflowVersion is ${airflowVersion}`,
        `pulumi config set --path '${at("webserverAccess")}' PUBLIC_ONLY`,
      ),
    );
  },
};

const keyRegion: Rule<MwaaDraft> = {
  keys: [at("kmsKeyArn"), "aws:region"],
  check: ({ airflow: { mwaa }, aws }) => {
    const region = mwaa.kmsKeyArn?.startsWith("arn:") ? mwaa.kmsKeyArn.split(":")[3] : undefined;
    return when(region !== undefined && region !== aws.region, () =>
      wrongValue(
        at("kmsKeyArn"),
        mwaa.kmsKeyArn,
        `a key in aws:region, ${aws.region}`,
        `arn:aws:kms:${aws.region}:ACCOUNT:key/ID`,
      ),
    );
  },
};

const principals: Rule<MwaaDraft> = {
  keys: ["airflow:access", "aws:allowedAccountIds"],
  check: ({ airflow: { access }, aws }) => {
    const account = aws.allowedAccountIds[0];
    const form = new RegExp(`^arn:aws[a-z-]*:iam::${account}:(role|user|group)/[\\w+=,.@/-]+$`);
    return (["admins", "viewers", "triggerCallers"] as const).flatMap((key) =>
      access[key].flatMap((who, index) =>
        when(!form.test(who), () =>
          wrongValue(
            `airflow:access.${key}[${index}]`,
            who,
            `the ARN of an IAM role, user or group of account ${account}`,
            `arn:aws:iam::${account}:role/data-team`,
          ),
        ),
      ),
    );
  },
};

const dagSource: Rule<MwaaDraft> = {
  keys: ["airflow:dags"],
  check: ({ airflow: { dags } }) =>
    when(typeof dags !== "string", () =>
      conflict(
        "airflow:dags",
        dags,
        "MWAA reads DAGs from its bucket, not from git",
        "pulumi config set airflow:dags airflow/dags, or external where your CI uploads them",
      ),
    ),
};

/** Rules of an MWAA stack, besides the shared ones. */
export const mwaaRules: Rule<MwaaDraft>[] = [
  micro,
  ranges,
  googleNeedsAWayOut,
  newVpc,
  adoptedVpc,
  endpointsOnly,
  differentPlaces,
  bothWebservers,
  keyRegion,
  principals,
  dagSource,
];
