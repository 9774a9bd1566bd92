/**
 * What the alarms of an MWAA environment watch, and why. Pure. Metrics and dimensions as AWS publishes them: `AmazonMWAA` is what
 * Airflow tells (https://docs.aws.amazon.com/mwaa/latest/userguide/access-metrics-cw-202.html; with the environment's name beside
 * the listed dimensions: https://docs.aws.amazon.com/mwaa/latest/userguide/monitoring-dashboard.html), `AWS/MWAA` what it runs on
 * (https://docs.aws.amazon.com/mwaa/latest/userguide/accessing-metrics-cw-container-queue-db.html).
 */
import type { MetricAlarmArgs } from "@pulumi/aws/cloudwatch/metricAlarm";

export interface Watched {
  /** Name of the MWAA environment. */
  environment: string;
  environmentClass: string;
  /** Failed tries of tasks within an hour from which on they are told. */
  taskFailures: number;
}

/** One alarm: the end of its name, and what it is made of. */
export type AlarmSpec = [key: string, args: MetricAlarmArgs];

interface Metric {
  namespace: "AmazonMWAA" | "AWS/MWAA";
  metricName: string;
  dimensions: Record<string, string>;
}

/** Metrics of an environment, by what they are for. The dashboard shows the same ones. */
export const metricsOf = (environment: string) => {
  const airflow = (metricName: string, dimensions: Record<string, string>): Metric => ({
    namespace: "AmazonMWAA",
    metricName,
    dimensions: { ...dimensions, Environment: environment },
  });
  const below = (metricName: string, dimensions: Record<string, string> = {}): Metric => ({
    namespace: "AWS/MWAA",
    metricName,
    dimensions: { ...dimensions, Environment: environment },
  });
  const allTasks = { DAG: "All", Task: "All" };
  return {
    heartbeat: airflow("SchedulerHeartbeat", { Function: "Scheduler" }),
    importErrors: airflow("ImportErrors", { Function: "DAG Processing" }),
    failures: airflow("TaskInstanceFailures", allTasks),
    successes: airflow("TaskInstanceSuccesses", allTasks),
    queued: below("QueuedTasks"),
    running: below("RunningTasks"),
    databaseMemory: below("FreeableMemory", { DatabaseRole: "WRITER" }),
    databaseCpu: below("CPUUtilization", { DatabaseRole: "WRITER" }),
    schedulerCpu: below("CPUUtilization", { Cluster: "Scheduler" }),
    workerMemory: below("MemoryUtilization", { Cluster: "BaseWorker" }),
  };
};

const minutes = (count: number): number => count * 60;

/** The shape that most have: worse than a threshold for so many periods of five minutes. */
const above = (threshold: number, evaluationPeriods: number, treatMissingData: "notBreaching" | "breaching") => ({
  comparisonOperator: "GreaterThanOrEqualToThreshold",
  threshold,
  period: minutes(5),
  evaluationPeriods,
  treatMissingData,
});

/** @returns the alarms in the order in which docs/operate.md tells them */
export function alarmSpecs({ environment, environmentClass, taskFailures }: Watched): AlarmSpec[] {
  const metric = metricsOf(environment);
  return [
    [
      "scheduler-silent",
      {
        alarmDescription:
          "No heartbeat of Airflow's scheduler for 15 minutes (it beats every few seconds): nothing new starts. An update and the weekly maintenance may be the cause, for half an hour at most.",
        ...metric.heartbeat,
        statistic: "Sum",
        ...above(1, 3, "breaching"),
        comparisonOperator: "LessThanThreshold",
      },
    ],
    [
      "tasks-failing",
      {
        alarmDescription: `${taskFailures} or more tries of tasks failed within an hour, retries counted. Look at the failed runs in Airflow.`,
        ...metric.failures,
        statistic: "Sum",
        ...above(taskFailures, 1, "notBreaching"),
        period: minutes(60),
      },
    ],
    [
      "dags-broken",
      {
        alarmDescription:
          "A DAG file has not been imported for 15 minutes: its DAGs do not run. Airflow's page shows the error at the top.",
        ...metric.importErrors,
        statistic: "Minimum",
        ...above(1, 3, "notBreaching"),
      },
    ],
    [
      "queue-standing",
      {
        alarmDescription:
          "Tasks have waited for 15 minutes while none ran: workers do not start, or do not take tasks. Look at the workers' log.",
        metricQueries: [
          {
            id: "queued",
            metric: { ...metric.queued, stat: "Minimum", period: minutes(5) },
          },
          {
            id: "running",
            metric: { ...metric.running, stat: "Maximum", period: minutes(5) },
          },
          {
            id: "standing",
            label: "Tasks wait and none runs",
            expression: "IF(FILL(queued, 0) > 0 AND FILL(running, 0) == 0, 1, 0)",
            returnData: true,
          },
        ],
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        threshold: 1,
        evaluationPeriods: 3,
        treatMissingData: "notBreaching",
      },
    ],
    [
      "database-memory",
      {
        // 5 % of the 4 GiB of Aurora's smallest machine for production; its disk grows by itself and is never full.
        alarmDescription:
          "The metadata database has had less than 200 MiB of memory for 15 minutes: it is about to restart. Remove old runs (airflow db clean), or take a larger class.",
        ...metric.databaseMemory,
        statistic: "Average",
        ...above(200 * 2 ** 20, 3, "notBreaching"),
        comparisonOperator: "LessThanThreshold",
      },
    ],
    [
      "database-busy",
      {
        alarmDescription:
          "The metadata database has had more than 90 % of its CPU in use for half an hour: the scheduler waits for it. Fewer DAG files, longer parsing intervals, or a larger class.",
        ...metric.databaseCpu,
        statistic: "Average",
        ...above(90, 6, "notBreaching"),
      },
    ],
    // Micro is one container of everything, under a name that AWS does not tell.
    ...(environmentClass === "mw1.micro" ? [] : containers(metric)),
  ];
}

const containers = (metric: ReturnType<typeof metricsOf>): AlarmSpec[] => [
  [
    "scheduler-busy",
    {
      alarmDescription:
        "The schedulers have had more than 90 % of their CPU in use for half an hour: tasks start late. Fewer or simpler DAG files, longer parsing intervals, or a larger class.",
      ...metric.schedulerCpu,
      statistic: "Average",
      ...above(90, 6, "notBreaching"),
    },
  ],
  [
    "worker-memory",
    {
      alarmDescription:
        "A worker has had more than 95 % of its memory in use for 15 minutes: its tasks are about to be killed. Fewer tasks at a time (celery.worker_autoscale), or a larger class.",
      ...metric.workerMemory,
      statistic: "Maximum",
      ...above(95, 3, "notBreaching"),
    },
  ],
];
