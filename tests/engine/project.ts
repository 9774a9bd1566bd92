/** A throw-away copy of this project with its own local state, for the real engine to work on. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { type EngineEvent, LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { parseDocument } from "yaml";

const root = resolve(__dirname, "../..");
const left = new Set(["node_modules", ".git", ".cache"]);

/** Config keys that get another value than the ready stack's, by path: `["airflow:mwaa", "maxWorkers"]`. */
export type Changes = [path: (string | number)[], value: unknown][];

/** A change to one resource, as the engine told it. */
export interface Step {
  op: string;
  type: string;
  name: string;
}

export interface Project {
  dir: string;
  stack: Stack;
  /** Environment of a Pulumi command that works on it. */
  env: Record<string, string>;
  /** Writes a file of the copy. */
  write(path: string, content: string): void;
  dispose(): void;
}

/**
 * Why the real engine cannot run here, or undefined when it can.
 *
 * @param plugins providers that it needs too
 */
export function noEngine(plugins: readonly string[] = []): string | undefined {
  const path = (process.env.PATH ?? "").split(delimiter);
  const missing = plugins.find((plugin) => !path.some((folder) => existsSync(join(folder, plugin))));
  if (missing !== undefined) return `${missing} is not on PATH`;
  for (const [command, ...args] of [
    ["pulumi", "version"],
    ["pulumi-language-nodejs", "-version"],
  ] as const)
    try {
      execFileSync(command, args, { stdio: "pipe", timeout: 20_000 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return `${command} is not on PATH`;
    }
  return undefined;
}

/** Copies the project, changes the ready stack's config and selects it on a local file backend. */
export async function copyOfProject(stackName: string, changes: Changes, debugProviders?: string): Promise<Project> {
  const home = mkdtempSync(join(tmpdir(), "airflow-engine-"));
  const dir = join(home, "project");
  cpSync(root, dir, { recursive: true, filter: (from) => !left.has(basename(from)) });
  symlinkSync(join(root, "node_modules"), join(dir, "node_modules"));
  const file = join(dir, `Pulumi.${stackName}.yaml`);
  const config = parseDocument(readFileSync(file, "utf8"));
  for (const [path, value] of changes) config.setIn(["config", ...path], value);
  writeFileSync(file, config.toString());
  mkdirSync(join(home, "state"));
  // A home of its own unless one is given: the machine's plugins and logins stay out.
  const pulumiHome = process.env.PULUMI_HOME ?? join(home, "pulumi");
  const env = {
    PULUMI_BACKEND_URL: `file://${join(home, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "of a state that is thrown away",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // The program itself asks MWAA: never the real one, never as the user. Nobody listens there; a spec may say who does.
    AWS_ENDPOINT_URL_MWAA: "http://127.0.0.1:9",
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    ...(debugProviders === undefined ? {} : { PULUMI_DEBUG_PROVIDERS: debugProviders }),
  };
  const stack = await LocalWorkspace.createOrSelectStack({ stackName, workDir: dir }, { pulumiHome, envVars: env });
  return {
    dir,
    env: { ...env, PULUMI_HOME: pulumiHome },
    stack,
    write: (path, content) => {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), content);
    },
    dispose: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** Collects what the engine does, without what stays the same. Pass `onEvent` to an operation and read `steps` after it. */
export function stepsOf(): { steps: Step[]; onEvent: (event: EngineEvent) => void } {
  const steps: Step[] = [];
  const onEvent = ({ resourcePreEvent }: EngineEvent) => {
    const step = resourcePreEvent?.metadata;
    if (step && step.op !== "same")
      steps.push({ op: step.op, type: step.type, name: step.urn.split("::").slice(3).join("::") });
  };
  return { steps, onEvent };
}
