/** Real Airflows that the tests have anyway: a 2.x and a 3.x with the providers, and a stack file for each. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { airflowVersions } from "../../../config/versions";

export const ROOT = join(__dirname, "..", "..", "..");

/** The oldest of Airflow 2, the newest of Airflow 3 that `airflow/versions.json` has for tests "inside". */
export const versions = airflowVersions.filter(({ tests }) => tests.includes("inside")).map(({ version }) => version);

/** The folder of an environment, made at the first use of all. */
export function environment(version: string): string {
  const made = execFileSync("python3", ["airflow/tests/env.py", `airflow-${version}`], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return made.trim().split("\n").at(-1) as string;
}

/** Writes the stack file of an MWAA stack; `name` also names its state, `.cache/local/NAME`. */
export function stackFile(folder: string, name: string, version: string, more = ""): string {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(
    file,
    `config:
  aws:region: eu-west-1
  aws:allowedAccountIds: ["111122223333"]
  gcp:project: my-gcp-project
  airflow:platform: mwaa
  airflow:name: ${name}
  airflow:airflowVersion: ${version}
${more}`,
  );
  return file;
}

export const stateOf = (name: string): string => join(ROOT, ".cache", "local", name);

/** The Python 3 that makes environments, or why there is none. */
export function missing(): string | undefined {
  try {
    execFileSync("python3", ["-c", "import sys; assert sys.version_info >= (3, 10)"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "python3 of 3.10 or later is not on PATH, so no real Airflow can be started";
  }
}
