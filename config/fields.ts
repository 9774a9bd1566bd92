/** Building blocks of the config schema: each field carries the two texts that its errors need. */
import { z } from "zod";
import type { Manner } from "./words/messages";
import { nearestFlag, nearestNumber, nearestWord } from "./words/nearest";

interface Allowed {
  allowed: string;
  example: string;
}

/** What an error about a key may say besides. */
export interface FieldMore extends Omit<Manner, "near"> {
  /** The allowed value that a wrong one most likely meant. */
  near?: (value: unknown) => string | undefined;
  /** What is allowed in one home, where the homes differ. */
  byHome?: Record<string, Allowed>;
}

/** What an error about this key says: the allowed values in words, and one value that would pass. */
export interface FieldText extends Allowed, FieldMore {}

const texts = new WeakMap<z.ZodType, FieldText>();

/** A key whose value is checked as one: its schema with its texts. */
export function field<T extends z.ZodType>(schema: T, allowed: string, example: string, more: FieldMore = {}): T {
  texts.set(schema, { allowed, example, ...more });
  return schema;
}

/** A string of one form. */
export const textField = (form: RegExp, allowed: string, example: string, more: FieldMore = {}) =>
  field(z.string().regex(form), allowed, example, more);

/** One of a few words. */
export const choiceField = <const T extends readonly [string, ...string[]]>(values: T, example?: T[number]) =>
  field(z.enum(values), `one of ${values.join(", ")}`, example ?? values[0], {
    near: (value) => nearestWord(value, values),
  });

/** A whole number in a range, both ends included. */
export const numberField = (min: number, max: number, example: number, unit = "") =>
  field(
    z.number().int().min(min).max(max),
    `a whole number from ${min} to ${max}${unit && ` (${unit})`}`,
    String(example),
    { near: (value) => nearestNumber(value, min, max) },
  );

/** true or false; Pulumi hands a top-level one over as text. */
export const flagField = (example: boolean) =>
  field(
    z.preprocess(
      (value) => (value === "true" ? true : value === "false" ? false : value),
      z.boolean(),
    ) as unknown as z.ZodType<boolean, boolean>,
    "true or false",
    String(example),
    { near: nearestFlag },
  );

/** Digits that must stay text: `pulumi config set --path` stores an account id as a number. Told by the list around it. */
export const digits = (count: number) =>
  z.preprocess(
    (value) => (typeof value === "number" ? String(value) : value),
    z.string().regex(new RegExp(`^[0-9]{${count}}$`)),
  );

type Wrapper = {
  innerType?: z.ZodType;
  element?: z.ZodType;
  shape?: Record<string, z.ZodType>;
  valueType?: z.ZodType;
  options?: z.ZodType[];
};
const inside = (schema: z.ZodType): Wrapper => schema.def as Wrapper;

/** The schema at a path, through optional, default, array, record and object. */
export function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  const { innerType, element, shape, valueType } = inside(schema);
  if (!texts.has(schema) && innerType) return schemaAt(innerType, path);
  if (path.length === 0) return schema;
  const [head, ...rest] = path;
  if (innerType) return schemaAt(innerType, path);
  const next = shape ? shape[String(head)] : (element ?? valueType);
  return next && schemaAt(next, rest);
}

/** The texts of the schema at a path. */
export function textsAt(schema: z.ZodType, path: readonly PropertyKey[]): FieldText | undefined {
  const found = schemaAt(schema, path);
  return found && texts.get(found);
}

/** The keys that the object at a path knows. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const found = schemaAt(schema, path);
  return found ? Object.keys(inside(found).shape ?? {}) : [];
}
