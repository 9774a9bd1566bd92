/** Plans a stack: checks its config, runs the unmodified program under mocks, gives the plan's JSON. */
import { parseStackConfig, type Settings } from "../config";
import type { PlannedResource } from "./graph";
import type { StackFile } from "./stackFile";

/** The plan's JSON (stable: other tools read it). */
export interface Plan {
  platform: "mwaa" | "gke";
  resources: PlannedResource[];
  outputs: Record<string, unknown>;
  warnings: string[];
}

/**
 * @throws ConfigError before Pulumi is loaded, so that a mistake is told at once
 */
export async function planStack({ stack, config, secretKeys }: StackFile): Promise<Plan> {
  const settings: Settings = parseStackConfig(config, stack);
  // Loaded only now: Pulumi costs half a second.
  const { record } = await import("./recorder");
  const program = (await import("../index")).default as unknown as () => Promise<unknown>;
  const { resources, outputs } = await record(program, {
    project: "airflow",
    stack,
    config,
    secretKeys,
    accountId: settings.platform === "mwaa" ? settings.aws.accountId : "000000000000",
    region: settings.platform === "mwaa" ? settings.aws.region : settings.gcpRegion,
    gcpProject: settings.gcpProject ?? "",
  });
  return { platform: settings.platform, resources, outputs, warnings: settings.warnings };
}
