/** Rules across the keys of a GKE stack. */

import { conflict, missing, wrongValue } from "../messages";
import { type Rule, when } from "../rules";
import { chartValuesRule } from "./chartValuesRule";
import type { GkeDraft } from "./draft";

const at = (key: string) => `airflow:gke.${key}`;
const remove = (key: string) => `pulumi config rm --path '${at(key)}'`;

const version: Rule<GkeDraft> = {
  keys: ["airflow:airflowVersion"],
  check: ({ airflow: { airflowVersion = "3.2.2" } }) =>
    when(Number(airflowVersion.split(".")[0]) < 3, () =>
      wrongValue(
        "airflow:airflowVersion",
        airflowVersion,
        "3.0.0 or later on gke (IAP's login is for Airflow 3)",
        "3.2.2",
      ),
    ),
};

const zoneOfRegion: Rule<GkeDraft> = {
  keys: [at("zone"), "gcp:region"],
  check: ({ airflow: { gke }, gcp }) =>
    when(gke.zone !== undefined && gke.zone.slice(0, -2) !== gcp.region, () =>
      wrongValue(at("zone"), gke.zone, `a zone of gcp:region, ${gcp.region}`, `${gcp.region}-b`),
    ),
};

const nodeRange: Rule<GkeDraft> = {
  keys: [at("nodes")],
  check: ({ airflow: { gke } }) =>
    when(gke.nodes.min > gke.nodes.max, () =>
      conflict(
        at("nodes.min"),
        gke.nodes.min,
        `it is more than ${at("nodes.max")}, ${gke.nodes.max}`,
        `pulumi config set --path '${at("nodes.max")}' ${gke.nodes.min}`,
      ),
    ),
};

const adoptedNetwork: Rule<GkeDraft> = {
  keys: [at("network")],
  check: ({ airflow: { gke } }) => {
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
              at(`network.${key}`),
              network[key],
              "it belongs to a VPC that exists, and none is named",
              `pulumi config set --path '${at("network.vpc")}' my-vpc`,
            ),
          )
        : when(network[key] === undefined, () => missing(at(`network.${key}`), what[key], `my-${key.toLowerCase()}`)),
    );
  },
};

const newNetwork: Rule<GkeDraft> = {
  keys: [at("network")],
  check: ({ airflow: { gke } }) =>
    when(gke.network.vpc === undefined && gke.network.egress === "existing", () =>
      conflict(
        at("network.egress"),
        "existing",
        "a new VPC has no way out yet",
        `pulumi config set --path '${at("network.egress")}' nat`,
      ),
    ),
};

const controlPlaneNetworks: Rule<GkeDraft> = {
  keys: [at("controlPlane")],
  check: ({ airflow: { gke } }) => {
    const { access, authorizedNetworks } = gke.controlPlane;
    return [
      ...when(access === "restricted" && authorizedNetworks.length === 0, () =>
        missing(
          at("controlPlane.authorizedNetworks[0]"),
          "a range that may reach the cluster's API, where access is restricted",
          "203.0.113.0/24",
        ),
      ),
      ...when(access === "dns" && authorizedNetworks.length > 0, () =>
        conflict(
          at("controlPlane.authorizedNetworks"),
          authorizedNetworks,
          "with access dns no address is open, so no range is looked at",
          `pulumi config set --path '${at("controlPlane.access")}' restricted`,
        ),
      ),
    ];
  },
};

const dns: Rule<GkeDraft> = {
  keys: [at("dnsZone"), at("dnsZoneDomain"), at("domain")],
  check: ({ airflow: { gke } }) => {
    const { domain, dnsZone, dnsZoneDomain } = gke;
    if (dnsZoneDomain === undefined) return [];
    return [
      ...when(dnsZone !== undefined, () =>
        conflict(
          at("dnsZoneDomain"),
          dnsZoneDomain,
          `it is for a new zone, and ${at("dnsZone")} is ${dnsZone}`,
          remove("dnsZoneDomain"),
        ),
      ),
      ...when(domain !== dnsZoneDomain && !domain.endsWith(`.${dnsZoneDomain}`), () =>
        wrongValue(
          at("dnsZoneDomain"),
          dnsZoneDomain,
          `${domain} or a domain above it`,
          domain.split(".").slice(1).join("."),
        ),
      ),
    ];
  },
};

const databaseKind: Rule<GkeDraft> = {
  keys: [at("database")],
  check: ({ airflow: { gke } }) => [
    ...when(gke.database.kind === "cluster" && gke.database.tier !== undefined, () =>
      conflict(
        at("database.tier"),
        gke.database.tier,
        "it is for Cloud SQL, and the database is in the cluster",
        `pulumi config set --path '${at("database.kind")}' cloudSql`,
      ),
    ),
    ...when(gke.database.kind === "cloudSql" && gke.database.image !== undefined, () =>
      conflict(
        at("database.image"),
        gke.database.image,
        "it is for the cluster's own Postgres, and the database is Cloud SQL",
        remove("database.image"),
      ),
    ),
  ],
};

const awsAccount: Rule<GkeDraft> = {
  keys: [at("aws"), "aws:region", "aws:allowedAccountIds"],
  check: ({ airflow: { gke }, aws }) =>
    gke.aws === undefined
      ? []
      : [
          ...when(aws.region === undefined, () =>
            missing("aws:region", `an AWS region, where ${at("aws")} is set`, "us-east-1"),
          ),
          ...when(aws.allowedAccountIds === undefined, () =>
            missing(
              "aws:allowedAccountIds",
              `a list with the one account id this stack may touch, where ${at("aws")} is set`,
              '["444455556666"]',
            ),
          ),
        ],
};

const principals: Rule<GkeDraft> = {
  keys: ["airflow:access"],
  check: ({ airflow: { access } }) =>
    (["admins", "viewers", "triggerCallers"] as const).flatMap((key) =>
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
        return when(who.startsWith("group:") && key !== "viewers", () =>
          conflict(
            path,
            who,
            "IAP does not tell Airflow a caller's groups: a group can only be let in as viewers",
            `name the people, or pulumi config set --path 'airflow:access.viewers[0]' ${who}`,
          ),
        );
      }),
    ),
};

const noPool: Rule<GkeDraft> = {
  keys: ["airflow:google"],
  check: ({ airflow: { google } }) => [
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
export const gkeRules: Rule<GkeDraft>[] = [
  version,
  zoneOfRegion,
  nodeRange,
  adoptedNetwork,
  newNetwork,
  controlPlaneNetworks,
  dns,
  databaseKind,
  awsAccount,
  principals,
  noPool,
  chartValuesRule,
];
