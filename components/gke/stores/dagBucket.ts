import { Bucket } from "@pulumi/gcp/storage/bucket";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember";
import { BucketObject } from "@pulumi/gcp/storage/bucketObject";
import * as pulumi from "@pulumi/pulumi";
import { merged } from "../../shared/folder";
import type { IgnoreSyntax } from "../../shared/upload/ignoreFiles";
import { DagObject } from "./dagObject";

export interface DagBucketArgs {
  /** Bucket that exists; undefined makes one. */
  existing: pulumi.Input<string> | undefined;
  /** Region of a new bucket. */
  region: string;
  /** Key of a new bucket; undefined for Google's own. */
  kmsKey: pulumi.Input<string> | undefined;
  /** Whether a destroy keeps the objects (and so fails on a bucket that has some). */
  keepObjects: boolean;
  /** Folders of this machine by the folder in the bucket they go to; none where the user's own CI uploads. */
  folders: Record<string, string[]>;
  /** Syntax in which Airflow reads `.airflowignore`. */
  syntax: IgnoreSyntax;
  /** `serviceAccount:EMAIL` of Airflow. */
  member: pulumi.Input<string>;
  after: pulumi.Resource[];
}

/** DAGs and plugins, as the pods mount them: `dags/` and `plugins/` of one bucket. Pods can read it, not write. */
export class DagBucket extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  /** What a pod needs before it can mount the bucket and find its folders. A DAG may come later. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: DagBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:DagBucket", name, args, opts);
    this.bucketName = pulumi.output(args.existing ?? this.bucket(name, args).name);
    const kept = Object.keys(args.folders).map((to) => this.keep(name, to));
    for (const [to, from] of Object.entries(args.folders)) this.objects(name, from, to, args.syntax);
    const reader = new BucketIAMMember(
      `${name}-reader`,
      { bucket: this.bucketName, role: "roles/storage.objectViewer", member: args.member },
      { parent: this },
    );
    this.ready = [reader, ...kept];
    this.registerOutputs({ bucketName: this.bucketName });
  }

  private bucket(name: string, { region, kmsKey, keepObjects, after }: DagBucketArgs): Bucket {
    return new Bucket(
      `${name}-bucket`,
      {
        location: region,
        uniformBucketLevelAccess: true,
        publicAccessPrevention: "enforced",
        forceDestroy: !keepObjects,
        ...(kmsKey !== undefined && { encryption: { defaultKmsKeyName: kmsKey } }),
      },
      { parent: this, dependsOn: after },
    );
  }

  /** A folder with nothing in it would not be there when the bucket is mounted. */
  private keep(name: string, to: string): BucketObject {
    const path = `${to}/.keep`;
    return new BucketObject(
      `${name}-${path}`,
      { bucket: this.bucketName, name: path, content: "Made by Pulumi.\n" },
      { parent: this },
    );
  }

  private objects(name: string, from: string[], to: string, syntax: IgnoreSyntax): void {
    // Of plugins, .airflowignore says which files are imported only: they must be there.
    for (const [inside, file] of merged(from, to === "dags" ? syntax : undefined)) {
      const path = `${to}/${inside}`;
      const source = new pulumi.asset.FileAsset(file);
      new DagObject(`${name}-${path}`, { bucket: this.bucketName, name: path, source }, { parent: this });
    }
  }
}
