/** A stack that is made: its state, and what MWAA, CloudWatch and Airflow say of it, all well. */

import { plannedEnvironment } from "../../../../commands/doctor/aws/planned";
import { worldOf } from "../../../../commands/doctor/world";
import { cloudValues } from "../../../../commands/plan/record/cloudValues";
import type { Recorded } from "../../../../commands/plan/run";
import type { StackState } from "../../../../commands/resume/state";
import { executionRoleTrust } from "../../../../components/aws/iam/policies";
import { place, region } from "./build";
import type { Cloud } from "./cloud";
import { account } from "./moto";

const context = { accountId: account, region, gcpProject: "acme-data" };

/** The state after an `up` that ended well. */
export function stateOf({ graph }: Recorded, outputs: Record<string, unknown> = {}): StackState {
  const stack = {
    urn: "urn:pulumi:dev::airflow::pulumi:pulumi:Stack::airflow-dev",
    type: "pulumi:pulumi:Stack",
    custom: false,
    outputs,
  };
  const resources = graph.resources.map(({ urn, type, name, inputs, custom }) => {
    const { id, state } = cloudValues(type, name, inputs, context);
    return { urn, type, custom, inputs, outputs: state, ...(custom && { id }) };
  });
  return { version: 3, deployment: { resources: [stack, ...resources] } };
}

export const name = "airflow-dev";
/** Seconds since 1970: long enough ago for metrics and logs to count. */
export const madeAt = 1_790_000_000;
const groups = ["DAGProcessing", "Scheduler", "Task", "WebServer", "Worker"].map((part) => `airflow-${name}-${part}`);

/** The environment in MWAA's own form. */
export function environmentOf(stack: Recorded): Record<string, unknown> {
  const world = worldOf({ stack: "dev", ...stack, state: undefined });
  const inputs = plannedEnvironment(world)?.inputs as Record<string, unknown>;
  const log = { Enabled: true, LogLevel: "INFO" };
  return {
    Name: name,
    Status: "AVAILABLE",
    Arn: `arn:aws:airflow:${region}:${place.accountId}:environment/${name}`,
    CreatedAt: madeAt,
    AirflowVersion: inputs.airflowVersion,
    EnvironmentClass: inputs.environmentClass,
    MaxWorkers: inputs.maxWorkers,
    DagS3Path: inputs.dagS3Path,
    ExecutionRoleArn: `arn:aws:iam::${account}:role/airflow-dev-execution-role`,
    PluginsS3Path: "plugins.zip",
    AirflowConfigurationOptions: { "core.default_timezone": "utc" },
    LastUpdate: { Status: "SUCCESS", CreatedAt: madeAt },
    LoggingConfiguration: {
      DagProcessingLogs: log,
      SchedulerLogs: log,
      TaskLogs: log,
      WebserverLogs: log,
      WorkerLogs: log,
    },
  };
}

export interface Metric {
  space: "AmazonMWAA" | "AWS/MWAA";
  name: string;
  value: number;
  more?: [string, string];
}

/** What a healthy environment publishes. */
export const healthy: Record<string, Metric> = {
  scheduler: { space: "AmazonMWAA", name: "SchedulerHeartbeat", value: 12, more: ["Function", "Scheduler"] },
  worker: { space: "AmazonMWAA", name: "CeleryWorkerHeartbeat", value: 1, more: ["Function", "Celery"] },
  dags: { space: "AmazonMWAA", name: "DagBagSize", value: 12, more: ["Function", "DAG Processing"] },
  queued: { space: "AWS/MWAA", name: "QueuedTasks", value: 2 },
  oldest: { space: "AWS/MWAA", name: "ApproximateAgeOfOldestTask", value: 5 },
  cpu: { space: "AWS/MWAA", name: "CPUUtilization", value: 30, more: ["Cluster", "BaseWorker"] },
  memory: { space: "AWS/MWAA", name: "MemoryUtilization", value: 40, more: ["Cluster", "Scheduler"] },
};

let published = 100;

/** Publishes them, as those of an environment of which nothing was known before. */
export async function publish({ metrics, front }: Cloud, all: Record<string, Metric>): Promise<void> {
  front.measured = `airflow-${published++}`;
  const bySpace = new Map<string, Metric[]>();
  for (const one of Object.values(all)) bySpace.set(one.space, [...(bySpace.get(one.space) ?? []), one]);
  for (const [Namespace, some] of bySpace)
    await metrics.putMetricData({
      Namespace,
      MetricData: some.map((one) => ({
        MetricName: one.name,
        Value: one.value,
        Timestamp: new Date(Date.now() - 60_000),
        Dimensions: [["Environment", front.measured], ...(one.more ? [one.more] : [])].map(([Name, Value]) => ({
          Name,
          Value,
        })),
      })),
    });
}

const role = "airflow-dev-execution-role";

/** The environment's log groups, empty, and its role. */
export async function made({ logs, iam }: Cloud): Promise<void> {
  const { logGroups: there = [] } = await logs.describeLogGroups({ logGroupNamePrefix: `airflow-${name}-` });
  for (const one of groups)
    if (!there.some(({ logGroupName }) => logGroupName === one)) await logs.createLogGroup({ logGroupName: one });
  const trust = JSON.stringify(executionRoleTrust(account));
  await iam.createRole({ RoleName: role, AssumeRolePolicyDocument: trust }).catch(() => undefined);
}

/** For specs that look at a stack before it is made. */
export async function unmade({ logs, iam }: Cloud): Promise<void> {
  for (const logGroupName of groups) await logs.deleteLogGroup({ logGroupName }).catch(() => undefined);
  await iam.deleteRole({ RoleName: role }).catch(() => undefined);
}

/** Writes lines, and gives what removes them. */
export async function write({ logs }: Cloud, part: string, stream: string, messages: string[]): Promise<() => unknown> {
  const at = { logGroupName: `airflow-${name}-${part}`, logStreamName: stream };
  await logs.createLogStream(at);
  await logs.putLogEvents({
    ...at,
    logEvents: messages.map((message) => ({ timestamp: Date.now() - 60_000, message })),
  });
  return () => logs.deleteLogStream(at);
}
