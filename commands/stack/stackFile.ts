/** Reads a stack file as the engine would: full keys, every value as text, encrypted values told apart. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import { UsageError } from "../line/errors";
import { environmentsOf, withProjectConfig } from "./projectFile";

/** A stack file's content. */
export interface StackFile {
  stack: string;
  /** Full key to value; objects and lists as JSON. An encrypted value is `[secret]`. */
  config: Record<string, string>;
  /** Full keys that hold an encrypted value, at the top or inside. */
  secretKeys: string[];
  /** Environments (Pulumi ESC) that hold config too; what is in them is not known here. */
  elsewhere?: string;
}

export const projectRoot = join(__dirname, "..", "..");

/** Names of the stacks that have a file in the project. */
export const stackNames = (): string[] =>
  readdirSync(projectRoot)
    .map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1])
    .filter((name): name is string => name !== undefined);

/** `Pulumi.NAME.yaml` of the project. */
export function readStack(name: string): StackFile {
  const path = join(projectRoot, `Pulumi.${name}.yaml`);
  if (!existsSync(path))
    throw new UsageError(`--stack ${name}: there is no Pulumi.${name}.yaml; there are: ${stackNames().join(", ")}.`);
  return readStackFile(path, name);
}

/** A stack file anywhere. Its name gives the stack's unless one is given. */
export function readStackFile(path: string, stack = stackOf(path)): StackFile {
  if (!existsSync(path)) throw new UsageError(`--config ${path}: there is no such file.`);
  let content: unknown;
  try {
    content = parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(`${path} is not YAML: ${(error as Error).message.split("\n")[0]}`);
  }
  const elsewhere = environmentsOf(content);
  const own = (content as { config?: unknown } | null)?.config ?? (elsewhere === undefined ? undefined : {});
  if (own === undefined || own === null || typeof own !== "object")
    throw new UsageError(`${path} has no config: part; see Pulumi.dev.yaml for its form.`);
  const config: Record<string, string> = {};
  const secretKeys: string[] = [];
  const entries = withProjectConfig(
    own as Record<string, unknown>,
    parse(readFileSync(join(projectRoot, "Pulumi.yaml"), "utf8")),
  );
  for (const [key, value] of Object.entries(entries)) {
    const plain = hideSecrets(value, () => secretKeys.push(key));
    config[key] = typeof plain === "string" ? plain : JSON.stringify(plain);
  }
  return { stack, config, secretKeys, ...(elsewhere !== undefined && { elsewhere }) };
}

const stackOf = (path: string): string => /^(?:Pulumi\.)?(.+?)\.ya?ml$/.exec(basename(path))?.[1] ?? "plan";

/** Replaces each `{secure: …}`. */
function hideSecrets(value: unknown, found: () => void): unknown {
  if (Array.isArray(value)) return value.map((inner) => hideSecrets(inner, found));
  if (value === null || typeof value !== "object") return value;
  const object = value as Record<string, unknown>;
  if (Object.keys(object).length === 1 && typeof object.secure === "string") {
    found();
    return "[secret]";
  }
  return Object.fromEntries(Object.entries(object).map(([key, inner]) => [key, hideSecrets(inner, found)]));
}
