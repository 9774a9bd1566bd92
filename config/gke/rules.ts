/** Rules across the keys of a GKE stack. */

import { type ConfigRule, when } from "../checks/rules";
import { defaultVersion } from "../versions";
import { conflict, missing, removeCommand, setCommand, wrongValue } from "../words/messages";
import { word } from "../words/tell";
import { chartValuesRule } from "./chartValuesRule";
import { companyRules } from "./companyRules";
import { type GkeDraft, gkeKey } from "./draft";
import { machineRules } from "./machineRules";
import { maintenanceRule } from "./maintenanceRule";
import { placeRules } from "./placeRules";
import { restoreRule } from "./restoreRule";

const remove = (key: string) => `pulumi config rm --path '${gkeKey(key)}'`;

const version: ConfigRule<GkeDraft> = {
  keys: ["airflow:airflowVersion"],
  problems: ({ airflow: { airflowVersion = defaultVersion("gke") } }) =>
    when(Number(airflowVersion.split(".")[0]) < 3, () =>
      wrongValue(
        "airflow:airflowVersion",
        airflowVersion,
        "3.0.0 or later on gke (IAP's login is for Airflow 3)",
        defaultVersion("gke"),
      ),
    ),
};

const zoneOfRegion: ConfigRule<GkeDraft> = {
  keys: [gkeKey("zone"), "gcp:region"],
  problems: ({ airflow: { gke }, gcp }) =>
    when(gke.zone !== undefined && gke.zone.slice(0, -2) !== gcp.region, () =>
      wrongValue(
        gkeKey("zone"),
        gke.zone,
        (tell) => `a zone of gcp:region, ${word(tell("gcp:region", gcp.region))}`,
        (tell) => `${word(tell("gcp:region", gcp.region))}-b`,
      ),
    ),
};

const nodeRange: ConfigRule<GkeDraft> = {
  keys: [gkeKey("nodes")],
  problems: ({ airflow: { gke } }) =>
    when(gke.nodes.min > gke.nodes.max, () =>
      conflict(
        gkeKey("nodes.min"),
        gke.nodes.min,
        (tell) => `it is more than ${gkeKey("nodes.max")}, ${tell(gkeKey("nodes.max"), gke.nodes.max)}`,
        (tell) => `pulumi config set --path '${gkeKey("nodes.max")}' ${tell(gkeKey("nodes.min"), gke.nodes.min)}`,
      ),
    ),
};

const steadyNode: ConfigRule<GkeDraft> = {
  keys: [gkeKey("steadyNode"), gkeKey("spot")],
  problems: ({ airflow: { gke } }) =>
    when(gke.steadyNode && !gke.spot, () =>
      conflict(gkeKey("steadyNode"), true, "no node is a Spot VM: all of them stay", remove("steadyNode")),
    ),
};

const adoptedNetwork: ConfigRule<GkeDraft> = {
  keys: [gkeKey("network")],
  problems: ({ airflow: { gke } }) => {
    const { network } = gke;
    const parts = ["subnet", "podRange", "serviceRange"] as const;
    const what = {
      subnet: "a subnet of the VPC in gcp:region",
      podRange: "the subnet's secondary range for pods",
      serviceRange: "the subnet's secondary range for services",
    };
    return parts.flatMap((key) =>
      network.vpc === undefined
        ? when(network[key] !== undefined, () =>
            conflict(
              gkeKey(`network.${key}`),
              network[key],
              "it belongs to a VPC that exists, and none is named",
              `pulumi config set --path '${gkeKey("network.vpc")}' my-vpc`,
            ),
          )
        : when(network[key] === undefined, () =>
            missing(gkeKey(`network.${key}`), what[key], `my-${key.toLowerCase()}`),
          ),
    );
  },
};

const newNetwork: ConfigRule<GkeDraft> = {
  keys: [gkeKey("network")],
  problems: ({ airflow: { gke } }) =>
    when(gke.network.vpc === undefined && gke.network.egress === "existing", () =>
      conflict(
        gkeKey("network.egress"),
        "existing",
        "a new VPC has no way out yet",
        `pulumi config set --path '${gkeKey("network.egress")}' nat`,
      ),
    ),
};

const controlPlaneNetworks: ConfigRule<GkeDraft> = {
  keys: [gkeKey("controlPlane")],
  problems: ({ airflow: { gke } }) => {
    const { access, authorizedNetworks } = gke.controlPlane;
    return [
      ...when(access === "restricted" && authorizedNetworks.length === 0, () =>
        missing(
          gkeKey("controlPlane.authorizedNetworks[0]"),
          "a range that may reach the cluster's API, where access is restricted",
          "203.0.113.0/24",
        ),
      ),
      ...when(access === "dns" && authorizedNetworks.length > 0, () =>
        conflict(
          gkeKey("controlPlane.authorizedNetworks"),
          authorizedNetworks,
          "with access dns no address is open, so no range is looked at",
          `pulumi config set --path '${gkeKey("controlPlane.access")}' restricted`,
        ),
      ),
    ];
  },
};

const dns: ConfigRule<GkeDraft> = {
  keys: [gkeKey("dnsZone"), gkeKey("dnsZoneDomain"), gkeKey("domain")],
  problems: ({ airflow: { gke } }) => {
    const { domain, dnsZone, dnsZoneDomain } = gke;
    if (dnsZoneDomain === undefined) return [];
    return [
      ...when(dnsZone !== undefined, () =>
        conflict(
          gkeKey("dnsZoneDomain"),
          dnsZoneDomain,
          (tell) => `it is for a new zone, and ${gkeKey("dnsZone")} is ${word(tell(gkeKey("dnsZone"), dnsZone))}`,
          remove("dnsZoneDomain"),
        ),
      ),
      ...when(domain !== dnsZoneDomain && !domain.endsWith(`.${dnsZoneDomain}`), () =>
        wrongValue(
          gkeKey("dnsZoneDomain"),
          dnsZoneDomain,
          (tell) => `${word(tell(gkeKey("domain"), domain))} or a domain above it`,
          // A domain of two parts has none above it that anybody owns.
          (tell) =>
            word(tell(gkeKey("domain"), domain.split(".").length > 2 ? domain.slice(domain.indexOf(".") + 1) : domain)),
        ),
      ),
    ];
  },
};

const databaseKind: ConfigRule<GkeDraft> = {
  keys: [gkeKey("database")],
  problems: ({ airflow: { gke } }) => [
    ...when(gke.database.kind === "cluster" && gke.database.tier !== undefined, () =>
      conflict(
        gkeKey("database.tier"),
        gke.database.tier,
        "it is for Cloud SQL, and the database is in the cluster",
        `pulumi config set --path '${gkeKey("database.kind")}' cloudSql`,
      ),
    ),
    ...when(gke.database.kind === "cloudSql" && gke.database.image !== undefined, () =>
      conflict(
        gkeKey("database.image"),
        gke.database.image,
        "it is for the cluster's own Postgres, and the database is Cloud SQL",
        remove("database.image"),
      ),
    ),
  ],
};

const move: ConfigRule<GkeDraft> = {
  keys: [gkeKey("database"), gkeKey("zone"), "gcp:region"],
  problems: ({ airflow: { gke }, gcp }) => {
    const { kind, movedFrom } = gke.database;
    const fix = remove("database.movedFrom");
    if (movedFrom === undefined) return [];
    return [
      ...when(kind === "cloudSql", () =>
        conflict(gkeKey("database.movedFrom"), movedFrom, "Cloud SQL moves by itself, without it", fix),
      ),
      ...when(kind === "cluster" && movedFrom === (gke.zone ?? `${gcp.region}-b`), () =>
        conflict(gkeKey("database.movedFrom"), movedFrom, `it is the zone that ${gkeKey("zone")} says too`, fix),
      ),
    ];
  },
};

const awsAccount: ConfigRule<GkeDraft> = {
  keys: [gkeKey("aws"), "aws:region", "aws:allowedAccountIds"],
  problems: ({ airflow: { gke }, aws }) =>
    gke.aws === undefined
      ? []
      : [
          ...when(aws.region === undefined, () =>
            missing("aws:region", `an AWS region, where ${gkeKey("aws")} is set`, "us-east-1"),
          ),
          ...when(aws.allowedAccountIds === undefined, () =>
            missing(
              "aws:allowedAccountIds",
              `a list with the one account id this stack may touch, where ${gkeKey("aws")} is set`,
              '["444455556666"]',
            ),
          ),
        ],
};

const googlePrincipals: ConfigRule<GkeDraft> = {
  keys: ["airflow:access", gkeKey("groupsAttribute")],
  problems: ({ airflow: { access, gke } }) =>
    (["admins", "viewers", "triggerCallers", "operators"] as const).flatMap((key) =>
      access[key].flatMap((who, index) => {
        const path = `airflow:access.${key}[${index}]`;
        if (!/^((user|group|serviceAccount):[^@\s,]+@[^@\s,]+|domain:[^@\s,]+\.[a-z]+)$/.test(who))
          return [
            wrongValue(
              path,
              who,
              "user:EMAIL, group:EMAIL, serviceAccount:EMAIL or domain:NAME",
              "user:ada@my-company.com",
            ),
          ];
        return when(who.startsWith("group:") && key !== "viewers" && gke.groupsAttribute === undefined, () =>
          conflict(
            path,
            who,
            "IAP does not tell Airflow a caller's groups: a group can only be let in as viewers",
            (tell) =>
              `name the people, or ${removeCommand(path)} && ${setCommand(`airflow:access.viewers[${access.viewers.length}]`, word(tell(path, who)))}`,
          ),
        );
      }),
    ),
};

const noPool: ConfigRule<GkeDraft> = {
  keys: ["airflow:google"],
  problems: ({ airflow: { google } }) => [
    ...(["poolId", "providerId", "existingPool"] as const).flatMap((key) =>
      when(google[key] !== undefined, () =>
        conflict(
          `airflow:google.${key}`,
          google[key],
          "pods on GKE are the service account without a pool",
          `pulumi config rm --path 'airflow:google.${key}'`,
        ),
      ),
    ),
    ...when(!google.enabled, () =>
      conflict(
        "airflow:google.enabled",
        false,
        "Airflow on GKE needs its service account for logs and DAGs",
        "pulumi config rm --path 'airflow:google.enabled'",
      ),
    ),
  ],
};

/** Rules of a GKE stack, besides the shared ones. */
export const gkeRules: ConfigRule<GkeDraft>[] = [
  version,
  zoneOfRegion,
  nodeRange,
  steadyNode,
  adoptedNetwork,
  newNetwork,
  controlPlaneNetworks,
  dns,
  databaseKind,
  move,
  restoreRule,
  maintenanceRule,
  awsAccount,
  googlePrincipals,
  noPool,
  ...machineRules,
  ...placeRules,
  chartValuesRule,
  ...companyRules,
];
