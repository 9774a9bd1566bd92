/** Every key of the config as one value that a file can hold: what passes, its default, and what an error about it says. */
import { z } from "zod";
import { schemas } from "../../config";
import { sharedRules } from "../../config/checks/rules";
import { textsAt } from "../../config/fields";
import { gkeRules } from "../../config/gke/rules";
import { mwaaRules } from "../../config/mwaa/rules";
import { uploadRules } from "../../config/uploads/rules";

type Def = { innerType?: z.ZodType; element?: z.ZodType; shape?: Record<string, z.ZodType>; valueType?: z.ZodType };

/** Paths of all keys below a schema; `[]` is an entry of a list. */
function paths(schema: z.ZodType, path: string[] = []): string[][] {
  const { innerType, element, shape, valueType } = schema.def as Def;
  if (innerType) return paths(innerType, path);
  const below = shape
    ? Object.entries(shape).flatMap(([key, inner]) => paths(inner, [...path, key]))
    : element
      ? paths(element, [...path, "0"])
      : valueType
        ? paths(valueType, [...path, "KEY"])
        : [];
  return path.length > 0 ? [path, ...below] : below;
}

/** Texts of a key, its functions by that they are there. */
function shown(texts: object | undefined): Record<string, unknown> {
  const entries = Object.entries(texts ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, typeof value === "function" ? "a function" : value]));
}

/** Of one home: the schema as JSON Schema, each key's texts, and the keys that each rule looks at, without which it says nothing. */
export function keysOf(home: keyof typeof schemas): Record<string, unknown> {
  const schema = schemas[home];
  const texts = paths(schema).map((path) => [path.join("."), shown(textsAt(schema, path))]);
  return {
    schema: z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }),
    texts: Object.fromEntries(texts.filter(([, told]) => Object.keys(told as object).length > 0)),
    rules: [...sharedRules, ...uploadRules, ...(home === "mwaa" ? mwaaRules : gkeRules)].map(({ keys }) =>
      keys.join(" "),
    ),
  };
}
