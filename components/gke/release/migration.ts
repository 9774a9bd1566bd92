import { Job } from "@pulumi/kubernetes/batch/v1/job";
import type * as k8s from "@pulumi/kubernetes/types/input";
import * as pulumi from "@pulumi/pulumi";
import { migrationLabels } from "./migrationSpec";

export interface MigrationArgs {
  namespace: pulumi.Input<string>;
  spec: pulumi.Input<object>;
  /** Asleep nothing waits for the job: there is no node for it. */
  awake: boolean;
  /** The cluster, where it goes with everything in it. */
  deletedWith: pulumi.Resource | undefined;
  after: pulumi.Resource[];
}

/**
 * Migrates the database before the release. The chart's own job cannot be changed once it is there (`field is immutable`),
 * so an upgrade soon after another, or after one that failed, would be refused; this one is replaced by a new one.
 */
export class Migration extends pulumi.ComponentResource {
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: MigrationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:Migration", name, args, opts);
    const { namespace, spec, awake, deletedWith, after } = args;
    const job = new Job(
      `${name}-job`,
      {
        metadata: {
          namespace,
          annotations: { "pulumi.com/skipAwait": String(!awake), "pulumi.com/replaceUnready": "true" },
        },
        spec: {
          backoffLimit: 5,
          template: { metadata: { labels: migrationLabels }, spec: spec as pulumi.Input<k8s.core.v1.PodSpec> },
        },
      },
      { parent: this, dependsOn: after, deletedWith, customTimeouts: { create: "20m", update: "20m" } },
    );
    this.ready = [job];
    this.registerOutputs();
  }
}
