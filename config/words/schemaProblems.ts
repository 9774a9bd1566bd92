/** Checks a value against the schema and tells every problem in it, with a repaired copy for the rules across keys. */
import type { z } from "zod";
import { type FieldText, keysAt, textsAt } from "../fields";
import { conflict, keyPath, missing, type Problem, removeCommand, unknownKey, wrongValue } from "./messages";
import { hiddenValue } from "./tell";

type Path = readonly PropertyKey[];
type Tree = Record<PropertyKey, unknown>;

/** What is at a path, or undefined. */
export const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) => (value === null || value === undefined ? undefined : (value as Tree)[key]),
    root,
  );

/** Sets or, with `undefined`, deletes what is at a path. */
function put(root: unknown, path: Path, value: unknown): void {
  const parent = valueAt(root, path.slice(0, -1));
  const last = path[path.length - 1];
  if (parent === null || typeof parent !== "object" || last === undefined) return;
  if (value === undefined && !Array.isArray(parent)) delete (parent as Tree)[last];
  else (parent as Tree)[last] = value;
}

/** The longest part of a path that has texts of its own: a list that is wrong inside is told at the element. */
function toldAt(schema: z.ZodType, path: Path): Path {
  for (let end = path.length; end > 0; end--) if (textsAt(schema, path.slice(0, end))) return path.slice(0, end);
  return path;
}

/** What an error at a path says, in the words of the home that the config chose. */
function wordsAt(schema: z.ZodType, root: unknown, path: Path): FieldText | undefined {
  const texts = textsAt(schema, path);
  return texts && { ...texts, ...texts.byHome?.[String(valueAt(root, ["airflow", "platform"]))] };
}

/** A value that a field does not take. */
export const wrongField = (path: string, value: unknown, texts: FieldText): Problem =>
  wrongValue(path, value, texts.allowed, texts.example, { ...texts, near: texts.near?.(value) });

function problemsOf(schema: z.ZodType, root: unknown, issue: z.core.$ZodIssue): Problem[] {
  // The first part of a path is the namespace.
  const name = (path: Path) => keyPath(String(path[0]), path.slice(1));
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, issue.path).map((key) => name([...issue.path, key]));
    return issue.keys.map((key) => unknownKey(name([...issue.path, key]), known));
  }
  const path = toldAt(schema, issue.path);
  const texts = wordsAt(schema, root, path);
  const value = valueAt(root, path);
  if (!texts) {
    const known = keysAt(schema, path);
    const key = name(path);
    return [
      conflict(key, value, `it is an object with ${known.join(", ")}`, `${removeCommand(key)}, then set its keys`),
    ];
  }
  if (value === undefined) return [missing(name(path), texts.allowed, texts.example, texts.secret)];
  return [wrongField(name(path), value, texts)];
}

function fallback(schema: z.ZodType, root: unknown, path: Path): unknown {
  const example = wordsAt(schema, root, path)?.example;
  if (example === undefined) return {};
  try {
    return JSON.parse(example);
  } catch {
    return example;
  }
}

/** Whether a value is encrypted, or is in something that is: what it says is not known here. */
const isUnknown = (root: unknown, path: Path): boolean =>
  path.some((_, index) => valueAt(root, path.slice(0, index + 1)) === hiddenValue);

/** Paths, as keys are written, whose values are encrypted. */
export function unknownPaths(root: unknown, path: Path = []): string[] {
  if (root === hiddenValue) return [keyPath(String(path[0]), path.slice(1))];
  if (root === null || typeof root !== "object") return [];
  return Object.entries(root).flatMap(([key, inner]) =>
    unknownPaths(inner, [...path, Array.isArray(root) ? Number(key) : key]),
  );
}

/** What was found. */
export interface SchemaResult<T> {
  problems: Problem[];
  /**
   * The value after defaults, once with what was wrong left out (where it can be), once with its example instead: a rule
   * across keys that finds fault with both finds fault with what is sound. Empty only where the value is beyond repair.
   */
  drafts: T[];
}

/** The value with what is wrong removed, or filled with its example; what must be there is filled in any case. */
function repaired<S extends z.ZodType>(schema: S, value: unknown, how: "drop" | "fill"): z.output<S> | undefined {
  const copy: unknown = structuredClone(value);
  for (const round of [how, "fill", "fill"] as const) {
    const result = schema.safeParse(copy);
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      if (issue.code === "unrecognized_keys") for (const key of issue.keys) put(copy, [...issue.path, key], undefined);
      else {
        const path = toldAt(schema, issue.path);
        const inList = typeof path[path.length - 1] === "number";
        put(copy, path, round === "fill" || inList ? fallback(schema, value, path) : undefined);
      }
    }
  }
  const last = schema.safeParse(copy);
  return last.success ? last.data : undefined;
}

/** Tells all problems at once, with repaired copies for the rules across keys. What is encrypted is no problem. */
export function schemaProblems<S extends z.ZodType>(schema: S, value: unknown): SchemaResult<z.output<S>> {
  const first = schema.safeParse(value);
  if (first.success) return { problems: [], drafts: [first.data] };
  const seen = new Map<string, Problem>();
  const issues = first.error.issues.filter(({ path }) => !isUnknown(value, path));
  for (const problem of issues.flatMap((issue) => problemsOf(schema, value, issue)))
    seen.set(problem.path, seen.get(problem.path) ?? problem);
  const drafts = (["drop", "fill"] as const).map((how) => repaired(schema, value, how));
  return { problems: [...seen.values()], drafts: drafts.filter((draft) => draft !== undefined) };
}
