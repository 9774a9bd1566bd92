import { broken, type Finding } from "../../../check";
import type { World } from "../../../world";
import { aws } from "../../clients";
import { environmentName } from "../../planned";
import { environmentCheck, live } from "../ask";

type Logging = Record<string, { Enabled?: boolean; CloudWatchLogGroupArn?: string } | undefined>;

/** MWAA's names of the parts, and what ends the log groups' names. */
const parts: Record<string, string> = {
  DagProcessingLogs: "DAGProcessing",
  SchedulerLogs: "Scheduler",
  TaskLogs: "Task",
  WebserverLogs: "WebServer",
  WorkerLogs: "Worker",
};

export const logGroups = environmentCheck({
  id: "mwaa.log-groups",
  about: "every log group that the environment writes to is there",
  permissions: ["airflow:GetEnvironment", "logs:DescribeLogGroups", "cloudtrail:LookupEvents"],
  why: "where a log group could not be made, the environment fails or its logs are lost",
  source: "https://docs.aws.amazon.com/mwaa/latest/userguide/t-cloudwatch-cloudtrail.html",
  run: async (world) => {
    const found = await live(world);
    if (found === undefined) return [];
    const prefix = `airflow-${environmentName(world)}-`;
    const wanted = Object.entries((found.LoggingConfiguration ?? {}) as Logging)
      .filter(([, one]) => one?.Enabled === true)
      .map(([key]) => `${prefix}${parts[key]}`);
    const { logGroups: there = [] } = await (await aws(world, "logs")).describeLogGroups({
      logGroupNamePrefix: prefix,
    });
    const missing = wanted.filter((name) => !there.some(({ logGroupName }) => logGroupName === name));
    if (missing.length === 0) return [];
    const reasons = await refusals(world, found.CreatedAt ?? 0).catch(() => new Map<string, string>());
    return missing.map((name): Finding => {
      const reason = reasons.get(name);
      return broken(
        name,
        reason === undefined ? "is not there" : `could not be made (${reason})`,
        `aws logs create-log-group --log-group-name ${name}`,
      );
    });
  },
});

/** Why log groups could not be made, or that they were deleted, by name: CloudTrail keeps it for 90 days. */
async function refusals(world: World, createdAt: number): Promise<Map<string, string>> {
  const trail = await aws(world, "trail");
  const ask = (EventName: string, StartTime: Date, EndTime: Date) =>
    trail.lookupEvents({
      LookupAttributes: [{ AttributeKey: "EventName", AttributeValue: EventName }],
      StartTime,
      EndTime,
    });
  const made = new Date(createdAt * 1000);
  const [failed, deleted] = await Promise.all([
    ask("CreateLogGroup", new Date(made.getTime() - 15 * 60_000), new Date(made.getTime() + 3_600_000)),
    ask("DeleteLogGroup", made, new Date()),
  ]);
  const reasons = new Map<string, string>();
  for (const { CloudTrailEvent = "{}", EventName } of [...(failed.Events ?? []), ...(deleted.Events ?? [])]) {
    const { errorCode, requestParameters } = JSON.parse(CloudTrailEvent) as {
      errorCode?: string;
      requestParameters?: { logGroupName?: string };
    };
    const name = requestParameters?.logGroupName;
    if (name === undefined) continue;
    if (EventName === "DeleteLogGroup" && errorCode === undefined) reasons.set(name, "it was deleted");
    if (EventName === "CreateLogGroup" && errorCode !== undefined) reasons.set(name, errorCode);
  }
  return reasons;
}
