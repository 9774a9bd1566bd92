/** Mistakes in the config of a GKE stack, and the lines that each gets. */
import { defaultVersion } from "../../config/versions";

export const base = { "gcp:project": "my-company-data", "gcp:region": "us-central1", "airflow:platform": "gke" };
export const g = (gke: object, rest: object = {}) => ({
  ...base,
  "airflow:gke": JSON.stringify({ domain: "airflow.my-company.com", ...gke }),
  ...rest,
});

export const badGkeConfigs: [name: string, config: Record<string, string>, messages: string[]][] = [
  [
    "no domain",
    { ...base, "airflow:gke": "{}" },
    [
      "airflow:gke.domain is not set; it needs a domain of at most 64 characters without a wildcard. Fix: pulumi config set --path 'airflow:gke.domain' airflow.my-company.com",
    ],
  ],
  [
    "wildcard",
    g({ domain: "*.my-company.com" }),
    [
      "airflow:gke.domain is \"*.my-company.com\"; allowed: a domain of at most 64 characters without a wildcard. Fix: pulumi config set --path 'airflow:gke.domain' airflow.my-company.com",
    ],
  ],
  [
    "zone elsewhere",
    g({ zone: "us-east1-b" }),
    [
      "airflow:gke.zone is \"us-east1-b\"; allowed: a zone of gcp:region, us-central1. Fix: pulumi config set --path 'airflow:gke.zone' us-central1-b",
    ],
  ],
  [
    "small machine",
    g({ machineType: "e2-micro" }),
    [
      "airflow:gke.machineType is \"e2-micro\"; allowed: a machine type of 7.5 GB of memory or more (this one has 1). Fix: pulumi config set --path 'airflow:gke.machineType' e2-standard-2",
    ],
  ],
  [
    "nodes",
    g({ nodes: { min: 4, max: 2 } }),
    [
      "airflow:gke.nodes.min is 4; it is more than airflow:gke.nodes.max, 2. Fix: pulumi config set --path 'airflow:gke.nodes.max' 4",
    ],
  ],
  [
    "misspelt",
    g({ machinetype: "e2-standard-2" }),
    [
      "airflow:gke.machinetype is not a known key; did you mean airflow:gke.machineType? Fix: rename it, or pulumi config rm --path 'airflow:gke.machinetype'",
    ],
  ],
  [
    "vpc alone",
    g({ network: { vpc: "shared" } }),
    [
      "airflow:gke.network.subnet is not set; it needs a subnet of the VPC in gcp:region. Fix: pulumi config set --path 'airflow:gke.network.subnet' my-subnet",
      "airflow:gke.network.podRange is not set; it needs the subnet's secondary range for pods. Fix: pulumi config set --path 'airflow:gke.network.podRange' my-podrange",
      "airflow:gke.network.serviceRange is not set; it needs the subnet's secondary range for services. Fix: pulumi config set --path 'airflow:gke.network.serviceRange' my-servicerange",
    ],
  ],
  [
    "subnet alone",
    g({ network: { subnet: "a" } }),
    [
      "airflow:gke.network.subnet is \"a\"; it belongs to a VPC that exists, and none is named. Fix: pulumi config set --path 'airflow:gke.network.vpc' my-vpc",
    ],
  ],
  [
    "existing egress",
    g({ network: { egress: "existing" } }),
    [
      "airflow:gke.network.egress is \"existing\"; a new VPC has no way out yet. Fix: pulumi config set --path 'airflow:gke.network.egress' nat",
    ],
  ],
  [
    "restricted",
    g({ controlPlane: { access: "restricted" } }),
    [
      "airflow:gke.controlPlane.authorizedNetworks[0] is not set; it needs a range that may reach the cluster's API, where access is restricted. Fix: pulumi config set --path 'airflow:gke.controlPlane.authorizedNetworks[0]' 203.0.113.0/24",
    ],
  ],
  [
    "dns with networks",
    g({ controlPlane: { authorizedNetworks: ["203.0.113.0/24"] } }),
    [
      "airflow:gke.controlPlane.authorizedNetworks is [\"203.0.113.0/24\"]; with access dns no address is open, so no range is looked at. Fix: pulumi config set --path 'airflow:gke.controlPlane.access' restricted",
    ],
  ],
  [
    "dns zone domain",
    g({ dnsZoneDomain: "other.com" }),
    [
      "airflow:gke.dnsZoneDomain is \"other.com\"; allowed: airflow.my-company.com or a domain above it. Fix: pulumi config set --path 'airflow:gke.dnsZoneDomain' my-company.com",
    ],
  ],
  [
    "two zones",
    g({ dnsZone: "mine", dnsZoneDomain: "my-company.com" }),
    [
      "airflow:gke.dnsZoneDomain is \"my-company.com\"; it is for a new zone, and airflow:gke.dnsZone is mine. Fix: pulumi config rm --path 'airflow:gke.dnsZoneDomain'",
    ],
  ],
  [
    "tier",
    g({ database: { tier: "db-g1-small" } }),
    [
      "airflow:gke.database.tier is \"db-g1-small\"; it is for Cloud SQL, and the database is in the cluster. Fix: pulumi config set --path 'airflow:gke.database.kind' cloudSql",
    ],
  ],
  [
    "kind",
    g({ database: { kind: "mysql" } }),
    [
      "airflow:gke.database.kind is \"mysql\"; allowed: one of cluster, cloudSql. Fix: pulumi config set --path 'airflow:gke.database.kind' cluster",
    ],
  ],
  [
    "aws",
    g({ aws: {} }),
    [
      "aws:region is not set; it needs an AWS region, where airflow:gke.aws is set. Fix: pulumi config set aws:region us-east-1",
      "aws:allowedAccountIds is not set; it needs a list with the one account id this stack may touch, where airflow:gke.aws is set. Fix: pulumi config set aws:allowedAccountIds '[\"444455556666\"]'",
    ],
  ],
  [
    "oauth without secret",
    g({ oauthClient: { id: "1-a.apps.googleusercontent.com" } }),
    [
      "airflow:gke.oauthClient.secret is not set; it needs the client's secret, set with --secret. Fix: pulumi config set --secret --path 'airflow:gke.oauthClient.secret' SECRET",
    ],
  ],
  [
    "oauth secret",
    g({ oauthClient: { id: "1-a.apps.googleusercontent.com", secret: 5 } }),
    [
      "airflow:gke.oauthClient.secret is [secret]; allowed: the client's secret, set with --secret. Fix: pulumi config set --secret --path 'airflow:gke.oauthClient.secret' SECRET",
    ],
  ],
  [
    "oauth id",
    g({ oauthClient: { id: "x", secret: "s" } }),
    [
      "airflow:gke.oauthClient.id is \"x\"; allowed: a client id NUMBER-….apps.googleusercontent.com. Fix: pulumi config set --path 'airflow:gke.oauthClient.id' 123456789-abc.apps.googleusercontent.com",
    ],
  ],
  [
    "values key",
    g({ values: { worker: {} } }),
    [
      "airflow:gke.values.worker is not a known key; did you mean airflow:gke.values.workers? Fix: rename it, or pulumi config rm --path 'airflow:gke.values.worker'",
    ],
  ],
  [
    "values decided",
    g({ values: { executor: "LocalExecutor", config: { core: { auth_manager: "x" } } } }),
    [
      "airflow:gke.values.executor is \"set\"; airflow:gke.executor decides it. Fix: pulumi config rm --path 'airflow:gke.values.executor' && pulumi config set --path 'airflow:gke.executor' CeleryExecutor",
      "airflow:gke.values.config.core.auth_manager is \"set\"; IAP is the one login. Fix: pulumi config rm --path 'airflow:gke.values.config.core.auth_manager'",
    ],
  ],
  [
    "executor",
    g({ executor: "LocalExecutor" }),
    [
      "airflow:gke.executor is \"LocalExecutor\"; allowed: one of KubernetesExecutor, CeleryExecutor. Fix: pulumi config set --path 'airflow:gke.executor' KubernetesExecutor",
    ],
  ],
  [
    "namespace",
    g({ namespace: "kube-airflow" }),
    [
      "airflow:gke.namespace is \"kube-airflow\"; allowed: a namespace of its own: Kubernetes or GKE has this one. Fix: pulumi config set --path 'airflow:gke.namespace' airflow",
    ],
  ],
  [
    "principal",
    g({}, { "airflow:access": JSON.stringify({ admins: ["ada@my-company.com"] }) }),
    [
      "airflow:access.admins[0] is \"ada@my-company.com\"; allowed: user:EMAIL, group:EMAIL, serviceAccount:EMAIL or domain:NAME. Fix: pulumi config set --path 'airflow:access.admins[0]' user:ada@my-company.com",
    ],
  ],
  [
    "group admin",
    g({}, { "airflow:access": JSON.stringify({ admins: ["group:data@my-company.com"] }) }),
    [
      "airflow:access.admins[0] is \"group:data@my-company.com\"; IAP does not tell Airflow a caller's groups: a group can only be let in as viewers. Fix: name the people, or pulumi config rm --path 'airflow:access.admins[0]' && pulumi config set --path 'airflow:access.viewers[0]' group:data@my-company.com",
    ],
  ],
  [
    "pool",
    g({}, { "airflow:google": JSON.stringify({ poolId: "pl-aws-mwaa" }) }),
    [
      "airflow:google.poolId is \"pl-aws-mwaa\"; pods on GKE are the service account without a pool. Fix: pulumi config rm --path 'airflow:google.poolId'",
    ],
  ],
  [
    "airflow 2",
    g({}, { "airflow:airflowVersion": "2.11.2" }),
    [
      `airflow:airflowVersion is "2.11.2"; allowed: 3.0.0 or later on gke (IAP's login is for Airflow 3). Fix: pulumi config set airflow:airflowVersion ${defaultVersion("gke")}`,
    ],
  ],
  [
    "values text",
    g({ values: "x" }),
    [
      "airflow:gke.values is [secret]; allowed: an object of values of the official Airflow chart. Fix: pulumi config rm --path 'airflow:gke.values' && pulumi config set --secret --path 'airflow:gke.values.apiServer.replicas' 2",
    ],
  ],
  [
    "a chart value where the chart no longer looks",
    g({ values: { workers: { resources: { requests: { cpu: "1" } } } } }),
    [
      "airflow:gke.values.workers.resources is \"set\"; the chart gives that place up for workers.kubernetes and workers.celery, which win. Fix: pulumi config rm --path 'airflow:gke.values.workers.resources', then put it below workers.kubernetes, or below workers.celery with CeleryExecutor",
    ],
  ],
  [
    "another major version of Postgres",
    g({ database: { image: "registry.acme.dev/postgres:17.2" } }),
    [
      "airflow:gke.database.image is \"registry.acme.dev/postgres:17.2\"; allowed: an image of Postgres 16 by tag or digest. Fix: pulumi config set --path 'airflow:gke.database.image' postgres:16.10-bookworm",
    ],
  ],
  [
    "a node that stays where all do",
    g({ spot: false, steadyNode: true }),
    [
      "airflow:gke.steadyNode is true; no node is a Spot VM: all of them stay. Fix: pulumi config rm --path 'airflow:gke.steadyNode'",
    ],
  ],
  [
    "a move of Cloud SQL",
    g({ database: { kind: "cloudSql", movedFrom: "us-central1-c" } }),
    [
      "airflow:gke.database.movedFrom is \"us-central1-c\"; Cloud SQL moves by itself, without it. Fix: pulumi config rm --path 'airflow:gke.database.movedFrom'",
    ],
  ],
  [
    "a move to the same zone",
    g({ database: { movedFrom: "us-central1-b" } }),
    [
      "airflow:gke.database.movedFrom is \"us-central1-b\"; it is the zone that airflow:gke.zone says too. Fix: pulumi config rm --path 'airflow:gke.database.movedFrom'",
    ],
  ],
  [
    "an image for Cloud SQL",
    g({ database: { kind: "cloudSql", image: "postgres:16.10" } }),
    [
      "airflow:gke.database.image is \"postgres:16.10\"; it is for the cluster's own Postgres, and the database is Cloud SQL. Fix: pulumi config rm --path 'airflow:gke.database.image'",
    ],
  ],
  [
    "backups for a year and a day",
    g({ database: { backupDays: 366 } }),
    [
      "airflow:gke.database.backupDays is 366; allowed: a whole number from 0 to 365 (days). Fix: pulumi config set --path 'airflow:gke.database.backupDays' 365",
    ],
  ],
  [
    "a snapshot by its address",
    g({ database: { restoreFrom: "global/snapshots/one" } }, { "airflow:awake": "false" }),
    [
      "airflow:gke.database.restoreFrom is \"global/snapshots/one\"; allowed: the name of a snapshot in the project. Fix: pulumi config set --path 'airflow:gke.database.restoreFrom' airflow-database-20261121",
    ],
  ],
  [
    "a restore of a database that runs",
    g({ database: { restoreFrom: "one" } }),
    [
      "airflow:gke.database.restoreFrom is \"one\"; it replaces the disk, and while Airflow is awake the database writes to it. Fix: pulumi config rm --path 'airflow:gke.database.restoreFrom' && pulumi config set airflow:awake false && pulumi up && pulumi config set --path 'airflow:gke.database.restoreFrom' one",
    ],
  ],
  [
    "a disk's snapshot for Cloud SQL",
    g({ database: { kind: "cloudSql", restoreFrom: "one" } }, { "airflow:awake": "false" }),
    [
      "airflow:gke.database.restoreFrom is \"one\"; it is a snapshot of the cluster's disk, and the database is Cloud SQL, which restores its own backups. Fix: pulumi config rm --path 'airflow:gke.database.restoreFrom'",
    ],
  ],
  [
    "a restore in the middle of a move",
    g({ database: { restoreFrom: "one", movedFrom: "us-central1-c" } }, { "airflow:awake": "false" }),
    [
      "airflow:gke.database.restoreFrom is \"one\"; airflow:gke.database.movedFrom is set too, and a disk is made from one snapshot. Fix: pulumi config rm --path 'airflow:gke.database.restoreFrom'",
    ],
  ],
  [
    "a budget of no billing account",
    g({}, { "airflow:alerts": JSON.stringify({ emails: ["a@b.cd"], monthlyBudget: 100 }) }),
    [
      "airflow:alerts.billingAccount is not set; it needs the id of the project's Google billing account, which a budget belongs to. Fix: pulumi config set --path 'airflow:alerts.billingAccount' 012345-6789AB-CDEF01",
    ],
  ],
  [
    "a billing account of another form",
    g(
      {},
      {
        "airflow:alerts": JSON.stringify({
          emails: ["a@b.cd"],
          monthlyBudget: 100,
          billingAccount: "billingAccounts/1",
        }),
      },
    ),
    [
      "airflow:alerts.billingAccount is \"billingAccounts/1\"; allowed: the id of a Google billing account, six digits or letters A to F three times. Fix: pulumi config set --path 'airflow:alerts.billingAccount' 012345-6789AB-CDEF01",
    ],
  ],
  [
    "a boundary of another account for the pods' role",
    g(
      { aws: { permissionsBoundary: "arn:aws:iam::111122223333:policy/boundary" } },
      { "aws:region": "eu-west-1", "aws:allowedAccountIds": '["222233334444"]' },
    ),
    [
      "airflow:gke.aws.permissionsBoundary is \"arn:aws:iam::111122223333:policy/boundary\"; allowed: a managed policy of account 222233334444, or of AWS. Fix: pulumi config set --path 'airflow:gke.aws.permissionsBoundary' arn:aws:iam::222233334444:policy/boundary",
    ],
  ],
  [
    "a tag of the program's on the pods' role",
    g(
      { aws: { tags: { "pulumi-stack": "x" } } },
      { "aws:region": "eu-west-1", "aws:allowedAccountIds": '["222233334444"]' },
    ),
    [
      "airflow:gke.aws.tags.pulumi-stack is \"x\"; the program gives each thing this tag itself. Fix: pulumi config rm --path 'airflow:gke.aws.tags.pulumi-stack'",
    ],
  ],
  [
    "a window in another time",
    g({ maintenance: { window: "Sunday 3am" } }),
    [
      "airflow:gke.maintenance.window is \"Sunday 3am\"; allowed: a day and a half hour in UTC, DAY:HH:MM with DAY one of MON TUE WED THU FRI SAT SUN and MM 00 or 30. Fix: pulumi config set --path 'airflow:gke.maintenance.window' SUN:03:00",
    ],
  ],
  [
    "a window of four hours",
    g({ maintenance: { hours: 4 } }),
    [
      "airflow:gke.maintenance.hours is 4; allowed: a whole number from 12 to 24 (hours). Fix: pulumi config set --path 'airflow:gke.maintenance.hours' 12",
    ],
  ],
  [
    "a metrics place",
    g({ metrics: "prometheus" }),
    [
      "airflow:gke.metrics is \"prometheus\"; allowed: true or false. Fix: pulumi config set --path 'airflow:gke.metrics' true",
    ],
  ],
  [
    "access logs for some",
    g({ accessLogs: 0.5 }),
    [
      "airflow:gke.accessLogs is 0.5; allowed: true or false. Fix: pulumi config set --path 'airflow:gke.accessLogs' true",
    ],
  ],
  [
    "an exclusion without an end",
    g({ maintenance: { exclusions: [{ name: "x", from: "2026-12-20T00:00:00Z" }] } }),
    [
      "airflow:gke.maintenance.exclusions[0].to is not set; it needs a moment in UTC, YYYY-MM-DDTHH:MM:SSZ. Fix: pulumi config set --path 'airflow:gke.maintenance.exclusions[0].to' 2027-01-05T00:00:00Z",
    ],
  ],
  [
    "an exclusion that ends before it begins",
    g({
      maintenance: { exclusions: [{ name: "year-end", from: "2026-12-20T00:00:00Z", to: "2026-12-01T00:00:00Z" }] },
    }),
    [
      "airflow:gke.maintenance.exclusions[0].to is \"2026-12-01T00:00:00Z\"; it is not after from. Fix: pulumi config rm --path 'airflow:gke.maintenance.exclusions[0]'",
    ],
  ],
  [
    "a quarter without any upgrade",
    g({
      maintenance: { exclusions: [{ name: "year-end", from: "2026-12-20T00:00:00Z", to: "2027-03-20T00:00:00Z" }] },
    }),
    [
      "airflow:gke.maintenance.exclusions[0].to is \"2027-03-20T00:00:00Z\"; with scope NO_UPGRADES Google takes 30 days at most. Fix: pulumi config set --path 'airflow:gke.maintenance.exclusions[0].scope' NO_MINOR_UPGRADES",
    ],
  ],
  [
    "four times without any upgrade",
    g({
      maintenance: {
        exclusions: [
          { name: "a", from: "2026-12-20T00:00:00Z", to: "2027-01-05T00:00:00Z" },
          { name: "b", from: "2026-12-20T00:00:00Z", to: "2027-01-05T00:00:00Z" },
          { name: "c", from: "2026-12-20T00:00:00Z", to: "2027-01-05T00:00:00Z" },
          { name: "d", from: "2026-12-20T00:00:00Z", to: "2027-01-05T00:00:00Z" },
        ],
      },
    }),
    [
      'airflow:gke.maintenance.exclusions is ["a","b","c","d"]; Google takes 3 with scope NO_UPGRADES at most. Fix: pulumi config rm --path \'airflow:gke.maintenance.exclusions[3]\'',
    ],
  ],
  [
    "two exclusions of one name",
    g({
      maintenance: {
        exclusions: [
          { name: "year-end", from: "2026-12-20T00:00:00Z", to: "2027-01-05T00:00:00Z" },
          { name: "year-end", from: "2026-12-20T00:00:00Z", to: "2027-01-05T00:00:00Z", scope: "NO_MINOR_UPGRADES" },
        ],
      },
    }),
    [
      'airflow:gke.maintenance.exclusions is ["year-end","year-end"]; two are called year-end. Fix: pulumi config rm --path \'airflow:gke.maintenance.exclusions[1]\'',
    ],
  ],
  [
    "four times without any upgrade, and one with some",
    g({
      maintenance: {
        exclusions: ["a", "b", "c", "d", "e"].map((name) => ({
          name,
          from: "2026-12-20T00:00:00Z",
          to: "2027-01-05T00:00:00Z",
          scope: name === "e" ? "NO_MINOR_UPGRADES" : "NO_UPGRADES",
        })),
      },
    }),
    [
      'airflow:gke.maintenance.exclusions is ["a","b","c","d","e"]; Google takes 3 with scope NO_UPGRADES at most. Fix: pulumi config rm --path \'airflow:gke.maintenance.exclusions[3]\'',
    ],
  ],
  [
    "a day that no calendar has, and a month",
    g({
      maintenance: { exclusions: [{ name: "x", from: "2026-00-20T00:00:00Z", to: "2027-02-31T00:00:00Z" }] },
    }),
    [
      "airflow:gke.maintenance.exclusions[0].from is \"2026-00-20T00:00:00Z\"; allowed: a moment in UTC, YYYY-MM-DDTHH:MM:SSZ. Fix: pulumi config set --path 'airflow:gke.maintenance.exclusions[0].from' 2026-12-20T00:00:00Z",
      "airflow:gke.maintenance.exclusions[0].to is \"2027-02-31T00:00:00Z\"; allowed: a moment in UTC, YYYY-MM-DDTHH:MM:SSZ. Fix: pulumi config set --path 'airflow:gke.maintenance.exclusions[0].to' 2027-01-05T00:00:00Z",
    ],
  ],
  [
    "another domain's zone, for a domain that has none above it",
    g({ domain: "my-company.com", dnsZoneDomain: "other.com" }),
    [
      "airflow:gke.dnsZoneDomain is \"other.com\"; allowed: my-company.com or a domain above it. Fix: pulumi config set --path 'airflow:gke.dnsZoneDomain' my-company.com",
    ],
  ],
  [
    "nodes in most of the private addresses",
    g({ network: { nodeCidr: "10.0.0.0/9" } }),
    [
      "airflow:gke.network.podCidr is \"10.20.0.0/16\"; it overlaps airflow:gke.network.nodeCidr, 10.0.0.0/9. Fix: pulumi config set --path 'airflow:gke.network.podCidr' 172.16.0.0/16",
      "airflow:gke.network.serviceCidr is \"10.30.0.0/20\"; it overlaps airflow:gke.network.nodeCidr, 10.0.0.0/9. Fix: pulumi config set --path 'airflow:gke.network.serviceCidr' 172.18.0.0/16",
    ],
  ],
];
