/**
 * The config that Pulumi.yaml itself has: values and defaults for every stack
 * (https://www.pulumi.com/docs/iac/concepts/projects/project-file/#config-options).
 */
import { UsageError } from "../line/errors";

/** A key of Pulumi.yaml's `config:`. */
interface Declared {
  type?: string;
  default?: unknown;
  value?: unknown;
}

const isDeclared = (value: unknown): value is Declared =>
  value !== null &&
  typeof value === "object" &&
  !Array.isArray(value) &&
  Object.keys(value).every((key) => ["type", "default", "value", "description", "secret", "items"].includes(key));

/** A key without a namespace is in the project's own. */
export const fullKey = (key: string, project: string): string => (key.includes(":") ? key : `${project}:${key}`);

const typed: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === "string",
  integer: (value) => Number.isInteger(typeof value === "string" ? Number(value) : value),
  boolean: (value) => typeof value === "boolean" || value === "true" || value === "false",
  array: Array.isArray,
  object: (value) => value !== null && typeof value === "object" && !Array.isArray(value),
};

/**
 * The stack's own config over the project's.
 *
 * @param own the stack file's `config:`, as YAML has it
 * @throws UsageError where a value is not of the type that Pulumi.yaml gives its key: Pulumi refuses it too
 */
export function withProjectConfig(own: Record<string, unknown>, project: unknown): Record<string, unknown> {
  const { name = "airflow", config = {} } = (project ?? {}) as { name?: string; config?: Record<string, unknown> };
  const all: Record<string, unknown> = {};
  const types: [key: string, type: string][] = [];
  for (const [key, entry] of Object.entries(config ?? {})) {
    const value = isDeclared(entry) ? (entry.value ?? entry.default) : entry;
    if (value !== undefined) all[fullKey(key, name)] = value;
    if (isDeclared(entry) && entry.type !== undefined) types.push([fullKey(key, name), entry.type]);
  }
  for (const [key, value] of Object.entries(own)) all[fullKey(key, name)] = value;
  for (const [key, type] of types) {
    const value = all[key];
    const encrypted = value !== null && typeof value === "object" && "secure" in value;
    if (value !== undefined && !encrypted && typed[type]?.(value) === false)
      throw new UsageError(
        `${key} is ${JSON.stringify(value)}, and Pulumi.yaml says that it is of type ${type}: Pulumi refuses it.`,
      );
  }
  return all;
}

/** Names of the environments (Pulumi ESC) that a stack file takes config from. */
export function environmentsOf(content: unknown): string | undefined {
  const { environment } = (content ?? {}) as { environment?: unknown };
  if (environment === undefined || environment === null) return undefined;
  const imports = Array.isArray(environment) ? environment : (environment as { imports?: unknown[] }).imports;
  const names = (imports ?? []).map((one) => (typeof one === "string" ? one : Object.keys(one as object)[0]));
  return names.length > 0 ? names.join(", ") : "of the stack file";
}
