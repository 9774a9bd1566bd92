/** Rules across the network's keys of an MWAA stack. */

import { conflict, missing, type Problem, wrongValue } from "../messages";
import { type Draft, type Rule, when } from "../rules";
import type { Mwaa } from "./keys";

/** What the rules of an MWAA stack look at. */
export interface MwaaDraft extends Draft {
  airflow: Draft["airflow"] & { mwaa: Mwaa };
  aws: { region: string; allowedAccountIds: string[] };
}

/** Path of a key of `airflow:mwaa`. */
export const at = (key: string) => `airflow:mwaa.${key}`;
const distinct = (values: readonly string[] = []) => new Set(values).size === values.length;

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

/** Whether the parts of the network fit each other and the egress. */
export const mwaaNetworkRules: Rule<MwaaDraft>[] = [
  googleNeedsAWayOut,
  newVpc,
  adoptedVpc,
  endpointsOnly,
  differentPlaces,
];
