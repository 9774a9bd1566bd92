/** What is known of the environment before this run: what the stack's state has of it, and what AWS says now. */
import * as pulumi from "@pulumi/pulumi";
import { priorState } from "../../../shared/priorState";
import { underMocks } from "../../../shared/underMocks";
import type { AwsPlace } from "../../iam/arn";
import { type Answer, type Caller, getEnvironment } from "./api";

/** The provider's names, secrets unwrapped. */
export type Settings = Record<string, unknown>;

export interface Before {
  /** What the provider read last; undefined where the stack has no environment yet. */
  state: Settings | undefined;
  /** Names of the environments that the stack's state has. */
  inState: string[];
  aws: Answer;
}

const asked = new Map<string, Promise<Before>>();

/** Who asks, with the profile that the provider uses. */
export const callerOf = (place: AwsPlace): Caller => ({ ...place, profile: new pulumi.Config("aws").get("profile") });

/** Asked once a run. Under mocks nobody is asked. */
export function environmentBefore(place: AwsPlace, name: string): Promise<Before> {
  if (underMocks()) return Promise.resolve({ state: undefined, inState: [], aws: { none: true } });
  const key = `${place.region} ${name}`;
  const known = asked.get(key) ?? ask(place, name);
  asked.set(key, known);
  return known;
}

async function ask(place: AwsPlace, name: string): Promise<Before> {
  const [environments, aws] = await Promise.all([environmentsInState(), getEnvironment(callerOf(place), name)]);
  const state = environments.find((one) => one.name === name);
  if (state !== undefined && "silent" in aws)
    await pulumi.log.warn(
      `MWAA did not say how the environment ${name} is (${aws.silent}). Everything else goes on. If an earlier up failed, ` +
        "run `pulumi refresh` first.",
    );
  return { state, inState: environments.map((one) => String(one.name)), aws };
}

async function environmentsInState(): Promise<Settings[]> {
  const found = (await priorState()).filter(({ type }) => type === "aws:mwaa/environment:Environment");
  return found.map(({ outputs }) => unwrapped(outputs) as Settings);
}

/** Values without the engine's wrappers of secrets (sdk/nodejs/runtime/rpc.ts). */
function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== "object" || value === null) return value;
  if ("4dabf18193072939515e22adb298388d" in value) return unwrapped((value as { value?: unknown }).value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrapped(inner)]));
}
