/** Holds a value against a shape of botocore's: required and unknown members, pattern, enum, length, range, list size. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Shape {
  type: string;
  required?: string[];
  enum?: string[];
  pattern?: string;
  min?: number;
  max?: number;
  member?: string;
  key?: string;
  value?: string;
  members?: Record<string, string>;
  /** Any JSON. */
  document?: boolean;
}

interface Models {
  source: string;
  read: string;
  mwaaRegions: Record<string, string[]>;
  /** Shapes of inputs by operation, and of outputs where something here answers in AWS's place. */
  services: Record<
    string,
    { operations: Record<string, string>; answers: Record<string, string>; shapes: Record<string, Shape> }
  >;
}

export const models: Models = JSON.parse(readFileSync(join(__dirname, "models.json"), "utf8"));

/**
 * What is wrong with the input of a call, one line each.
 *
 * @throws where models.json does not have the operation
 */
export const checkCall = (service: string, operation: string, input: unknown): string[] =>
  held("operations", service, operation, input);

/** The same of an answer that something of ours gives in AWS's place. */
export const checkAnswer = (service: string, operation: string, answer: unknown): string[] =>
  held("answers", service, operation, answer);

function held(side: "operations" | "answers", service: string, operation: string, input: unknown): string[] {
  const model = models.services[service];
  const shape = model?.[side][operation];
  if (model === undefined || shape === undefined) throw new Error(`models.json has no ${service}.${operation}.`);
  const problems: string[] = [];
  check(model.shapes, shape, input, operation, problems);
  return problems;
}

function check(shapes: Record<string, Shape>, name: string, value: unknown, path: string, problems: string[]): void {
  const shape = shapes[name] as Shape;
  const wrong = (what: string) => problems.push(`${path} (${name}): ${what}`);
  const into = (inner: string | undefined, part: unknown, key: string) =>
    check(shapes, inner as string, part, `${path}${key}`, problems);
  const sized = (size: number, unit: string) => {
    if (size < (shape.min ?? 0) || size > (shape.max ?? Infinity))
      wrong(`${size} ${unit}, allowed ${shape.min ?? 0} to ${shape.max ?? "any"}`);
  };
  if (shape.document) return;
  if (shape.type === "structure") {
    if (!isObject(value)) return void wrong(`${typeof value} in place of a structure`);
    for (const member of shape.required ?? []) if (value[member] === undefined) wrong(`${member} is missing`);
    for (const [member, part] of Object.entries(value)) {
      if (shape.members?.[member] === undefined) wrong(`${member} is not known`);
      else if (part !== undefined) into(shape.members[member], part, `.${member}`);
    }
  } else if (shape.type === "list") {
    if (!Array.isArray(value)) return void wrong(`${typeof value} in place of a list`);
    sized(value.length, "entries");
    for (const [index, part] of value.entries()) into(shape.member, part, `[${index}]`);
  } else if (shape.type === "map") {
    if (!isObject(value)) return void wrong(`${typeof value} in place of a map`);
    sized(Object.keys(value).length, "entries");
    for (const [key, part] of Object.entries(value)) {
      into(shape.key, key, ` key ${key}`);
      into(shape.value, part, `.${key}`);
    }
  } else if (shape.type === "string") {
    if (typeof value !== "string") return void wrong(`${typeof value} in place of text`);
    sized([...value].length, "characters");
    if (shape.enum !== undefined && !shape.enum.includes(value)) wrong(`${value} is none of ${shape.enum.join(", ")}`);
    if (shape.pattern !== undefined && !whole(shape.pattern).test(value)) wrong(`${value} is not ${shape.pattern}`);
  } else if (shape.type === "integer" || shape.type === "long" || shape.type === "double") {
    const number = shape.type === "double" ? Number.isFinite(value) : Number.isInteger(value);
    if (!number) return void wrong(`${String(value)} is not a ${shape.type === "double" ? "" : "whole "}number`);
    if ((value as number) < (shape.min ?? -Infinity) || (value as number) > (shape.max ?? Infinity))
      wrong(`${value}, allowed ${shape.min ?? "any"} to ${shape.max ?? "any"}`);
  } else if (shape.type === "boolean") {
    if (typeof value !== "boolean") wrong(`${typeof value} in place of true or false`);
  } else if (!["blob", "timestamp", "double", "float"].includes(shape.type))
    throw new Error(`${name} is a ${shape.type}.`);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** AWS matches a pattern against the whole value. `\p{L}` needs the Unicode flag, `[\-_]` refuses it. */
function whole(pattern: string): RegExp {
  const anchored = `^(?:${pattern})$`;
  return pattern.includes("\\p{")
    ? new RegExp(
        anchored.replace(/\\([-_@])/g, (_, char) => (char === "-" ? "\\-" : char)),
        "u",
      )
    : // JavaScript takes `(?i)` as a flag of the whole only.
      new RegExp(anchored.replaceAll("(?i)", ""), anchored.includes("(?i)") ? "i" : "");
}
