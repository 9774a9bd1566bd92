import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import * as pulumi from "@pulumi/pulumi";

export interface AirflowMetricsArgs {
  namespace: pulumi.Input<string>;
  /** The cluster, where it goes with everything in it. */
  deletedWith: pulumi.Resource | undefined;
  /** The cluster with Managed Prometheus, whose kind this is, and the namespace. */
  after: pulumi.Resource[];
}

/** The labels and the port of the chart's statsd exporter (apache/airflow, chart/templates/statsd/statsd-deployment.yaml). */
export const podMonitoringSpec = {
  selector: { matchLabels: { tier: "airflow", component: "statsd", release: "airflow" } },
  endpoints: [{ port: "statsd-scrape", interval: "60s" }],
};

/**
 * Tells Managed Prometheus to read Airflow's metrics, once a minute.
 *
 * **Cost** USD 0.06 a million samples: some hundred series are about 0.50 a month. Its collector asks for a tenth of the default node.
 */
export class AirflowMetrics extends pulumi.ComponentResource {
  constructor(
    name: string,
    { namespace, deletedWith, after }: AirflowMetricsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("airflow:gke:AirflowMetrics", name, { namespace }, opts);
    new CustomResource(
      `${name}-pods`,
      {
        apiVersion: "monitoring.googleapis.com/v1",
        kind: "PodMonitoring",
        metadata: { name: "airflow", namespace },
        spec: podMonitoringSpec,
      },
      { parent: this, dependsOn: after, deletedWith },
    );
    this.registerOutputs();
  }
}
