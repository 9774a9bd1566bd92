/** What MWAA, CloudWatch and its logs say of the environment, each asked once. */

import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import type { FilteredLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import type { LiveEnvironment } from "../../../../components/aws/mwaa/live/api";
import { type Check, defineCheck } from "../../check";
import type { World } from "../../world";
import { askMwaa, aws } from "../clients";
import { orNone } from "../errors";
import { environmentName } from "../planned";

/** The environment as MWAA has it; undefined where it has none. */
export const live = (world: World): Promise<LiveEnvironment | undefined> =>
  world.once("mwaa.environment", async () => {
    const path = `/environments/${environmentName(world)}`;
    return (await orNone(askMwaa<{ Environment: LiveEnvironment }>(world, "GET", path)))?.Environment;
  });

/** Whether the stack's state has an environment. */
export const isMade = (world: World): boolean =>
  world.made("aws:mwaa/environment:Environment").length > 0 && environmentName(world) !== "";

type Given = Omit<Check, "cloud" | "homes" | "when">;

/** A check of the environment once it is made. */
export const environmentCheck = (check: Given): Check =>
  defineCheck({
    cloud: "aws",
    homes: ["mwaa"],
    when: "after",
    page: "docs/when-it-fails.md",
    applies: isMade,
    ...check,
  });

/** The environment where it works and has done so for half an hour: before, no metric and no log says anything. */
export async function settled(world: World): Promise<LiveEnvironment | undefined> {
  const found = await live(world);
  const age = Date.now() / 1000 - (found?.CreatedAt ?? 0);
  return found?.Status === "AVAILABLE" && age > 1800 ? found : undefined;
}

const metric = (world: World, id: string, space: string, name: string, more: [string, string][], stat: string) =>
  ({
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: space,
        MetricName: name,
        Dimensions: [["Environment", environmentName(world)], ...more].map(([Name, Value]) => ({ Name, Value })),
      },
      Period: 300,
      Stat: stat,
    },
  }) satisfies MetricDataQuery;

/** Newest value by id, of the last 20 minutes; what published nothing is not there. All in one call. */
export const metrics = (world: World): Promise<Map<string, number>> =>
  world.once("mwaa.metrics", async () => {
    const clusters = ["BaseWorker", "Scheduler", "WebServer"];
    const load = (name: string) =>
      clusters.map((one) =>
        metric(world, `${name.slice(0, 3).toLowerCase()}${one}`, "AWS/MWAA", name, [["Cluster", one]], "Average"),
      );
    const client = await aws(world, "metrics");
    const { MetricDataResults = [] } = await client.getMetricData({
      StartTime: new Date(Date.now() - 20 * 60_000),
      EndTime: new Date(),
      ScanBy: "TimestampDescending",
      MetricDataQueries: [
        metric(world, "scheduler", "AmazonMWAA", "SchedulerHeartbeat", [["Function", "Scheduler"]], "Sum"),
        metric(world, "worker", "AmazonMWAA", "CeleryWorkerHeartbeat", [["Function", "Celery"]], "Average"),
        metric(world, "dags", "AmazonMWAA", "DagBagSize", [["Function", "DAG Processing"]], "Average"),
        metric(world, "queued", "AWS/MWAA", "QueuedTasks", [], "Average"),
        metric(world, "oldest", "AWS/MWAA", "ApproximateAgeOfOldestTask", [], "Maximum"),
        ...load("CPUUtilization"),
        ...load("MemoryUtilization"),
      ],
    });
    return new Map(
      MetricDataResults.flatMap(({ Id = "", Values = [] }) =>
        Values[0] === undefined ? [] : [[Id, Values[0]] as const],
      ),
    );
  });

export interface Line extends FilteredLogEvent {
  group: string;
}

/** MWAA's log groups by what writes to them. */
export const groupOf = (world: World, part: "DAGProcessing" | "Scheduler" | "Task" | "WebServer" | "Worker"): string =>
  `airflow-${environmentName(world)}-${part}`;

/** Lines of a group since a time that have one of the words; none where the group is not there. At most 200. */
export const lines = (world: World, group: string, since: number, words: readonly string[]): Promise<Line[]> =>
  world.once(`mwaa.lines ${group} ${words.join(" ")}`, async () => {
    const logs = await aws(world, "logs");
    const asked = logs.filterLogEvents({
      logGroupName: group,
      startTime: since,
      filterPattern: words.map((word) => `?"${word}"`).join(" "),
      limit: 200,
    });
    const { events = [] } = (await orNone(asked)) ?? {};
    return events
      .filter(({ message = "" }) => words.some((word) => message.includes(word)))
      .map((event) => ({ ...event, group }));
  });

/** Since when lines count: the environment's last change, at most a week ago. Milliseconds. */
export const sinceChange = ({ CreatedAt = 0, LastUpdate }: LiveEnvironment): number => {
  const changed = Math.max(CreatedAt, Number((LastUpdate as { CreatedAt?: number } | undefined)?.CreatedAt ?? 0));
  return Math.max(changed * 1000, Date.now() - 7 * 86_400_000);
};

export const guide = "https://docs.aws.amazon.com/mwaa/latest/userguide";
