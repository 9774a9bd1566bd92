/** A run as callers see it, and how a call for one is made. */
import type { RunData, RunState } from "./airflowApi";
import type { Credentials } from "./connections/plain";
import { LIMITS, type Limits } from "./http/send";

/** A run, as it was when Airflow was last asked. */
export interface DagRun {
  dagId: string;
  runId: string;
  state: RunState;
  /** ISO 8601; null where Airflow 3 has none. */
  logicalDate: string | null;
  /** Where people look at it; undefined for MWAA where the target has no `url`. */
  url?: string;
  /** False where a run of that id was already there, be it from a try whose answer was lost. */
  created: boolean;
}

export interface Options {
  /** Login of a plain Airflow server. Default: from the environment, see `Credentials`. */
  credentials?: Credentials;
  /** Look at the DAG before: is it there, importable, not paused? Once in ten seconds per DAG. Default true. */
  checkDag?: boolean;
  /** How often and how long a request is tried. */
  limits?: Partial<Limits>;
  /** Ends the call early with an error of code `cancelled`. What was sent may be started: the error has the run's id. */
  signal?: AbortSignal;
}

/** What `onProgress` is told. */
export interface Progress {
  state: RunState;
  /** Tasks that ended, of all. */
  done: number;
  all: number;
  /** Ids of tasks that failed. */
  failed: string[];
  elapsedSeconds: number;
}

export interface WaitOptions extends Options {
  /** Seconds until the wait is given up with code `timed-out`; the run itself goes on. Default 3600. */
  timeoutSeconds?: number;
  /** Seconds between two looks. Default 1, growing to 10. */
  pollSeconds?: number;
  onProgress?: (progress: Progress) => void;
}

export const limitsOf = ({ limits, signal }: Options): Limits => ({ ...LIMITS, ...limits, signal });

/** What Airflow's answer says of a run. */
export const factsOf = ({ dag_run_id, state, logical_date }: RunData) => ({
  runId: dag_run_id,
  state,
  logicalDate: logical_date,
});
