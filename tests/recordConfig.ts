/** Records the program, or what stands around it, with a stack config, as the plan does. */
import type { Graph } from "../commands/plan/record/graph";
import { record } from "../commands/plan/record/recorder";
import { parseStackConfig } from "../config";

type Program = () => Promise<unknown>;

export function recordConfig(
  config: Record<string, string>,
  secretKeys: string[] = [],
  program = require("../index") as Program,
): Promise<Graph> {
  const settings = parseStackConfig(config, "test");
  return record(program, {
    project: "airflow",
    stack: "test",
    config,
    secretKeys,
    accountId: "111122223333",
    region: settings.platform === "gke" ? settings.gcpRegion : settings.aws.region,
    gcpProject: settings.gcpProject ?? "",
  });
}
