/** A small program with no SDK: components, resources, a secret and DAG objects, recorded as the plan records. */
import * as pulumi from "@pulumi/pulumi";
import type { Graph } from "../../../commands/plan/record/graph";
import { record } from "../../../commands/plan/record/recorder";

class Thing extends pulumi.CustomResource {
  constructor(type: string, name: string, props: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super(type, name, { arn: undefined, ...props }, opts);
  }
}

class Group extends pulumi.ComponentResource {
  constructor(type: string, name: string, opts?: pulumi.ComponentResourceOptions) {
    super(type, name, {}, opts);
  }
}

/** Two components; the environment needs the network, the bucket and its objects. */
export async function program(): Promise<Record<string, unknown>> {
  const network = new Group("airflow:aws:Network", "air-network");
  const vpc = new Thing("aws:ec2/vpc:Vpc", "air-network-vpc", { cidrBlock: "10.0.0.0/16" }, { parent: network });
  const logs = ["Scheduler", "Task", "Worker"].map(
    (name) =>
      new Thing("aws:cloudwatch/logGroup:LogGroup", `air-logs-${name}`, {
        name: `airflow-air-${name}`,
        retentionInDays: 30,
      }),
  );
  const home = new Group("airflow:aws:Mwaa", "air-mwaa", { parent: network });
  const bucket = new Thing("aws:s3/bucket:Bucket", "air-mwaa-bucket", {}, { parent: home });
  const objects = ["dags/a.py", "dags/b/c.py", "plugins.zip"].map(
    (key) =>
      new Thing(
        "aws:s3/bucketObjectv2:BucketObjectv2",
        `air-mwaa-${key}`,
        { bucket: bucket.id, key },
        { parent: home },
      ),
  );
  new Thing(
    "aws:mwaa/environment:Environment",
    "air-mwaa-environment",
    {
      environmentClass: "mw1.small",
      minWorkers: 1,
      maxWorkers: 3,
      vpc: vpc.id,
      airflowConfigurationOptions: pulumi.secret({ "core.key": "hidden" }),
    },
    { parent: home, dependsOn: [bucket, ...objects, ...logs] },
  );
  return { airflowUrl: "https://x.example.com", trigger: { kind: "mwaa" }, password: pulumi.secret("hidden") };
}

/** Its graph. */
export const recorded = (): Promise<Graph> =>
  record(program, {
    project: "airflow",
    stack: "test",
    config: {},
    accountId: "111122223333",
    region: "us-east-1",
    gcpProject: "my-project",
  });
