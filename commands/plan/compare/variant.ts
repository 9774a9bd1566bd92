/** One config of a comparison, and how it is made from another. Pure. */
import type { StackFile } from "../../stack/stackFile";

/** One config to compare. */
export interface Variant {
  name: string;
  /** The config that is planned. */
  current: boolean;
  file: StackFile;
  /** Why it may not do, in a few words. */
  note?: string;
}

export type Config = Record<string, string>;
export type Keys = Record<string, unknown>;

export const partOf = (config: Config, key: string): Keys => JSON.parse(config[key] ?? "{}");

/** Config with keys replaced; undefined removes one. */
export function changed(config: Config, keys: Keys): Config {
  const next = { ...config };
  for (const [key, value] of Object.entries(keys)) {
    if (value === undefined) delete next[key];
    else next[key] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return next;
}

/** What belongs to one home and would be refused, or mean another thing, in the other. */
export const ofOneHome = {
  "airflow:airflowVersion": undefined,
  "airflow:access": undefined,
  "airflow:google": undefined,
};
