/** The stacks whose registrations are kept: the ready ones, and one of each home that uses what the ready one does not. */
import { isDeepStrictEqual } from "node:util";
import { readStack, readStackFile } from "../../../commands/stack/stackFile";
import { changed } from "../../graph";
import { capture } from "./capture";
import type { Golden, Registration } from "./shorten";

/** A version that is written out, so that a new default is no change here. */
const airflowVersion = { "airflow:airflowVersion": "3.2.1" };

const adopted = {
  "aws:region": "us-east-1",
  "aws:allowedAccountIds": ["111122223333"],
  "gcp:project": "my-gcp-project",
  "airflow:platform": "mwaa",
  "airflow:name": "etl",
  "airflow:dags": "external",
  "airflow:google": { enabled: false },
  "airflow:access": {
    admins: ["arn:aws:iam::111122223333:role/team/data"],
    viewers: ["arn:aws:iam::111122223333:group/analysts"],
    triggerCallers: ["arn:aws:iam::111122223333:user/ci"],
  },
  "airflow:mwaa": {
    environmentClass: "mw1.large",
    minWorkers: 2,
    maxWorkers: 9,
    schedulers: 3,
    minWebservers: 2,
    maxWebservers: 4,
    webserverAccess: "PRIVATE_ONLY",
    maintenanceWindow: "TUE:04:30",
    workerReplacement: "FORCED",
    egress: "endpoints",
    kmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef",
    bucketName: "my-bucket",
    dagPath: "team/dags",
    logRetentionDays: 90,
    logging: { task: "DEBUG", scheduler: "OFF" },
    airflowOptions: { "core.default_timezone": "utc" },
    ecrRepositories: ["etl", "arn:aws:ecr:eu-west-1:444455556666:repository/shared"],
    policyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"],
    network: {
      vpcId: "vpc-0123456789abcdef0",
      privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
      privateRouteTableIds: ["rtb-0123456789abcdef1", "rtb-0123456789abcdef2"],
      existingEndpoints: ["kms"],
    },
  },
};

const natPerZone = {
  "airflow:mwaa": {
    egress: "natPerZone",
    keepAddresses: false,
    network: { zones: ["us-east-1c", "us-east-1a"] },
    kmsKeyArn: "aws-owned",
  },
  "airflow:dags": "examples/dags",
  "airflow:google": {
    existingPool: "projects/987654321/locations/global/workloadIdentityPools/shared-pool",
    existingServiceAccount: "etl@other-project.iam.gserviceaccount.com",
    enableApis: false,
  },
};

/** Who is told of what, on MWAA. */
const watched = {
  "airflow:dags": "examples/dags",
  "airflow:alerts": {
    emails: ["oncall@my-company.com"],
    taskFailures: 5,
    monthlyBudget: 600,
    budgetOf: "stack",
    dashboard: true,
  },
};

const celery = {
  "gcp:project": "my-company-data",
  "gcp:region": "europe-west1",
  "aws:region": "eu-west-1",
  "aws:allowedAccountIds": ["111122223333"],
  "airflow:platform": "gke",
  "airflow:name": "lab",
  "airflow:dags": { repo: "https://github.com/my-company/dags", ref: "main", path: "dags" },
  "airflow:access": {
    admins: ["user:ada@my-company.com"],
    viewers: ["group:all@my-company.com"],
    triggerCallers: ["serviceAccount:ci@my-company-data.iam.gserviceaccount.com"],
  },
  "airflow:gke": {
    domain: "airflow.my-company.com",
    dnsZoneDomain: "my-company.com",
    staticIpName: "lab-address",
    zone: "europe-west1-c",
    regional: true,
    executor: "CeleryExecutor",
    database: { kind: "cloudSql", tier: "db-custom-2-7680", diskGb: 40 },
    controlPlane: { access: "restricted", authorizedNetworks: ["203.0.113.0/24"] },
    spot: false,
    nodes: { min: 2, max: 5 },
    machineType: "n2-standard-4",
    diskGb: 80,
    namespace: "lab",
    logRetentionDays: 7,
    deletionProtection: true,
    oauthClient: { id: "123-a.apps.googleusercontent.com", secret: "secret-of-the-client" },
    values: { scheduler: { replicas: 2 }, nodeSelector: { pool: "airflow" } },
    aws: { ecrRepositories: ["etl"], policyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"] },
  },
};

/** Who is told of what, on GKE. */
const watchedGke = {
  "airflow:dags": "external",
  "airflow:alerts": {
    emails: ["oncall@my-company.com"],
    monthlyBudget: 200,
    billingAccount: "012345-6789AB-CDEF01",
    dashboard: true,
  },
  "airflow:gke": {
    domain: "airflow.example.com",
    metrics: true,
    accessLogs: true,
    database: { backupDays: 30 },
    maintenance: {
      window: "SAT:22:30",
      exclusions: [{ name: "year-end", from: "2026-12-20T00:00:00Z", to: "2027-01-05T00:00:00Z" }],
    },
  },
};

const existing = {
  "airflow:dags": "external",
  "airflow:gke": {
    domain: "airflow.example.com",
    dnsZone: "corp",
    bucketName: "corp-dags",
    database: { image: "eu.gcr.io/acme/postgres:16.12", diskGb: 20 },
    network: { vpc: "shared", subnet: "apps", podRange: "p", serviceRange: "s", egress: "existing" },
  },
};

/** The database on its way to another zone, which is done asleep; DNS is elsewhere. */
const moving = {
  "airflow:awake": "false",
  "airflow:dags": "external",
  "airflow:gke": {
    domain: "airflow.example.com",
    dnsZone: "external",
    zone: "us-central1-c",
    database: { movedFrom: "us-central1-b" },
    deletionProtection: true,
    values: { tolerations: [{ operator: "Exists" }], statsd: null },
  },
};

const ready = (name: string, change: object) => changed(readStack(name).config, { ...airflowVersion, ...change });
const own = (config: object) => changed({}, { ...airflowVersion, ...config });

const company = (home: "gke" | "mwaa") => (change: object) =>
  changed(readStackFile(`examples/company-${home}.yaml`).config, {
    ...airflowVersion,
    "airflow:dags": "external",
    ...change,
  });

/** A role that exists, for which key and bucket must name it; and a package index without a login. */
const existingRole = {
  "airflow:dags": "external",
  "airflow:google": { enabled: false },
  "airflow:mwaa": {
    executionRoleArn: "arn:aws:iam::111122223333:role/team/airflow",
    packages: { source: "index", indexUrl: "https://pypi.my-company.com/simple" },
  },
};

const asleep = { "airflow:awake": "false" };

/** What sleep makes of a stack: only what is another than awake; of what goes, that it goes. */
async function sleeping(config: (change: object) => Record<string, string>, secretKeys?: string[]): Promise<Golden> {
  const [awake, after] = [await capture(config({}), secretKeys), await capture(config(asleep), secretKeys)];
  const places = [...new Set([...Object.keys(awake), ...Object.keys(after)])].sort();
  const other = places.filter((place) => !isDeepStrictEqual(awake[place], after[place]));
  return Object.fromEntries(other.map((place) => [place, difference(awake[place], after[place])]));
}

const gone: Registration = { in: "nothing: it is gone", needs: [], inputs: {} };

/** The registration with those of its inputs alone that are others. */
function difference(before: Registration | undefined, after: Registration | undefined): Registration {
  if (before === undefined || after === undefined) return after ?? gone;
  const keys = [...new Set([...Object.keys(before.inputs), ...Object.keys(after.inputs)])].sort();
  const other = keys.filter((key) => !isDeepStrictEqual(before.inputs[key], after.inputs[key]));
  return { ...after, inputs: Object.fromEntries(other.map((key) => [key, after.inputs[key] ?? "not set"])) };
}

/** By name of the file. */
export const stacks: Record<string, () => Promise<Golden>> = {
  dev: () => capture(ready("dev", {})),
  "dev-asleep": () => sleeping((change) => ready("dev", change)),
  "mwaa-adopted": () => capture(own(adopted)),
  "mwaa-adopted-asleep": () => sleeping((change) => own({ ...adopted, ...change })),
  "mwaa-nat-per-zone": () => capture(ready("dev", natPerZone)),
  "mwaa-nat-per-zone-asleep": () => sleeping((change) => ready("dev", { ...natPerZone, ...change })),
  "mwaa-watched": () => capture(ready("dev", watched)),
  "mwaa-watched-asleep": () => sleeping((change) => ready("dev", { ...watched, ...change })),
  "mwaa-company": () => capture(company("mwaa")({})),
  "mwaa-existing-role": () => capture(ready("dev", existingRole)),
  gke: () => capture(ready("gke", {})),
  "gke-asleep": () => sleeping((change) => ready("gke", change)),
  "gke-celery-cloudsql-aws": () => capture(own(celery), ["airflow:gke"]),
  "gke-celery-cloudsql-aws-asleep": () => sleeping((change) => own({ ...celery, ...change }), ["airflow:gke"]),
  "gke-watched": () => capture(ready("gke", watchedGke)),
  "gke-watched-asleep": () => sleeping((change) => ready("gke", { ...watchedGke, ...change })),
  "gke-existing": () => capture(ready("gke", existing)),
  "gke-company": () => capture(company("gke")({})),
  "gke-company-asleep": () => sleeping(company("gke")),
  "gke-moving": () => capture(ready("gke", moving)),
};
