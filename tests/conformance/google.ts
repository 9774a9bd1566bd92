/** Holds the Google inputs of a plan against Google's own discovery documents, and every name against its limit. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import type { Graph, PlannedResource } from "../../commands/plan/record/graph";
import { type Fields, googleTypes } from "./googleFields";
import { nameProblems } from "./googleNames";

type Json = Record<string, unknown>;
interface Schema {
  [key: string]: unknown;
}

const models: Record<string, Record<string, Schema>> = JSON.parse(
  readFileSync(join(__dirname, "data", "google.json"), "utf8"),
);

/** A discovery schema as JSON Schema: references have a path, 64-bit numbers are text, and nothing unknown may stand in it. */
function jsonSchema(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(jsonSchema);
  if (part === null || typeof part !== "object") return part;
  const { $ref, ...rest } = part as Schema;
  if (typeof $ref === "string") return { $ref: `#/definitions/${$ref}` };
  const inner = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, jsonSchema(value)]));
  // Discovery's word for what may be anything; JSON Schema has none.
  if (rest.type === "any") return {};
  if (rest.format === "int64" || rest.format === "uint64") return { type: ["string", "integer"], pattern: "^-?\\d+$" };
  if (rest.type === "any") return {};
  if (typeof rest.pattern === "string" && rest.type === "string") inner.pattern = `^(?:${rest.pattern})$`;
  const closed = typeof rest.properties === "object" && rest.additionalProperties === undefined;
  return closed && rest.type === "object" ? { ...inner, additionalProperties: false } : inner;
}

const validators = new Map<string, ValidateFunction>();

/** Google's own schema of a request, an answer or a resource. */
export function validatorOf(api: string, schema: string): ValidateFunction {
  const key = `${api} ${schema}`;
  const known = validators.get(key);
  if (known !== undefined) return known;
  const definitions = Object.fromEntries(
    Object.entries(models[api] ?? {}).map(([name, one]) => [name, jsonSchema(one) as Schema]),
  );
  if (definitions[schema] === undefined) throw new Error(`data/google.json has no ${schema} of ${api}.`);
  const made = new Ajv({ allErrors: true, strict: false, logger: false, validateFormats: false }).compile({
    definitions,
    $ref: `#/definitions/${schema}`,
  });
  validators.set(key, made);
  return made;
}

function put(body: Json, path: string, value: unknown): void {
  const [head = "", ...rest] = path.split(".");
  if (rest.length === 0) body[head] = value;
  else {
    body[head] ??= {};
    put(body[head] as Json, rest.join("."), value);
  }
}

const shaped = {
  list: (value: unknown) => [value],
  first: (value: unknown) => (value as unknown[])[0],
  byName: (value: unknown) =>
    Object.fromEntries((value as Json[]).map(({ exclusionName, ...one }) => [exclusionName, one])),
  lists: (value: unknown) => Object.fromEntries(Object.entries(value as Json).map(([key, one]) => [key, [one]])),
};

/** What the provider sends for inputs; an empty text is not sent. */
export function body(inputs: Json, fields: Fields): Json {
  const sent: Json = {};
  for (const [key, value] of Object.entries(inputs)) {
    const field = fields[key];
    if (field === null || value === "" || value === undefined) continue;
    const { to = key, shape, inner = {} } = typeof field === "string" ? { to: field } : (field ?? {});
    const map = (one: unknown) =>
      one !== null && typeof one === "object" && !Array.isArray(one) ? body(one as Json, inner) : one;
    const mapped = Array.isArray(value) ? value.map(map) : map(value);
    const sentAs = shape === undefined ? mapped : shaped[shape](mapped);
    // Only a path of the table is a path: a key of the user's, such as google.subject, has its dot.
    if (field === undefined) sent[key] = sentAs;
    else put(sent, to, sentAs);
  }
  return sent;
}

/** What is wrong with a body that is written as text, as the provider sends it on. */
export function problemsOf(api: string, schema: string, value: unknown): string[] {
  const validate = validatorOf(api, schema);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }: ErrorObject) => `${instancePath} ${message}`);
}

/** What is wrong with one resource; nothing where Google would take it. */
export function resourceProblems({ type, name, inputs }: PlannedResource): string[] {
  const known = googleTypes[type];
  if (known === undefined) return [`${name}: ${type} is not in tests/conformance/googleFields.ts.`];
  const names = nameProblems(type, name, inputs).map((problem) => `${name}: ${problem}`);
  if (known.schema === undefined) return names;
  const validate = validatorOf(known.api, known.schema);
  validate(body(inputs as Json, known.fields ?? {}));
  const told = ({ instancePath, message, params }: ErrorObject) =>
    `${name} (${known.schema}): ${instancePath} ${message} ${JSON.stringify(params)}`;
  return [...names, ...(validate.errors ?? []).map(told)];
}

/** What is wrong with a plan's Google resources. */
export const googleProblems = ({ resources }: Graph): string[] =>
  resources.filter(({ type }) => type.startsWith("gcp:")).flatMap(resourceProblems);
