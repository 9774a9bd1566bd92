/** Runs `airflow/local/check_dags.py` in the stack's environment, and reads what it tells. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CommandError } from "../../line/errors";
import { EXIT } from "../../line/exitCodes";
import type { Variables } from "../../local/stack/airflowSettings";
import { root } from "../../local/stack/localStack";
import type { Finding } from "./findings";

/** A finding as Python tells it: `at` is the file that has the fault, where it is another than the one that was imported. */
export type Told = Omit<Finding, "importedBy"> & { at?: string };

/** One file's result. */
export interface FileResult {
  file: string;
  seconds: number;
  dags: string[];
  findings: Told[];
}

export interface Inside {
  airflow: string;
  python: string;
  files: string[];
  /** What is wrong with plugins. */
  problems: Told[];
  results: FileResult[];
}

type Line = Partial<FileResult> & { airflow?: string; python?: string; files?: string[]; fault?: string; done?: true };

/** Settings of this run alone: quiet, whole tracebacks, and a connection for each question, so that none goes unseen. */
const ofTheCheck: Variables = {
  AIRFLOW__LOGGING__LOGGING_LEVEL: "CRITICAL",
  AIRFLOW__CORE__DAGBAG_IMPORT_ERROR_TRACEBACKS: "True",
  AIRFLOW__CORE__DAGBAG_IMPORT_ERROR_TRACEBACK_DEPTH: "100",
  AIRFLOW__DATABASE__SQL_ALCHEMY_POOL_ENABLED: "False",
  PYTHONUNBUFFERED: "1",
};

export interface InsideOptions {
  venv: string;
  variables: Variables;
  folder: string;
  /** Files of the folder that the home gets. */
  files: string[];
  onFile(done: number, of: number): void;
  signal?: AbortSignal;
}

/** @throws CommandError where Airflow itself does not start */
export async function inAirflow({ venv, variables, folder, files, onFile, signal }: InsideOptions): Promise<Inside> {
  const script = join(root, "airflow", "local", "check_dags.py");
  const child = spawn(join(venv, "bin", "python"), [script], {
    env: { ...variables, ...ofTheCheck },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true, // a group of its own, so that its processes end with it
  });
  const end = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {} // gone already
  };
  signal?.addEventListener("abort", end, { once: true });
  const inside: Inside = { airflow: "", python: "", files: [], problems: [], results: [] };
  let fault = "";
  let done = false;
  let said = "";
  child.stderr.on("data", (part: Buffer) => {
    said = (said + part).slice(-4000);
  });
  child.stdin.on("error", () => undefined).end(JSON.stringify({ folder, files }));
  const closed = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  for await (const text of createInterface(child.stdout)) {
    const line = JSON.parse(text) as Line;
    if (line.fault !== undefined) fault = line.fault;
    else if (line.file !== undefined) onFile(inside.results.push(line as FileResult), inside.files.length);
    else if (line.files !== undefined) Object.assign(inside, line);
    else if (line.findings !== undefined) inside.problems.push(...line.findings);
    done ||= line.done === true;
  }
  const code = await closed;
  signal?.removeEventListener("abort", end);
  if (signal?.aborted) throw signal.reason;
  if (!done) {
    end();
    const why = lastOf(fault || said) || `exit code ${code}`;
    throw new CommandError("airflow", "not-started", EXIT.failed, `Airflow does not start in ${venv}: ${why}`, {
      fix: "look at plugins and options of the stack: they are loaded first",
    });
  }
  return inside;
}

const lastOf = (text: string): string => text.trim().split("\n").slice(-6).join("\n");
