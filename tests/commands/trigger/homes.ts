/** Every home of the trigger client, started once for all specs: see airflow/tests/trigger_homes.py. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Target } from "../../../commands/trigger/index";
import { airflowVersions } from "../../../config/versions";
import { redirect } from "./redirect.cjs";

export const ROOT = join(__dirname, "..", "..", "..");

/** What trigger_homes.py prints. */
export interface Homes {
  routes: Record<string, number>;
  ca: string;
  two: string;
  three: string;
  domain: string;
  caller: string;
  stranger: string;
  looker: string;
  password: string;
  probes: string;
  adc: string;
  /** The DAG folder of both Airflows. */
  folder: string;
  aws: Record<string, string>;
}

let process_: ChildProcess | undefined;
let started: Promise<Homes> | undefined;
let undo: () => void = () => undefined;
const before: NodeJS.ProcessEnv = { ...process.env };

/** Start them, or join what is being started. The first start of all makes two Python environments: minutes. */
export function homes(...args: string[]): Promise<Homes> {
  started ??= new Promise<Homes>((resolve, reject) => {
    const child = spawn("python3", [join(ROOT, "airflow/tests/trigger_homes.py"), ...args], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    process_ = child;
    child.once("error", reject).once("exit", (code) => reject(new Error(`trigger_homes.py ended with ${code}`)));
    createInterface(child.stdout).once("line", (line) => resolve(JSON.parse(line) as Homes));
  }).then((made) => {
    // No identity of whoever runs the tests may reach them.
    for (const name of Object.keys(process.env))
      if (/^(AWS|GOOGLE|AIRFLOW|CLOUDSDK)_/.test(name)) delete process.env[name];
    Object.assign(process.env, made.aws, identity(made));
    undo = redirect(made.routes, readFileSync(made.ca, "utf8"));
    return made;
  });
  return started;
}

/** The environment a caller has who is known to every home. */
export const identity = (made: Homes): Record<string, string> => ({
  GOOGLE_APPLICATION_CREDENTIALS: made.adc,
  METADATA_SERVER_DETECTION: "none",
  AIRFLOW_USERNAME: "admin",
  AIRFLOW_PASSWORD: made.password,
});

/** The environment of a child whose connections lead to the stand-ins. */
export const childEnv = (made: Homes): Record<string, string> => ({
  PATH: process.env.PATH ?? "",
  HOME: process.env.HOME ?? "",
  ...made.aws,
  ...identity(made),
  STANDIN_ROUTES: JSON.stringify(made.routes),
  STANDIN_CA: made.ca,
  NODE_OPTIONS: `--require=${join(__dirname, "redirect.cjs")}`,
});

// A hook of the root: the homes serve every spec file of a run, and their start is what costs.
if (typeof after === "function") after(stopHomes);

/** Stop what was started. The servers end when their standard input does, be it because this process died. */
export async function stopHomes(): Promise<void> {
  undo();
  process.env = { ...before };
  const child = process_;
  process_ = undefined;
  started = undefined;
  if (!child || child.exitCode !== null) return;
  child.removeAllListeners("exit");
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.stdin?.end();
  await gone;
}

/** Ask a stand-in to fail (`fail`, `times`), to end all tokens (`revoke`); gives the calls it saw, as [status, method, path]. */
export async function control(service: string, change: object = {}): Promise<[number, string, string][]> {
  const answer = await fetch("https://control.standin/", {
    method: "POST",
    body: JSON.stringify({ service, ...change }),
  });
  return (await answer.json()) as [number, string, string][];
}

/** The Airflows that answer (airflow/versions.json). */
export const [airflow2, airflow3] = airflowVersions
  .filter(({ tests }) => tests.includes("trigger"))
  .map(({ version }) => version);

/** One target of every kind and Airflow version that a user can have. */
export function targets(made: Homes): Record<string, Target> {
  const mwaa = (environment: string, airflowVersion?: string): Target => ({
    kind: "mwaa",
    region: "eu-west-1",
    environment,
    airflowVersion,
  });
  return {
    "plain Airflow 2": { kind: "airflow", url: made.two },
    "plain Airflow 3": { kind: "airflow", url: made.three },
    "Airflow 3 behind IAP": { kind: "iap", url: `https://${made.domain}`, serviceAccount: made.caller },
    "Cloud Composer with Airflow 2": {
      kind: "composer",
      url: "https://composer2-dot-europe-west1.composer.googleusercontent.com",
    },
    "Cloud Composer with Airflow 3": {
      kind: "composer",
      url: "https://composer3-dot-europe-west1.composer.googleusercontent.com",
    },
    "MWAA with Airflow 2": mwaa("mwaa-2", airflow2),
    "MWAA with Airflow 3": mwaa("mwaa-3", airflow3),
    "MWAA of unknown version": mwaa("mwaa-2"),
    "MWAA with Airflow 2 by web token": mwaa("mwaa-web-2"),
    "MWAA with Airflow 3 by web token": mwaa("mwaa-web-3", airflow3),
  };
}

/** Why the homes cannot be had here, or undefined. */
export function missing(): string | undefined {
  try {
    execFileSync("python3", ["-c", "import sys; assert sys.version_info >= (3, 10)"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "python3 of 3.10 or later is not on PATH, so no real Airflow can be started";
  }
}
