/** What checks look at: the recorded plan, the state where there is one, and answers that several of them share. */
import type { Settings } from "../../config";
import { regionOf } from "../plan/homes";
import { cloudValues } from "../plan/record/cloudValues";
import { type Graph, type PlannedResource, shortType } from "../plan/record/graph";
import type { StackState, StateResource } from "../resume/state";

export interface World {
  readonly stack: string;
  readonly settings: Settings;
  /** The stack's config, encrypted values as `[secret]`: for how to log in, such as `aws:profile`. */
  readonly config: Readonly<Record<string, string>>;
  /** What the program would make. Checks read this, not the config: it is what a cloud gets to see. */
  readonly graph: Graph;
  /** The stack's own state, secrets left encrypted; undefined where nothing was ever made. */
  readonly state: StackState | undefined;
  /** Why the state could not be read; undefined where it was read, or where there is none to read. */
  readonly stateUnread: string | undefined;
  /** `before`: nothing is made yet. `after`: all that is planned is made. `between`: an `up` ended half-way, or the plan has grown. */
  readonly stage: "before" | "between" | "after";
  readonly env: NodeJS.ProcessEnv;
  /** Asks once, however many checks need it. Key: `aws.subnets`. */
  once<T>(key: string, ask: () => Promise<T>): Promise<T>;
  /** What is planned and not in the state yet, of a type where one is given: `aws:ec2/eip:Eip`, or the end of one. */
  toMake(type?: string): PlannedResource[];
  /** What is planned, made or not. */
  planned(type: string): PlannedResource[];
  /** What the state has. */
  made(type?: string): StateResource[];
  /**
   * What the cloud calls something that the plan names: an id or ARN that the plan made up becomes the state's, or undefined
   * where it is still to be made; anything else exists already and stays as it is.
   */
  real(value: string): string | undefined;
}

export interface WorldParts {
  stack: string;
  settings: Settings;
  config?: Record<string, string>;
  graph: Graph;
  state: StackState | undefined;
  stateUnread?: string;
  env?: NodeJS.ProcessEnv;
}

const isOf = (type: string | undefined, token: string) =>
  type === undefined || token === type || shortType(token) === type;

const isCloud = ({ type, custom }: { type: string; custom?: boolean }): boolean =>
  custom === true && !type.startsWith("pulumi:");

export function worldOf({
  stack,
  settings,
  config = {},
  graph,
  state,
  stateUnread,
  env = process.env,
}: WorldParts): World {
  const inState = new Map(
    (state?.deployment.resources ?? [])
      .filter((one) => isCloud(one) && one.id !== undefined && !one.delete)
      .map((one) => [one.urn, one]),
  );
  const wanted = graph.resources.filter(isCloud);
  const missing = wanted.filter(({ urn }) => !inState.has(urn));
  const names = realNames(settings, wanted, inState);
  const answers = new Map<string, Promise<unknown>>();
  return {
    stack,
    settings,
    config,
    graph,
    state,
    stateUnread,
    stage: inState.size === 0 ? "before" : missing.length === 0 ? "after" : "between",
    env,
    once<T>(key: string, ask: () => Promise<T>): Promise<T> {
      const known = answers.get(key) ?? ask();
      answers.set(key, known);
      // Whoever asked hears of it; one that nobody waits for any more must not end the process.
      known.catch(() => undefined);
      return known as Promise<T>;
    },
    toMake: (type) => missing.filter((one) => isOf(type, one.type)),
    planned: (type) => wanted.filter((one) => isOf(type, one.type)),
    made: (type) => [...inState.values()].filter((one) => isOf(type, one.type)),
    real: (value) => (names.has(value) ? names.get(value) : value),
  };
}

/** Each made-up id, name and ARN of the plan, with the state's where it is made. */
function realNames(
  settings: Settings,
  wanted: readonly PlannedResource[],
  inState: ReadonlyMap<string, StateResource>,
): Map<string, string | undefined> {
  const context = {
    accountId: settings.aws?.accountId ?? "000000000000",
    region: regionOf(settings),
    gcpProject: settings.gcpProject ?? "",
  };
  const names = new Map<string, string | undefined>();
  for (const { urn, type, name, inputs } of wanted) {
    const { id, state } = cloudValues(type, name, inputs, context);
    const made = inState.get(urn);
    names.set(id, made?.id);
    for (const [key, value] of Object.entries(state))
      if (typeof value === "string" && key !== "id" && !(key in inputs)) names.set(value, textOf(made?.outputs?.[key]));
  }
  return names;
}

/** A secret is an object in the state, and stays unread. */
const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
