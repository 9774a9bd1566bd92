/** What a resource asks of the price book: rules turn recorded resources into demands, never into money. */
import type { PlannedResource } from "../record/graph";

/** One thing that bills. */
export interface Demand {
  /** In words, without the resource's name. */
  item: string;
  /** Price key; see `prices/keys.ts`. */
  key: string;
  /** Units a month. Undefined for what depends on use: its volume comes from the user's price file. */
  quantity?: number;
  /** Units a month on top, when all that scales is at its maximum. */
  peak?: number;
  /** Whether it is due only while Airflow works: traffic, requests, new logs. What is stored is due asleep too. */
  whileAwake?: boolean;
  /** A credit lowers the bill. */
  credit?: boolean;
}

/** What a rule may see besides its own resource. */
export interface View {
  resources: PlannedResource[];
  awsRegion: string | undefined;
  gcpRegion: string | undefined;
}

export type CostRule = (resource: PlannedResource, view: View) => Demand[];

/** A demand that depends on what is stored, awake and asleep. */
export const stored = (item: string, key: string): Demand => ({ item, key });

/** A demand that depends on what Airflow does: asleep it does nothing. */
export const used = (item: string, key: string): Demand => ({ item, key, whileAwake: true });

/** A value inside inputs, by path. */
export function inputAt(inputs: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => {
    const inner = Array.isArray(value) && !/^\d+$/.test(key) ? value[0] : value;
    return inner === null || typeof inner !== "object" ? undefined : (inner as Record<string, unknown>)[key];
  }, inputs);
}

/** A number inside inputs, or the default. */
export function numberAt(inputs: unknown, path: string, fallback: number): number {
  const value = inputAt(inputs, path);
  return typeof value === "number" ? value : fallback;
}

/** A text inside inputs, or the default. */
export function textAt(inputs: unknown, path: string, fallback: string): string {
  const value = inputAt(inputs, path);
  return typeof value === "string" && !value.startsWith("[") ? value : fallback;
}
