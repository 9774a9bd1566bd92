/** Rules across the network's keys of an MWAA stack. */

import { overlaps } from "../checks/ipv4";
import { type ConfigRule, when } from "../checks/rules";
import { conflict, missing, type Problem, wrongValue } from "../words/messages";
import { word } from "../words/tell";
import { type MwaaDraft, mwaaKey } from "./draft";

const distinct = (values: readonly string[] = []) => new Set(values).size === values.length;

const overlapping = ([one, other]: readonly string[] = []) =>
  one !== undefined && other !== undefined && overlaps(one, other);

const googleNeedsAWayOut: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("egress"), "airflow:google"],
  problems: ({ airflow: { mwaa, google } }) =>
    when(mwaa.egress === "endpoints" && google.enabled, () =>
      conflict(
        mwaaKey("egress"),
        "endpoints",
        "VPC endpoints reach AWS only, and Google's APIs need a way out to the internet",
        `pulumi config set --path '${mwaaKey("egress")}' nat, or pulumi config set --path 'airflow:google.enabled' false`,
      ),
    ),
};

const newVpc: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("network"), mwaaKey("egress")],
  problems: ({ airflow: { mwaa } }) => {
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
            mwaaKey(`network.${key}`),
            network[key],
            "it belongs to a VPC that exists, and none is named",
            `pulumi config set --path '${mwaaKey("network.vpcId")}' vpc-…`,
          ),
        ),
      ),
      ...when(network.existingEndpoints.length > 0, () =>
        conflict(
          mwaaKey("network.existingEndpoints"),
          network.existingEndpoints,
          "a new VPC has no endpoints yet",
          `pulumi config rm --path '${mwaaKey("network.existingEndpoints")}'`,
        ),
      ),
      ...when(mwaa.egress === "existing", () =>
        conflict(
          mwaaKey("egress"),
          "existing",
          "a new VPC has no way out yet",
          `pulumi config set --path '${mwaaKey("egress")}' nat, or name a VPC in ${mwaaKey("network.vpcId")}`,
        ),
      ),
    ];
  },
};

const adoptedVpc: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("network"), mwaaKey("egress")],
  problems: ({ airflow: { mwaa } }) => {
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
          mwaaKey("network.privateSubnetIds"),
          "two private subnets of the VPC in different zones (or set network.privateSubnetCidrs to have them made)",
          '["subnet-…","subnet-…"]',
        ),
      ),
      ...when(adopted && network.privateSubnetCidrs !== undefined, () =>
        conflict(
          mwaaKey("network.privateSubnetCidrs"),
          network.privateSubnetCidrs,
          "network.privateSubnetIds names subnets that exist",
          `pulumi config rm --path '${mwaaKey("network.privateSubnetCidrs")}'`,
        ),
      ),
      ...when(nat && (network.publicSubnetIds?.length ?? 0) < gateways, () =>
        missing(
          mwaaKey(`network.publicSubnetIds${network.publicSubnetIds ? "[1]" : ""}`),
          (tell) =>
            `${gateways === 2 ? "two public subnets" : "a public subnet"} of the VPC for the NAT gateway${gateways === 2 ? "s" : ""} of egress ${word(tell(mwaaKey("egress"), egress))}`,
          network.publicSubnetIds ? "subnet-…" : JSON.stringify(Array(gateways).fill("subnet-…")),
        ),
      ),
      ...when(needTables && (network.privateRouteTableIds?.length ?? 0) < tables, () =>
        missing(
          mwaaKey(`network.privateRouteTableIds${network.privateRouteTableIds ? "[1]" : ""}`),
          `the route table${tables === 2 ? "s" : ""} of the private subnets, where ${tablesFor}`,
          network.privateRouteTableIds ? "rtb-…" : JSON.stringify(Array(tables).fill("rtb-…")),
        ),
      ),
    ];
  },
};

const endpointsOnly: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("network"), mwaaKey("egress")],
  problems: ({
    airflow: {
      mwaa: { network, egress },
    },
  }) =>
    when(network.vpcId !== undefined && network.existingEndpoints.length > 0 && egress !== "endpoints", () =>
      conflict(
        mwaaKey("network.existingEndpoints"),
        network.existingEndpoints,
        (tell) => `egress ${word(tell(mwaaKey("egress"), egress))} makes no endpoints`,
        `pulumi config set --path '${mwaaKey("egress")}' endpoints`,
      ),
    ),
};

const differentPlaces: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("network"), "aws:region"],
  problems: ({
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
            mwaaKey(`network.${key}`),
            network[key],
            "the two must differ",
            `pulumi config set --path '${mwaaKey(`network.${key}`)}[1]' another`,
          ),
        ),
      ),
      ...when(strange !== undefined, () =>
        wrongValue(
          mwaaKey("network.zones"),
          network.zones,
          (tell) => `two zones of aws:region, ${word(tell("aws:region", aws.region))}`,
          (tell) => JSON.stringify(["a", "b"].map((zone) => `${word(tell("aws:region", aws.region))}${zone}`)),
        ),
      ),
      ...when(distinct(network.privateSubnetCidrs) && overlapping(network.privateSubnetCidrs), () =>
        conflict(
          mwaaKey("network.privateSubnetCidrs"),
          network.privateSubnetCidrs,
          "the two overlap",
          `pulumi config set --path '${mwaaKey("network.privateSubnetCidrs")}[1]' another`,
        ),
      ),
      ...when(network.zones !== undefined && network.privateSubnetIds !== undefined, () =>
        conflict(
          mwaaKey("network.zones"),
          network.zones,
          "the subnets exist and have their zones",
          `pulumi config rm --path '${mwaaKey("network.zones")}'`,
        ),
      ),
    ];
  },
};

/** Whether the parts of the network fit each other and the egress. */
export const mwaaNetworkRules: ConfigRule<MwaaDraft>[] = [
  googleNeedsAWayOut,
  newVpc,
  adoptedVpc,
  endpointsOnly,
  differentPlaces,
];
