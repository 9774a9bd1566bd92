/** Checks a value against the schema and tells every problem in it, with a repaired copy for the rules across keys. */
import type { z } from "zod";
import { keysAt, textsAt } from "./fields";
import { conflict, keyPath, missing, type Problem, unknownKey, wrongValue } from "./messages";

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

function problemsOf(schema: z.ZodType, root: unknown, issue: z.core.$ZodIssue): Problem[] {
  // The first part of a path is the namespace.
  const name = (path: Path) => keyPath(String(path[0]), path.slice(1));
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, issue.path).map((key) => name([...issue.path, key]));
    return issue.keys.map((key) => unknownKey(name([...issue.path, key]), known));
  }
  const path = toldAt(schema, issue.path);
  const texts = textsAt(schema, path);
  const value = valueAt(root, path);
  if (!texts) {
    const known = keysAt(schema, path);
    const path0 = name(path);
    return [
      conflict(
        path0,
        value,
        `it is an object with ${known.join(", ")}`,
        `pulumi config rm ${path0}, then set its keys`,
      ),
    ];
  }
  if (value === undefined) return [missing(name(path), texts.allowed, texts.example, texts.secret)];
  return [wrongValue(name(path), value, texts.allowed, texts.example, texts)];
}

function fallback(schema: z.ZodType, path: Path): unknown {
  const example = textsAt(schema, path)?.example;
  if (example === undefined) return {};
  try {
    return JSON.parse(example);
  } catch {
    return example;
  }
}

/** What was found; `draft` is undefined only when the value is beyond repair. */
export interface SchemaResult<T> {
  problems: Problem[];
  /** The value after defaults, with what was wrong left out or filled in. */
  draft?: T;
}

/**
 * Tells all problems at once. What is wrong is then removed, and what is missing filled with its example, so that
 * rules across keys can still be checked where every key they look at is sound.
 */
export function schemaProblems<S extends z.ZodType>(schema: S, value: unknown): SchemaResult<z.output<S>> {
  const first = schema.safeParse(value);
  if (first.success) return { problems: [], draft: first.data };
  const seen = new Map<string, Problem>();
  for (const problem of first.error.issues.flatMap((issue) => problemsOf(schema, value, issue)))
    seen.set(problem.path, seen.get(problem.path) ?? problem);
  const repaired: unknown = structuredClone(value);
  for (const round of ["drop", "fill"] as const) {
    const result = schema.safeParse(repaired);
    if (result.success) break;
    for (const issue of result.error.issues) {
      if (issue.code === "unrecognized_keys")
        for (const key of issue.keys) put(repaired, [...issue.path, key], undefined);
      else {
        const path = toldAt(schema, issue.path);
        const inList = typeof path[path.length - 1] === "number";
        put(repaired, path, round === "fill" || inList ? fallback(schema, path) : undefined);
      }
    }
  }
  const last = schema.safeParse(repaired);
  return { problems: [...seen.values()], draft: last.success ? last.data : undefined };
}
