/** The chart's own schema and default values, from dated copies, with the validator that Helm's check amounts to. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";

const read = (name: string) => JSON.parse(readFileSync(join(__dirname, "data", name), "utf8"));

/** Default values of chart 1.22.0. */
export const chartDefaults = (): Record<string, unknown> => read("chart-1.22.0.values.json").values;

let validate: ValidateFunction | undefined;

/** Errors of values against the schema of chart 1.22.0; Helm refuses a release with any. */
export function schemaErrors(values: unknown): string[] {
  validate ??= new Ajv({ allErrors: true, strict: false, logger: false }).compile(
    read("chart-1.22.0.schema.json").schema,
  );
  validate(values);
  return (validate.errors ?? []).map(
    (error: ErrorObject) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
  );
}
