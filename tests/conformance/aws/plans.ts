/** The configs whose plans are held against AWS's models: every example, way out, class, version, partition, and names at both ends. */
import { readStack, readStackFile } from "../../../commands/stack/stackFile";
import { environmentClasses } from "../../../config/mwaa/keys";
import { type Change, changed } from "../../graph";

/** What a plan is called, and its config. */
export type PlanOf = [title: string, config: Record<string, string>];

const dev = readStack("dev").config;
const gke = readStack("gke").config;
const account = "111122223333";
const off = { "airflow:google": { enabled: false } };
const vpc = {
  vpcId: "vpc-0123456789abcdef0",
  privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
  publicSubnetIds: ["subnet-0123456789abcdef3", "subnet-0123456789abcdef4"],
  privateRouteTableIds: ["rtb-0123456789abcdef1", "rtb-0123456789abcdef2"],
  securityGroupIds: ["sg-0123456789abcdef0"],
};
const with32 = "a123456789-123456789-123456789-1";
const key = "01234567-89ab-cdef-0123-456789abcdef";
const partition = (region: string) =>
  region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov") ? "aws-us-gov" : "aws";

const planned = (title: string, change: Change, base = dev): PlanOf => [
  title,
  changed({ ...base, "airflow:dags": "external" }, change),
];
const mwaa = (title: string, part: object, more: Change = {}): PlanOf =>
  planned(title, { "airflow:mwaa": part, ...more });

/** All that can be named, in a region's own partition. */
function everything(region: string, name: string): Change {
  const iam = (rest: string) => `arn:${partition(region)}:iam::${account}:${rest}`;
  return {
    ...(region.startsWith("cn-") && off),
    "aws:region": region,
    "airflow:name": name,
    "airflow:access": {
      admins: [iam("role/team/data")],
      viewers: [iam("group/analysts")],
      triggerCallers: [iam("user/ci")],
    },
    "airflow:mwaa": {
      ecrRepositories: ["etl", `arn:${partition(region)}:ecr:${region}:444455556666:repository/shared/*`],
      policyArns: [`arn:${partition(region)}:iam::aws:policy/AmazonS3ReadOnlyAccess`],
      airflowOptions: { "core.default_timezone": "utc", "celery.worker_autoscale": "5,5" },
      egress: "natPerZone",
    },
  };
}

export const plans: PlanOf[] = [
  ["dev as it is", dev],
  ["examples/s0.yaml", readStackFile("examples/s0.yaml").config],
  ["examples/s1.yaml", readStackFile("examples/s1.yaml").config],
  ["examples/s2.yaml", readStackFile("examples/s2.yaml").config],
  ["examples/company-mwaa.yaml", readStackFile("examples/company-mwaa.yaml").config],
  mwaa("a role that exists, for a new bucket and key", {
    executionRoleArn: `arn:aws:iam::${account}:role/service-role/airflow`,
    tags: Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`Key ${index}: é`, "a/b = c@d"])),
  }),
  mwaa("services and accounts that take the role", {
    trustedPrincipals: ["glue.amazonaws.com", `arn:aws:iam::${account}:root`, "arn:aws:iam::444455556666:user/ops/ada"],
  }),
  ["examples/watched-mwaa.yaml", readStackFile("examples/watched-mwaa.yaml").config],
  ...(["nat", "natPerZone", "endpoints", "existing"] as const).flatMap((egress): PlanOf[] => [
    ...(egress === "existing"
      ? []
      : [mwaa(`egress ${egress}, new VPC`, { egress }, egress === "endpoints" ? off : {})]),
    mwaa(`egress ${egress}, adopted VPC`, { egress, network: vpc }, egress === "endpoints" ? off : {}),
  ]),
  mwaa("new subnets in a VPC that exists", {
    network: {
      vpcId: vpc.vpcId,
      privateSubnetCidrs: ["10.0.1.0/24", "10.0.2.0/24"],
      publicSubnetIds: vpc.publicSubnetIds,
    },
  }),
  mwaa("adopted bucket and key", { bucketName: "my-bucket", kmsKeyArn: `arn:aws:kms:us-east-1:${account}:key/${key}` }),
  mwaa("AWS's own key", { kmsKeyArn: "aws-owned" }),
  ...environmentClasses.map((environmentClass) => mwaa(environmentClass, { environmentClass })),
  ...["2.10.3", "2.11.2", "3.0.6", "3.2.1", "3.3.1"].map((version) =>
    planned(`Airflow ${version}`, {
      "airflow:airflowVersion": version,
      // Its Google provider has a fault: config refuses it where Google is on.
      ...(version === "3.0.6" && { "airflow:google": { enabled: false } }),
    }),
  ),
  ...["PUBLIC_ONLY", "PRIVATE_ONLY", "PUBLIC_AND_PRIVATE"].map((webserverAccess) =>
    mwaa(webserverAccess, { webserverAccess }),
  ),
  mwaa("workers replaced by force, logs off", {
    workerReplacement: "FORCED",
    logging: { dagProcessing: "OFF", scheduler: "OFF", task: "OFF", webserver: "OFF", worker: "OFF" },
  }),
  ...["eu-central-1", "ca-west-1", "cn-north-1"].flatMap((region) =>
    ["aa", with32].map((name) => planned(`everything, ${name}, ${region}`, everything(region, name))),
  ),
  planned("endpoints in China", {
    "aws:region": "cn-northwest-1",
    ...off,
    "airflow:mwaa": { egress: "endpoints" },
  }),
  planned("asleep", { "airflow:awake": "false" }),
  ...["us-east-1", "us-gov-west-1", "cn-north-1"].map((region) =>
    planned(
      `GKE with AWS, ${region}`,
      {
        "aws:region": region,
        "aws:allowedAccountIds": [account],
        "airflow:name": with32,
        "airflow:gke": {
          ...JSON.parse(gke["airflow:gke"] as string),
          aws: {
            ecrRepositories: ["etl"],
            policyArns: [`arn:${partition(region)}:iam::aws:policy/AmazonS3ReadOnlyAccess`],
          },
        },
      },
      gke,
    ),
  ),
];
