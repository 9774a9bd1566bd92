/** The dashboard of an MWAA environment: what the alarms watch, and their states. Pure. */
import { type AwsPlace, arnOf } from "../iam/arn";
import { metricsOf } from "./alarmSpecs";

type Named = ReturnType<typeof metricsOf>;

/** A metric as a dashboard writes it: namespace, name, dimensions flat, how to show it. */
const line = ({ namespace, metricName, dimensions }: Named[keyof Named], stat: string, label: string) => [
  namespace,
  metricName,
  ...Object.entries(dimensions).flat(),
  { stat, label },
];

/** Body of the dashboard (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html). */
export function dashboardBody(place: AwsPlace, environment: string, alarmNames: string[]): string {
  const metric = metricsOf(environment);
  const charts: [title: string, metrics: ReturnType<typeof line>[]][] = [
    ["Scheduler heartbeats in 5 minutes", [line(metric.heartbeat, "Sum", "heartbeats")]],
    ["Tasks", [line(metric.successes, "Sum", "successful"), line(metric.failures, "Sum", "failed tries")]],
    ["Queue", [line(metric.queued, "Maximum", "queued"), line(metric.running, "Maximum", "running")]],
    ["DAG files that do not import", [line(metric.importErrors, "Maximum", "files")]],
    ["Database: free memory, bytes", [line(metric.databaseMemory, "Average", "free")]],
    ["CPU, %", [line(metric.databaseCpu, "Average", "database"), line(metric.schedulerCpu, "Average", "schedulers")]],
    ["Workers: memory, %", [line(metric.workerMemory, "Maximum", "base workers")]],
  ];
  const alarms = alarmNames.map((name) => arnOf("cloudwatch", place, `alarm:${name}`));
  return JSON.stringify({
    widgets: [
      { type: "alarm", x: 0, y: 0, width: 24, height: 3, properties: { title: `Airflow ${environment}`, alarms } },
      ...charts.map(([title, metrics], index) => ({
        type: "metric",
        x: (index % 3) * 8,
        y: 3 + Math.floor(index / 3) * 6,
        width: 8,
        height: 6,
        properties: { title, region: place.region, view: "timeSeries", period: 300, metrics },
      })),
    ],
  });
}
