/** Whether Airflow has what was pushed: pure, from two looks at it. */
import type { ImportError, Known, KnownDag } from "./known";

/** A file of the push. */
export interface Awaited {
  path: string;
  /** What must come: its DAGs in the new version, its DAGs parsed again as a module that they import has changed, or their end. */
  until: "live" | "parsed" | "gone";
}

export type State = "live" | "gone" | "broken" | "pending";

export interface Times {
  /** End of the upload by Airflow's clock, ms. */
  pushed: number;
  /** How long a change may take from the bucket to Airflow's folder, ms: what is parsed later has seen it. */
  settle: number;
}

/**
 * The state of one file.
 *
 * @param same whether Airflow's own copy of the DAG's source is what was pushed; undefined where it does not show its copy
 */
export function judge(
  { path, until }: Awaited,
  before: Known | undefined,
  now: Known,
  same: (dag: KnownDag) => boolean | undefined,
  { pushed, settle }: Times,
): State {
  const error = now.errors.find((one) => one.path === path);
  if (error && until !== "gone") return isNew(error, before, { pushed, settle }) ? "broken" : "pending";
  const dags = now.dags.filter((dag) => dag.path === path);
  if (until === "gone") return dags.length === 0 ? "gone" : "pending";
  // A DAG that left the file is not parsed any more and keeps its old source: those that are parsed again count.
  const parsed = dags.filter((dag) => parsedAgain(dag, before));
  if (parsed.length === 0) return "pending";
  const late = (dag: KnownDag) => Date.parse(dag.parsed) > pushed + settle;
  const has = (dag: KnownDag) => (until === "parsed" ? late(dag) : (same(dag) ?? late(dag)));
  return parsed.every(has) ? "live" : "pending";
}

/** Whether an import error can be of what was pushed: it is another one than before, or later than any old file could be read. */
export function isNew(error: ImportError, before: Known | undefined, { pushed, settle }: Times): boolean {
  const old = before?.errors.find((one) => one.path === error.path);
  // Whole seconds: Airflow's clock was read from a Date header.
  if (old?.trace !== error.trace) return error.at >= pushed - 1000;
  return error.at > pushed + settle;
}

export function parsedAgain(dag: KnownDag, before: Known | undefined): boolean {
  const old = before?.dags.find(({ dagId }) => dagId === dag.dagId);
  return old?.parsed !== dag.parsed;
}
