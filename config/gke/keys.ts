/** The keys of `airflow:gke`. */
import { z } from "zod";
import { choiceField, field, flagField, numberField, textField } from "../fields";
import { awsTags, ecrRepositories, iamPath, permissionsBoundary, policyArns } from "../shared";
import {
  exampleKey,
  keyForm,
  labelKey,
  labelValue,
  nearestKey,
  nearestLabels,
  nearestRegistry,
  registryForm,
} from "./nearCompany";

/** The chart that the program's values are written for (https://airflow.apache.org/docs/helm-chart/, June 2026). */
export const knownChartVersion = "1.22.0";

/** Docker's official image. A later minor version is a safe change, another major one is not: its data has another form. */
export const postgresImage = "postgres:16.10-bookworm";

const octet = "(\\d{1,2}|1\\d\\d|2[0-4]\\d|25[0-5])";
const range = (prefixes: string, allowed: string, example: string) =>
  textField(new RegExp(`^${octet}(\\.${octet}){3}\\/(${prefixes})$`), allowed, example);
const cidr = (example: string) =>
  range("9|1\\d|2[0-9]", "an IPv4 range with a prefix from /9 to /29", example).default(example);
const resourceName = (what: string, example: string) =>
  textField(
    /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    `${what}: a-z, 0-9 and hyphen, starting with a letter, at most 63`,
    example,
  );

/** The network: what is named is adopted, what is left out is made. */
export const gkeNetwork = z.strictObject({
  /** Project of a Shared VPC's network, where it is another than gcp:project. Its grants: see airflow:gke.grants. Default: gcp:project. */
  project: textField(
    /^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    "the id of the project that shares its network",
    "my-network-project",
  ).optional(),
  /** VPC that exists. Default: a new one. */
  vpc: resourceName("the name of a VPC", "my-vpc").optional(),
  /** Subnet of that VPC, in gcp:region. Needed with vpc. */
  subnet: resourceName("the name of a subnet", "my-subnet").optional(),
  /** Secondary range of the subnet for pods. Needed with vpc. */
  podRange: resourceName("the name of a secondary range", "pods").optional(),
  /** Secondary range of the subnet for services. Needed with vpc. */
  serviceRange: resourceName("the name of a secondary range", "services").optional(),
  /** Range of the nodes in a new VPC. Default 10.10.0.0/20. */
  nodeCidr: cidr("10.10.0.0/20"),
  /** Range of the pods in a new VPC. Default 10.20.0.0/16. */
  podCidr: cidr("10.20.0.0/16"),
  /** Range of the services in a new VPC. Default 10.30.0.0/20. */
  serviceCidr: cidr("10.30.0.0/20"),
  /** How the private nodes reach the internet. Default nat; existing where the VPC has a way out. */
  egress: choiceField(["nat", "existing"]).default("nat"),
  /** Whether the program lets Google's load balancer in to the nodes, or a rule is there that does. Default make. */
  firewall: choiceField(["make", "existing"]).default("make"),
});

/** Who can reach the cluster's API. */
export const controlPlane = z.strictObject({
  /** dns: by Google's DNS name, guarded by IAM, no address open. restricted: by address, from authorizedNetworks only. */
  access: choiceField(["dns", "restricted"]).default("dns"),
  /** Ranges that may reach the API by address. Needed with restricted. */
  authorizedNetworks: field(
    z.array(range("\\d|[12]\\d|3[0-2]", "an IPv4 range", "203.0.113.0/24")),
    "a list of IPv4 ranges",
    '["203.0.113.0/24"]',
  ).default([]),
});

/** Airflow's metadata database. */
export const database = z.strictObject({
  /** cluster: Postgres in the cluster on a disk of its own. cloudSql: Cloud SQL with a private address. Default cluster. */
  kind: choiceField(["cluster", "cloudSql"]).default("cluster"),
  /** Image of the cluster's Postgres 16, for a registry of your own or a later minor version. Default: Docker's official one. */
  image: textField(
    /^[\w.-]+(:\d+)?(\/[\w.-]+)*(:(16[\w.-]*|(?!\d)[\w.-]+))?(@sha256:[0-9a-f]{64})?$(?<=(:16[\w.-]*|:(?!\d)[\w.-]+|@sha256:[0-9a-f]{64}))/,
    "an image of Postgres 16 by tag or digest",
    postgresImage,
  ).optional(),
  /** Size of the disk, GB. It can grow, not shrink. Default 10. */
  diskGb: numberField(10, 65536, 10, "GB").default(10),
  /** Zone that the cluster's database is moved from, once, while Airflow sleeps (docs/gke.md). Remove it afterwards. */
  movedFrom: textField(/^[a-z]+-[a-z]+\d+-[a-z]$/, "the zone that the disk is in", "us-central1-b").optional(),
  /**
   * Days that a daily backup is kept, and whether one is made before the database is deleted or replaced: of the cluster's disk
   * snapshots (a few cents a month: what changed, compressed), of Cloud SQL its own with recovery to any point of the last 7 days.
   * 0: none. Default 7.
   */
  backupDays: numberField(0, 365, 7, "days").default(7),
  /** Snapshot that the cluster's database is put back from, once, while Airflow sleeps (docs/operate.md). Remove it afterwards. */
  restoreFrom: textField(
    /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    "the name of a snapshot in the project",
    "airflow-database-20261121",
  ).optional(),
  /** Whether a change that cannot take the data with it may start with an empty database. Remove it afterwards. Default false. */
  startEmpty: flagField(false).default(false),
  /** Machine of Cloud SQL (edition Enterprise). Default db-g1-small. */
  tier: textField(
    /^db-(f1-micro|g1-small|custom-\d+-\d+)$/,
    "db-f1-micro, db-g1-small or db-custom-CPUS-MB",
    "db-g1-small",
  ).optional(),
});

/** An own OAuth client for IAP, for people outside the organisation. */
export const oauthClient = z.strictObject({
  /** Client id from the Google Auth Platform page. */
  id: textField(
    /^\d+-[a-z0-9]+\.apps\.googleusercontent\.com$/,
    "a client id NUMBER-….apps.googleusercontent.com",
    "123456789-abc.apps.googleusercontent.com",
  ),
  /** Client secret. Set it with `pulumi config set --secret --path 'airflow:gke.oauthClient.secret'`. */
  secret: field(z.string().min(1), "the client's secret, set with --secret", "SECRET", { secret: true }),
});

/** AWS without a key: an IAM role for Airflow's pods. */
export const gkeAws = z.strictObject({
  /** ECR repositories that tasks may pull from: names in this account, or ARNs. */
  ecrRepositories,
  /** Managed policies of the role, for what your DAGs do on AWS. */
  policyArns,
  /** Policy that bounds the role. Default: none. It costs nothing. */
  permissionsBoundary: permissionsBoundary.optional(),
  /** Path of the role; another path makes it anew. Default /. It costs nothing. */
  iamPath: iamPath.optional(),
  /** Tags on the role and the identity provider, besides the provider's own `aws:defaultTags`. Default: none. They cost nothing. */
  tags: awsTags,
});

/** Without quotes in the stack file it is a moment to the engine's YAML reader, which writes it as Go does: `2026-12-20 00:00:00 +0000 UTC`. */
const asWritten = (value: unknown): unknown =>
  typeof value === "string" ? value.replace(/^(\S+) (\S+) \+0000 UTC$/, "$1T$2Z") : value;

const moment = (example: string) =>
  field(
    z.preprocess(asWritten, z.iso.datetime({ precision: 0 })) as unknown as z.ZodType<string, string>,
    "a moment in UTC, YYYY-MM-DDTHH:MM:SSZ",
    example,
  );

/** A time in which Google upgrades nothing, or less. */
const exclusion = z.strictObject({
  name: resourceName("a name for the exclusion", "year-end"),
  from: moment("2026-12-20T00:00:00Z"),
  to: moment("2027-01-05T00:00:00Z"),
  scope: choiceField(["NO_UPGRADES", "NO_MINOR_UPGRADES", "NO_MINOR_OR_NODE_UPGRADES"]).default("NO_UPGRADES"),
});

/** When Google may upgrade the cluster, which replaces its nodes. */
export const maintenance = z.strictObject({
  /** Start of the weekly maintenance, UTC, as on mwaa. Default: any time that Google chooses. */
  window: textField(
    /^(MON|TUE|WED|THU|FRI|SAT|SUN):([01]\d|2[0-3]):(00|30)$/,
    "a day and a half hour in UTC, DAY:HH:MM with DAY one of MON TUE WED THU FRI SAT SUN and MM 00 or 30",
    "SUN:03:00",
  ).optional(),
  /** Hours of the window. Google wants 48 in 32 days, so a weekly one has 12 at least. Default 12. */
  hours: numberField(12, 24, 12, "hours").default(12),
  /** Times without upgrades: `{name, from, to, scope}`, with scope NO_UPGRADES (default, 30 days at most), NO_MINOR_UPGRADES or NO_MINOR_OR_NODE_UPGRADES. */
  exclusions: field(
    z.array(exclusion).max(20),
    "a list of at most 20 {name, from, to, scope}",
    '[{"name":"year-end","from":"2026-12-20T00:00:00Z","to":"2027-01-05T00:00:00Z"}]',
  ).default([]),
});

/** How many nodes the pool may have. */
export const nodes = z.strictObject({
  /** Nodes that always run. Default 1. */
  min: numberField(1, 1000, 1, "nodes").default(1),
  /** Nodes at the peak. Default 3. */
  max: numberField(1, 1000, 3, "nodes").default(3),
});

/** Everything about the GKE home. */
export const gke = z.strictObject({
  /** Domain of the web entry. Required. */
  domain: textField(
    /^(?=.{4,64}$)(?!\*)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/,
    "a domain of at most 64 characters without a wildcard",
    "airflow.my-company.com",
  ),
  /** Cloud DNS zone that exists, or `external` where DNS is elsewhere. Default: a new zone. */
  dnsZone: resourceName("the name of a Cloud DNS zone, or external", "my-zone").optional(),
  /** DNS name of a new zone. Default: the domain itself, so that only that name is delegated. */
  dnsZoneDomain: textField(
    /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/,
    "a domain that holds airflow:gke.domain",
    "my-company.com",
  ).optional(),
  /** Name of the global static address. Default: `NAME-ip`. */
  staticIpName: resourceName("a name for the static address", "airflow-ip").optional(),
  /** Zone of the nodes. Default: zone b of gcp:region. */
  zone: textField(/^[a-z]+-[a-z]+\d+-[a-z]$/, "a zone", "us-central1-b").optional(),
  /** Whether the control plane is in three zones; nodes stay in one. Its fee is not covered by the free credit. Default false. */
  regional: flagField(false).default(false),
  network: gkeNetwork.prefault({}),
  controlPlane: controlPlane.prefault({}),
  /** Machine of the nodes: 2 or more vCPU and 7.5 GB of memory or more, x86, without a GPU. Default e2-standard-2. */
  machineType: textField(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/,
    "a machine type of 7.5 GB of memory or more",
    "e2-standard-2",
  ).default("e2-standard-2"),
  /** Whether nodes are Spot VMs: cheaper, and taken back by Google at any time. Default true. */
  spot: flagField(true).default(true),
  /** Whether database, scheduler, web page and the other standing pods get a node that is no Spot VM: only tasks then wait for Spot. It counts among nodes.min. Default false. */
  steadyNode: flagField(false).default(false),
  nodes: nodes.prefault({}),
  maintenance: maintenance.prefault({}),
  /** Boot disk of a node, GB. Default 50. */
  diskGb: numberField(20, 65536, 50, "GB").default(50),
  /** Kubernetes namespace of Airflow, which the program makes. Default airflow. */
  namespace: textField(
    /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    "a namespace: a-z, 0-9 and hyphen, not one of Kubernetes or GKE",
    "airflow",
  ).default("airflow"),
  /** Who runs the tasks: a pod each, or standing Celery workers with Redis. Default KubernetesExecutor. */
  executor: choiceField(["KubernetesExecutor", "CeleryExecutor"]).default("KubernetesExecutor"),
  database: database.prefault({}),
  /** Own OAuth client of IAP. Default: Google's, which admits people of the organisation only. */
  oauthClient: oauthClient.optional(),
  /** Bucket that exists, for DAGs and plugins. Default: a new one. */
  bucketName: textField(
    /^(?!gs:)[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/,
    "the name of a bucket (not a URL)",
    "my-dags",
  ).optional(),
  /**
   * Whether Airflow's own metrics (heartbeat, failed tasks, queue) go to Google's Managed Prometheus: about USD 0.50 a month at 0.06 a
   * million samples, and a tenth of the default node for its collector. Default false.
   */
  metrics: flagField(true).default(false),
  /** Whether every request to the page is logged by the load balancer: USD 0.50 a GB above a project's 50 a month. Default false. */
  accessLogs: flagField(true).default(false),
  /** Days that task logs are kept. Default 30. */
  logRetentionDays: numberField(1, 3650, 30, "days").default(30),
  /** Version of the official chart. Default: the one that the program is written for. */
  chartVersion: textField(/^\d+\.\d+\.\d+$/, "a version of three numbers", knownChartVersion).default(
    knownChartVersion,
  ),
  /** Values of the official chart; they are merged over the program's own. */
  values: field(
    // A value may be a secret, so an error never shows it.
    z.record(z.string(), z.unknown()),
    "an object of values of the official Airflow chart",
    '{"apiServer":{"replicas":2}}',
    { secret: true },
  ).default({}),
  /** Whether Google refuses to delete the cluster, and Cloud SQL and the buckets keep their data. Default false. */
  deletionProtection: flagField(false).default(false),
  /** Labels on every Google resource that can have them, nodes and disks too; for Google's bill by label. They cost nothing. Default: none. */
  labels: field(
    z.record(
      z.string().regex(labelKey),
      // `pulumi config set --path` makes a number of 1234, and a flag of true.
      z.union([z.string(), z.number(), z.boolean()]).transform(String).pipe(z.string().regex(labelValue)),
    ),
    "an object of labels: keys of 1 to 63 characters that start with a letter, values of 0 to 63, of a-z, 0-9, _ and -",
    '{"team":"data"}',
    { near: nearestLabels },
  ).default({}),
  /** Where all images come from: each has its public path below it. Default: the public registries. */
  registry: textField(
    registryForm,
    "a registry with the folder of the images, without https:// and a slash at the end",
    "us-central1-docker.pkg.dev/my-project/airflow",
    { near: nearestRegistry },
  ).optional(),
  /** Key of Cloud KMS for buckets, disks, Cloud SQL and the cluster's secrets, in gcp:region. Default: Google's own keys. */
  kmsKey: textField(keyForm, "the full name of a key without a version", exampleKey, { near: nearestKey }).optional(),
  /** Who makes the grants outside gcp:project, and on kmsKey: the program, or somebody else, to whom the output grants tells them. Default make. */
  grants: choiceField(["make", "told"]).default("make"),
  /** managed: the load balancer's certificate, active up to an hour after the name resolves. dnsAuthorized: Certificate Manager's, by a record of its own: active before there is traffic, renewed asleep too; the first 100 of an account cost nothing. Default managed. */
  certificate: choiceField(["managed", "dnsAuthorized"]).default("managed"),
  /** Whether Airflow's pods take connections only from each other and the load balancer. Default true. */
  networkPolicies: flagField(true).default(true),
  /** Attribute of people's SAML login that lists their groups' emails; IAP tells it to Airflow, so that group:EMAIL in airflow:access gets any role. Costs nothing. Default: none, and a group can only be let in as viewers. */
  groupsAttribute: textField(
    /^[A-Za-z][\w.:/-]{0,127}$/,
    "the name of an attribute of the SAML login, as the identity provider sends it",
    "groups",
  ).optional(),
  /** AWS for tasks; `{}` is enough. Needs aws:region and aws:allowedAccountIds. Default: no AWS. */
  aws: gkeAws.optional(),
});

export type Gke = z.output<typeof gke>;
export type GkeNetwork = z.output<typeof gkeNetwork>;
/** Before defaults. */
export type GkeArgs = z.input<typeof gke>;
export type GkeNetworkArgs = z.input<typeof gkeNetwork>;
