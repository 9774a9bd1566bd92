import { Bucket } from "@pulumi/gcp/storage/bucket";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember";
import * as pulumi from "@pulumi/pulumi";

export interface LogBucketArgs {
  region: string;
  /** Key of the bucket; undefined for Google's own. */
  kmsKey: pulumi.Input<string> | undefined;
  /** Days after which a log is deleted. */
  retentionDays: number;
  /** Whether a destroy keeps the logs (and so fails on a bucket that has some). */
  keepObjects: boolean;
  /** `serviceAccount:EMAIL` of Airflow. */
  member: pulumi.Input<string>;
  after: pulumi.Resource[];
}

/** Task logs: pods come and go, so logs cannot stay in them. */
export class LogBucket extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: LogBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:LogBucket", name, args, opts);
    const bucket = new Bucket(
      `${name}-bucket`,
      {
        location: args.region,
        uniformBucketLevelAccess: true,
        publicAccessPrevention: "enforced",
        forceDestroy: !args.keepObjects,
        ...(args.kmsKey !== undefined && { encryption: { defaultKmsKeyName: args.kmsKey } }),
        lifecycleRules: [{ condition: { age: args.retentionDays }, action: { type: "Delete" } }],
        // Deleted logs would be billed for a week more.
        softDeletePolicy: { retentionDurationSeconds: 0 },
      },
      { parent: this, dependsOn: args.after },
    );
    const writer = new BucketIAMMember(
      `${name}-writer`,
      { bucket: bucket.name, role: "roles/storage.objectUser", member: args.member },
      { parent: this },
    );
    this.bucketName = bucket.name;
    this.ready = [writer];
    this.registerOutputs({ bucketName: this.bucketName });
  }
}
