/** Plans a stack: checks its config, runs the unmodified program under mocks, gives the plan's JSON. */
import { parseStackConfig, type Settings } from "../config";
import type { Graph, PlannedResource } from "./graph";
import type { StackFile } from "./stackFile";

/** The plan's JSON (stable: other tools read it). */
export interface Plan {
  platform: "mwaa" | "gke";
  resources: PlannedResource[];
  outputs: Record<string, unknown>;
  warnings: string[];
}

/** A plan and the checked settings it was made from. */
export interface Planned {
  plan: Plan;
  settings: Settings;
}

/** The graph of one run. Runs must not overlap. */
async function graphOf({ stack, config, secretKeys }: StackFile, settings: Settings): Promise<Graph> {
  // Loaded only now: Pulumi costs half a second.
  const { record } = await import("./recorder");
  const program = (await import("../index")).default as unknown as () => Promise<unknown>;
  return record(program, {
    project: "airflow",
    stack,
    config,
    secretKeys,
    accountId: settings.aws?.accountId ?? "000000000000",
    region: settings.platform === "mwaa" ? settings.aws.region : settings.gcpRegion,
    gcpProject: settings.gcpProject ?? "",
  });
}

/**
 * @throws ConfigError before Pulumi is loaded, so that a mistake is told at once
 */
export async function planned(file: StackFile): Promise<Planned> {
  const settings = parseStackConfig(file.config, file.stack);
  const { resources, outputs } = await graphOf(file, settings);
  return { settings, plan: { platform: settings.platform, resources, outputs, warnings: settings.warnings } };
}

/** Only the plan. */
export const planStack = async (file: StackFile): Promise<Plan> => (await planned(file)).plan;

/** One line that names the stack: `dev: airflow-dev, Amazon MWAA in us-east-1, Airflow 3.2.1, awake; 61 resources`. */
export function planTitle(stack: string, settings: Settings, resources: PlannedResource[]): string {
  const home =
    settings.platform === "mwaa" ? `Amazon MWAA in ${settings.aws.region}` : `GKE behind IAP in ${settings.gcpRegion}`;
  const state = settings.awake ? "awake" : "asleep";
  const count = resources.filter(({ custom }) => custom).length;
  return `${stack}: ${settings.name}, ${home}, Airflow ${settings.airflowVersion}, ${state}; ${count} resources`;
}
