/** Plans a stack: checks its config, runs the unmodified program under mocks, prices it, gives the plan's JSON. */
import { parseStackConfig, type Settings } from "../../config";
import { uploadsOf } from "../../config/uploads/folders";
import { type Prices, readPrices } from "../../prices/userPrices";
import type { StackFile } from "../stack/stackFile";
import { type Sleep, sleepOf } from "./compare/sleep";
import { budgetWarnings } from "./cost/budget";
import type { View } from "./cost/demand";
import { bill } from "./cost/price";
import { type Cost, costOf } from "./cost/total";
import { homeOf, type Platform, regionOf } from "./homes";
import type { Graph, PlannedResource } from "./record/graph";
import type { Earlier } from "./record/monitor";
import { type Upload, uploadOf } from "./show/uploads";
import { waiting } from "./show/waiting";
import { type Times, timesOf } from "./time/runs";

/** The plan's JSON (stable: other tools read it). */
export interface Plan {
  platform: Platform;
  resources: PlannedResource[];
  outputs: Record<string, unknown>;
  cost: Cost;
  sleep: Sleep;
  /** How long a first `up`, a change, a sleep and a wake take. */
  times: Times;
  /** The folders of this machine that go up, and what of them stays here. */
  uploads: Upload[];
  warnings: string[];
}

/** A plan and the checked settings it was made from. */
export interface Planned {
  plan: Plan;
  settings: Settings;
}

/** One run's settings and graph. */
export interface Recorded {
  settings: Settings;
  graph: Graph;
}

/**
 * Records one stack file. Runs must not overlap.
 *
 * @throws ConfigError before Pulumi is loaded, so that a mistake is told at once; ProgramError with what the program throws
 */
export async function recordStack(
  { stack, config: written, secretKeys, elsewhere }: StackFile,
  earlier?: Earlier,
): Promise<Recorded> {
  const settings = parseStackConfig(written, stack, (key) => secretKeys.includes(key), { elsewhere });
  const config = elsewhere === undefined ? written : completed(written, settings);
  // Loaded only now: Pulumi costs half a second.
  await import("./record/lightPulumi");
  const { record } = await import("./record/recorder");
  const program = async () => ((await import("../../index")).default as unknown as () => Promise<unknown>)();
  const graph = await record(program, {
    project: "airflow",
    stack,
    config,
    secretKeys,
    accountId: settings.aws?.accountId ?? "000000000000",
    region: regionOf(settings),
    gcpProject: settings.gcpProject ?? "",
    earlier,
  }).catch(async (error: unknown) => {
    const { ProgramError } = await import("./record/failures");
    throw new ProgramError(error);
  });
  return { settings, graph };
}

/** A config in which what only an environment has is as the settings took it. */
function completed(config: Record<string, string>, settings: Settings): Record<string, string> {
  const known: Record<string, string> = { "gcp:project": settings.gcpProject ?? "my-project" };
  if (settings.aws !== undefined) known["aws:allowedAccountIds"] = JSON.stringify([settings.aws.accountId]);
  if (settings.aws !== undefined) known["aws:region"] = settings.aws.region;
  if (settings.platform === "mwaa") return { ...known, ...config };
  const gke = JSON.stringify({ domain: settings.gke.domain, ...JSON.parse(config["airflow:gke"] ?? "{}") });
  return { ...known, "gcp:region": settings.gcpRegion, ...config, "airflow:gke": gke };
}

/** What prices need to know besides the resources. */
export const viewOf = ({ settings, graph }: Recorded): View => {
  const { cloud } = homeOf(settings);
  const region = regionOf(settings);
  return {
    resources: graph.resources,
    awsRegion: cloud === "aws" ? region : undefined,
    gcpRegion: cloud === "gcp" ? region : undefined,
  };
};

/** The same stack awake or asleep. */
export const withAwake = (file: StackFile, awake: boolean): StackFile => ({
  ...file,
  config: { ...file.config, "airflow:awake": String(awake) },
});

/** The plan of a stack file, with both of its states priced. */
export async function planned(file: StackFile, prices: Prices = readPrices()): Promise<Planned> {
  const done = waiting();
  try {
    const configured = await recordStack(file);
    const { settings, graph } = configured;
    const other = await recordStack(withAwake(file, !settings.awake));
    const [awake, asleep] = settings.awake ? [configured, other] : [other, configured];
    const cost = costOf(
      bill(viewOf(configured), prices, settings.awake),
      bill(viewOf(asleep), prices, false),
      settings.awake,
    );
    const sleep = sleepOf(settings.platform, awake.graph, asleep.graph);
    const { platform } = settings;
    const warnings = [...settings.warnings, ...budgetWarnings(settings.alerts, cost)];
    const times = timesOf(awake.graph, asleep.graph);
    const uploads = uploadsOf(settings).map(uploadOf);
    return { settings, plan: { platform, ...graph, cost, sleep, times, uploads, warnings } };
  } finally {
    done();
  }
}

/** Only the plan. */
export const planStack = async (file: StackFile, prices?: Prices): Promise<Plan> => (await planned(file, prices)).plan;

/** One line that names the stack: `dev: airflow-dev, Amazon MWAA in us-east-1, Airflow 3.2.1, awake; 61 resources`. */
export function planTitle(stack: string, settings: Settings, resources: PlannedResource[]): string {
  const home = `${homeOf(settings).title} in ${regionOf(settings)}`;
  const state = settings.awake ? "awake" : "asleep";
  const count = resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:")).length;
  return `${stack}: ${settings.name}, ${home}, Airflow ${settings.airflowVersion}, ${state}; ${count} resources`;
}
