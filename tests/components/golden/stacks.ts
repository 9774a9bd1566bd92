/** The stacks whose registrations are kept: the ready ones, and one of each home that uses what the ready one does not. */
import { readStack } from "../../../commands/stackFile";
import { changed } from "../../graph";
import { capture } from "./capture";
import type { Golden } from "./shorten";

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
  "airflow:mwaa": { egress: "natPerZone", network: { zones: ["us-east-1c", "us-east-1a"] }, kmsKeyArn: "aws-owned" },
  "airflow:dags": "external",
  "airflow:google": {
    existingPool: "projects/987654321/locations/global/workloadIdentityPools/shared-pool",
    existingServiceAccount: "etl@other-project.iam.gserviceaccount.com",
    enableApis: false,
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

const ready = (name: string, change: object) => changed(readStack(name).config, { ...airflowVersion, ...change });
const own = (config: object) => changed({}, { ...airflowVersion, ...config });

/** By name of the file. `asleep` has only what is another than awake. */
export const stacks: Record<string, () => Promise<Golden>> = {
  dev: () => capture(ready("dev", {})),
  "mwaa-adopted": () => capture(own(adopted)),
  "mwaa-nat-per-zone": () => capture(ready("dev", natPerZone)),
  gke: () => capture(ready("gke", {})),
  "gke-celery-cloudsql-aws": () => capture(own(celery), ["airflow:gke"]),
  "gke-existing": () => capture(ready("gke", existing)),
};
