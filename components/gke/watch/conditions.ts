/**
 * What the alerting policies of a GKE stack watch, and why. Pure. Google's metrics by their published names
 * (https://docs.cloud.google.com/monitoring/api/metrics_kubernetes, …/metrics_gcp), Airflow's as the chart's statsd exporter
 * names them (apache/airflow, chart/files/statsd-mappings.yml) and Managed Prometheus keeps them.
 */
import type { monitoring } from "@pulumi/gcp/types/input";

export interface Watched {
  project: string;
  cluster: string;
  namespace: string;
  /** Id of the page's uptime check. */
  checkId: string;
  /** Cloud SQL instance; undefined where the database is in the cluster. */
  instance: string | undefined;
  /** Whether Airflow's own metrics are collected. */
  metrics: boolean;
  /** Failed tries of tasks within an hour from which on they are told. */
  taskFailures: number;
}

/** One policy: its name's end, what its mail says, and the condition. */
export interface PolicySpec {
  key: string;
  why: string;
  condition: monitoring.AlertPolicyCondition;
}

const seconds = (count: number): string => `${count}s`;
const minutes = (count: number): string => seconds(count * 60);
const all = (...parts: string[]): string => parts.join(" AND ");

/** One series out of all: a pod that another one replaces is no fault. */
const aggregated = (perSeriesAligner: string, crossSeriesReducer: string, alignmentPeriod = minutes(5)) => [
  { alignmentPeriod, perSeriesAligner, crossSeriesReducer },
];

export const containerFilter = ({ cluster, namespace }: Watched, metric: string, container?: string): string =>
  all(
    'resource.type="k8s_container"',
    `metric.type="kubernetes.io/container/${metric}"`,
    `resource.labels.cluster_name="${cluster}"`,
    `resource.labels.namespace_name="${namespace}"`,
    ...(container === undefined ? [] : [`resource.labels.container_name="${container}"`]),
  );

/** The fullness of the database's disk, 0 to 1. */
export const diskFilter = ({ project, cluster, namespace, instance }: Watched): string =>
  instance === undefined
    ? all(
        'resource.type="k8s_pod"',
        'metric.type="kubernetes.io/pod/volume/utilization"',
        `resource.labels.cluster_name="${cluster}"`,
        `resource.labels.namespace_name="${namespace}"`,
        'resource.labels.pod_name="airflow-postgres-0"',
        'metric.labels.volume_name="data"',
      )
    : all(
        'resource.type="cloudsql_database"',
        'metric.type="cloudsql.googleapis.com/database/disk/utilization"',
        `resource.labels.database_id="${project}:${instance}"`,
      );

const checkFilter = ({ checkId }: Watched, metric: string): string =>
  all(
    'resource.type="uptime_url"',
    `metric.type="monitoring.googleapis.com/uptime_check/${metric}"`,
    `metric.labels.check_id="${checkId}"`,
  );

/** A metric of Airflow's in this cluster and namespace, for PromQL. */
export const airflowMetric = ({ cluster, namespace }: Watched, name: string): string =>
  `airflow_${name}{cluster="${cluster}",namespace="${namespace}"}`;

/** Nothing came for so long: what has never been there is not missed. */
const silent = (displayName: string, filter: string): monitoring.AlertPolicyCondition => ({
  displayName,
  conditionAbsent: { filter, duration: minutes(15), aggregations: aggregated("ALIGN_MEAN", "REDUCE_MAX") },
});

const query = (displayName: string, text: string, duration: string): monitoring.AlertPolicyCondition => ({
  displayName,
  // Before its first sample a metric is not known, and the policy would be refused.
  conditionPrometheusQueryLanguage: {
    query: text,
    duration,
    evaluationInterval: minutes(1),
    disableMetricValidation: true,
  },
});

/** The policies in the order in which docs/operate.md tells them. */
export function policySpecs(watched: Watched): PolicySpec[] {
  const { metrics } = watched;
  return [
    {
      key: "page-down",
      why: "Airflow's page does not answer from two places in the world or more: DNS, the load balancer, the certificate or IAP. IAP answers before Airflow does: a stopped API server is page-server-silent.",
      condition: {
        displayName: "The page does not answer",
        conditionThreshold: {
          filter: checkFilter(watched, "check_passed"),
          comparison: "COMPARISON_GT",
          thresholdValue: 1,
          duration: minutes(1),
          aggregations: aggregated("ALIGN_NEXT_OLDER", "REDUCE_COUNT_FALSE", minutes(20)),
        },
      },
    },
    {
      key: "certificate-ending",
      why: "The page's certificate ends in less than 15 days. Google renews it about a month before: does the domain's A record still lead to the stack's address (output staticIp)?",
      condition: {
        displayName: "The certificate ends soon",
        conditionThreshold: {
          filter: checkFilter(watched, "time_until_ssl_cert_expires"),
          comparison: "COMPARISON_LT",
          thresholdValue: 15,
          duration: minutes(10),
          aggregations: aggregated("ALIGN_NEXT_OLDER", "REDUCE_MIN", minutes(20)),
        },
      },
    },
    {
      key: "scheduler-silent",
      why: `No ${metrics ? "heartbeat" : "sign of life"} of Airflow's scheduler for 15 minutes: nothing new starts. Look at its pod: kubectl --namespace NAMESPACE describe pods --selector component=scheduler.`,
      condition: metrics
        ? query(
            "No heartbeat of the scheduler",
            `(sum(increase(${airflowMetric(watched, "scheduler_heartbeat")}[15m])) or vector(0)) < 1`,
            minutes(5),
          )
        : silent("No scheduler runs", containerFilter(watched, "uptime", "scheduler")),
    },
    {
      key: "page-server-silent",
      why: "No API server has run for 15 minutes: there is no page, and tasks cannot report. Look at its pod: kubectl --namespace NAMESPACE describe pods --selector component=api-server.",
      condition: silent("No API server runs", containerFilter(watched, "uptime", "api-server")),
    },
    {
      key: "pods-restarting",
      why: "A container was restarted more than 3 times within an hour: it fails at its start, is out of memory, or does not answer its health check. kubectl --namespace NAMESPACE get pods shows which.",
      condition: {
        displayName: "A container restarts again and again",
        conditionThreshold: {
          filter: containerFilter(watched, "restart_count"),
          comparison: "COMPARISON_GT",
          thresholdValue: 3,
          duration: seconds(0),
          aggregations: aggregated("ALIGN_DELTA", "REDUCE_MAX", minutes(60)),
        },
      },
    },
    {
      key: "database-full",
      why: "The database's disk is more than 85 % full; full, Postgres stops. Remove old runs (airflow db clean), or grow it: airflow:gke.database.diskGb.",
      condition: {
        displayName: "The database's disk is nearly full",
        conditionThreshold: {
          filter: diskFilter(watched),
          comparison: "COMPARISON_GT",
          thresholdValue: 0.85,
          duration: minutes(10),
          aggregations: aggregated("ALIGN_MEAN", "REDUCE_MAX"),
        },
      },
    },
    {
      key: "nodes-gone",
      why: "The cluster has had no node for 15 minutes. With Spot VMs Google may have none to give: wait, choose another machine type, or set airflow:gke.spot to false.",
      condition: silent(
        "No node",
        all(
          'resource.type="k8s_node"',
          'metric.type="kubernetes.io/node/cpu/total_cores"',
          `resource.labels.cluster_name="${watched.cluster}"`,
        ),
      ),
    },
    ...(metrics ? airflowPolicies(watched) : []),
  ];
}

const airflowPolicies = (watched: Watched): PolicySpec[] => [
  {
    key: "tasks-failing",
    why: `${watched.taskFailures} or more tries of tasks failed within an hour, retries counted. Look at the failed runs in Airflow.`,
    condition: query(
      "Tasks fail",
      `sum(increase(${airflowMetric(watched, "ti_failures")}[1h])) >= ${watched.taskFailures}`,
      seconds(0),
    ),
  },
  {
    key: "dags-broken",
    why: "A DAG file has not been imported for 15 minutes: its DAGs do not run. Airflow's page shows the error at the top.",
    condition: query(
      "A DAG file does not import",
      `max(${airflowMetric(watched, "dag_processing_import_errors")}) > 0`,
      minutes(15),
    ),
  },
  {
    key: "queue-standing",
    why: "Tasks have waited for 15 minutes while none ran: there is no node for them, or their image cannot be pulled. kubectl --namespace NAMESPACE get events tells.",
    condition: query(
      "Tasks wait and none runs",
      `(sum(${airflowMetric(watched, "executor_queued_tasks")}) > 0) and on() (sum(${airflowMetric(watched, "executor_running_tasks")}) == 0)`,
      minutes(15),
    ),
  },
];
