/** What Airflow says of the DAG files while it runs: which it has read, and which it cannot import. */
import { statSync } from "node:fs";
import { relative } from "node:path";
import { setTimeout } from "node:timers/promises";
import { PlainConnection } from "../../trigger/connections/plain";
import { LIMITS } from "../../trigger/http/send";
import type { Login } from "./ready";

interface ApiDag {
  dag_id: string;
  fileloc: string;
  last_parsed_time: string | null;
}
interface ApiError {
  filename: string;
  stack_trace: string;
}

/** What was said of a file last. */
export interface Known {
  dags: Map<string, number>;
  errors: Map<string, string>;
}

export const nothingKnown = (): Known => ({ dags: new Map(), errors: new Map() });

/** When a file was changed, or undefined where it is gone. */
export type ChangedAt = (file: string) => number | undefined;

const changedAt: ChangedAt = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs;

/** Lines for what is new since the last look; `known` then has it. */
export function news(
  known: Known,
  dags: readonly ApiDag[],
  errors: readonly ApiError[],
  folder: string,
  changed: ChangedAt,
): string[] {
  const lines: string[] = [];
  const name = (file: string) => (file.startsWith("/") ? relative(folder, file) : file);
  for (const { filename, stack_trace: trace } of errors) {
    if (known.errors.get(filename) === trace) continue;
    known.errors.set(filename, trace);
    lines.push(`cannot be imported: ${name(filename)}${reasonOf(trace, filename)}`);
  }
  const broken = new Set(errors.map(({ filename }) => filename));
  for (const file of known.errors.keys())
    if (!broken.has(file)) {
      known.errors.delete(file);
      lines.push(`no error any more: ${name(file)}`);
    }
  for (const { dag_id: id, fileloc, last_parsed_time: read } of dags) {
    const change = changed(fileloc);
    if (change === undefined || read === null || Date.parse(read) < change || broken.has(fileloc)) continue;
    const before = known.dags.get(id);
    if (before === change) continue;
    known.dags.set(id, change);
    lines.push(`${before === undefined ? "there" : "read again"}: ${id} (${name(fileloc)})`);
  }
  return lines;
}

/** `, line 3: ModuleNotFoundError: …` */
function reasonOf(trace: string, file: string): string {
  const lines = trace.trim().split("\n");
  const at = lines.filter((line) => line.includes(`${file.split("/").at(-1)}"`)).at(-1);
  const number = /line (\d+)/.exec(at ?? "")?.[1];
  return `${number === undefined ? "" : `, line ${number}`}: ${lines.at(-1)}`;
}

/** Tells the news every few seconds until the signal is aborted. */
export async function watch(
  url: string,
  version: string,
  login: Login,
  folder: string,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const connection = new PlainConnection({ kind: "airflow", url, airflowVersion: version }, login);
  const limits = { ...LIMITS, attempts: 1, signal };
  const known = nothingKnown();
  const get = async (path: string) =>
    JSON.parse((await connection.call({ method: "GET", path }, limits)).text) as object;
  while (!signal.aborted) {
    try {
      const { dags } = (await get("/dags?limit=1000")) as { dags: ApiDag[] };
      const { import_errors: errors } = (await get("/importErrors?limit=1000")) as { import_errors: ApiError[] };
      for (const line of news(known, dags, errors, folder, changedAt)) tell(line);
    } catch {} // busy, or ending: the next look tells
    await setTimeout(3000, undefined, { signal }).catch(() => undefined);
  }
}
