/**
 * Which change of an input replaces a resource, by the providers' own sources: the files beside this one say which, with the
 * version and the day they were read. google.json is written by tests/conformance/extract_replacing.py. Pure.
 */
import { isDeepStrictEqual } from "node:util";
import aws from "./replacing/aws.json";
import google from "./replacing/google.json";
import kubernetes from "./replacing/kubernetes.json";
import random from "./replacing/random.json";

type Inputs = Record<string, unknown>;

interface Rule {
  /** Paths of inputs; a list's items have no index, and `#` at the end is the number of a block. */
  replaces: string[];
  /** Inputs of which only some changes replace. */
  when?: Record<string, string>;
}

const rules = { ...aws.types, ...google.types, ...kubernetes.types, ...random.types } as Record<string, Rule>;

/** Whether it is known what replaces a resource of this type. */
export const isKnownType = (type: string): boolean => ruleOf(type) !== undefined;

/** A kind of the cluster's own (a custom resource) is replaced by what replaces every kind. */
const ruleOf = (type: string): Rule | undefined =>
  rules[type] ?? (type.startsWith("kubernetes:") ? { replaces: ["metadata.name", "metadata.namespace"] } : undefined);

/** Types that are known. */
export const knownTypes = (): string[] => Object.keys(rules);

const inWords: Record<string, (before: unknown, now: unknown) => boolean> = {
  smaller: (before, now) => Number(now) < Number(before),
  newerMajor: (before, now) => majorOf(before) < majorOf(now),
};
const majorOf = (version: unknown): number => Number.parseInt(String(version), 10);

/** All values at a path, through lists. */
function valuesAt(value: unknown, path: string[]): unknown[] {
  if (path.length === 0) return value === undefined ? [] : [value];
  if (path[0] === "#") return [Array.isArray(value) ? value.length : value === undefined ? 0 : 1];
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  if (typeof value !== "object" || value === null) return [];
  const [key, ...rest] = path as [string, ...string[]];
  return valuesAt((value as Inputs)[key], rest);
}

/** A set of ids comes in any order. */
const ordered = (value: unknown): unknown =>
  Array.isArray(value) && value.every((item) => typeof item === "string") ? [...value].sort() : value;

const same = (before: unknown[], now: unknown[]): boolean => isDeepStrictEqual(before.map(ordered), now.map(ordered));

/**
 * @returns the paths of the inputs whose change makes the provider replace the resource: `networkConfiguration.subnetIds`;
 *   empty where it changes in place, and where the type is not known
 */
export function forcing(type: string, before: Inputs, now: Inputs): string[] {
  const { replaces, when = {} } = ruleOf(type) ?? { replaces: [] };
  const changed = replaces.filter((path) => {
    const keys = path.split(".");
    return !same(valuesAt(before, keys), valuesAt(now, keys));
  });
  const some = Object.entries(when).filter(([path, how]) => {
    const keys = path.split(".");
    const [[old], [value]] = [valuesAt(before, keys), valuesAt(now, keys)];
    return old !== undefined && value !== undefined && inWords[how]?.(old, value);
  });
  return [...new Set([...changed, ...some.map(([path]) => path)].map((path) => path.replace(/\.#$/, "")))].sort();
}
