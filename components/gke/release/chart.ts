import { Release } from "@pulumi/kubernetes/helm/v3/release";
import * as pulumi from "@pulumi/pulumi";
import type { Values } from "./mergeValues";

export interface AirflowArgs {
  namespace: pulumi.Input<string>;
  chartVersion: string;
  values: pulumi.Input<Values>;
  /** Whether values have nulls, which take the chart's defaults away. */
  allowNullValues: boolean;
  /** Asleep nothing waits for pods: there is no node for them. */
  awake: boolean;
  /** The cluster, where the release goes with everything in it. */
  deletedWith: pulumi.Resource | undefined;
  after: pulumi.Resource[];
}

/** Airflow itself: the official chart as one Helm release. */
export class Airflow extends pulumi.ComponentResource {
  readonly release: Release;

  constructor(name: string, args: AirflowArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:Airflow", name, args, opts);
    const { namespace, chartVersion, values, allowNullValues, deletedWith, after, awake } = args;
    this.release = new Release(
      `${name}-release`,
      {
        name: "airflow",
        namespace,
        chart: "airflow",
        version: chartVersion,
        repositoryOpts: { repo: "https://airflow.apache.org" },
        values,
        ...(allowNullValues ? { allowNullValues } : {}),
        // The first start pulls 1 GB of image and migrates the database.
        timeout: 1200,
        maxHistory: 5,
        skipAwait: !awake,
      },
      { parent: this, dependsOn: after, deletedWith, customTimeouts: { create: "30m", update: "30m", delete: "20m" } },
    );
    this.registerOutputs();
  }
}
