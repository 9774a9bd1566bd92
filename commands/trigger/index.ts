/**
 * Start a DAG run from outside, on any home: Amazon MWAA, Airflow behind IAP, Cloud Composer, a plain Airflow server; 2.x and 3.x.
 *
 * ```ts
 * const run = await triggerDag(target, { dagId: "date_kr", conf: { date_kr: "2019-11-24" } });
 * const end = await waitForRun(target, run, { timeoutSeconds: 600 });
 * ```
 * See docs/trigger.md for use in a Lambda or a Cloud Function.
 */
import { isDeepStrictEqual } from "node:util";
import { AirflowApi, type RunData, type RunState } from "./airflowApi";
import { TriggerError } from "./errors";
import { cancelled, LIMITS, type Limits } from "./http";
import { body, freshDate, type Prepared, prepare, type TriggerRequest } from "./request";
import { parseTarget, type Target } from "./target";
import { wayTo } from "./ways/index";
import type { Credentials } from "./ways/plain";

export { EXIT } from "../exitCodes";
export type { RunState } from "./airflowApi";
export { type Code, type Layer, TriggerError } from "./errors";
export { JsonText, type TriggerRequest } from "./request";
export * from "./target";
export type { Credentials } from "./ways/plain";

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

/**
 * Start a run of `request.dagId` and give it once Airflow has it.
 *
 * Safe to retry: the run's id is made here, so a try whose answer was lost is found again. @throws TriggerError, whose `layer` says
 * who refused and whose `fix` says what mends it.
 */
export async function triggerDag(target: Target, request: TriggerRequest, options: Options = {}): Promise<DagRun> {
  const asked = prepare(request);
  try {
    const way = await wayTo(parseTarget(target), options.credentials);
    const api = new AirflowApi(way, limitsOf(options));
    if (options.checkDag ?? true) await checked(api, asked);
    const [run, created] = await start(api, asked, await way.major(limitsOf(options)));
    return {
      dagId: asked.dagId,
      ...shown(run),
      url: runUrl(way.webUrl, await way.major(limitsOf(options)), asked.dagId, run),
      created,
    };
  } catch (problem) {
    if (problem instanceof TriggerError) problem.runId ??= asked.runId;
    throw problem;
  }
}

/**
 * Wait until a run has ended and give it; a failed run is a result, not an error.
 * @throws TriggerError of code `timed-out`, `cancelled` or `unknown-run` (layer `run`), or of any layer that refuses.
 */
export async function waitForRun(target: Target, run: DagRun, options: WaitOptions = {}): Promise<DagRun> {
  const started = performance.now();
  const { timeoutSeconds = 3600, onProgress } = options;
  const over = new TriggerError(
    "run",
    "timed-out",
    `the run ${run.runId} did not end within ${timeoutSeconds} s; it goes on in Airflow`,
    {
      runId: run.runId,
      fix: run.url ? `look at ${run.url}, or wait longer with --timeout` : "wait longer with --timeout",
    },
  );
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(over), timeoutSeconds * 1000);
  const signal = options.signal ? AbortSignal.any([options.signal, clock.signal]) : clock.signal;
  try {
    const api = new AirflowApi(await wayTo(parseTarget(target), options.credentials), limitsOf({ ...options, signal }));
    for (let pause = options.pollSeconds ?? 1; ; pause = options.pollSeconds ?? Math.min(pause * 1.3, 10)) {
      const found = await api.run(run.dagId, run.runId);
      if (!found) {
        throw new TriggerError("run", "unknown-run", `Airflow has no run ${run.runId} of ${run.dagId} any more`, {
          fix: "start it again",
        });
      }
      const elapsedSeconds = (performance.now() - started) / 1000;
      if (onProgress) onProgress({ state: found.state, ...(await api.tasks(run.dagId, run.runId)), elapsedSeconds });
      if (found.state === "success" || found.state === "failed") return { ...run, ...shown(found) };
      await sleep(pause * 1000, signal);
    }
  } catch (problem) {
    if (problem instanceof TriggerError) problem.runId ??= run.runId;
    throw problem;
  } finally {
    clearTimeout(timer);
  }
}

/** Start it, or find that it is there. Where only the logical date is taken, by another run, take a new date. */
async function start(api: AirflowApi, asked: Prepared, major: "2" | "3" | undefined): Promise<[RunData, boolean]> {
  for (let tries = 1; ; tries += 1) {
    // Airflow 2 takes its own clock's time where none is sent: a run of a date in its future would wait for it.
    const date = asked.logicalDate ?? (major === "2" ? undefined : freshDate());
    const made = await api.create(asked.dagId, body(asked, date), asked.hide);
    if (made !== "conflict") return [made, true];
    const found = await api.run(asked.dagId, asked.runId);
    if (found) {
      if (sameConf(found.conf, asked.conf)) return [found, false];
      throw new TriggerError(
        "dag",
        "conflict",
        `there is already a run ${asked.runId} of ${asked.dagId}, with another conf`,
        {
          status: 409,
          fix: "leave out the run id, or give another one",
        },
      );
    }
    if (asked.logicalDate !== undefined || tries === 5) {
      throw new TriggerError(
        "dag",
        "conflict",
        `${asked.dagId} already has a run for the logical date ${date ?? "of this moment"}`,
        {
          status: 409,
          fix: "leave out the logical date, or give another one",
        },
      );
    }
  }
}

/** Conf of the server and ours; text of ours because numbers may be larger than JavaScript's, which then compare alike. */
const sameConf = (found: unknown, asked: string): boolean => {
  const theirs = typeof found === "string" ? found : JSON.stringify(found ?? {});
  return isDeepStrictEqual(JSON.parse(theirs), JSON.parse(asked));
};

const looked = new WeakMap<object, Map<string, number>>();

async function checked(api: AirflowApi, { dagId, allowPaused }: Prepared): Promise<void> {
  const seen = looked.get(api.way) ?? new Map<string, number>();
  looked.set(api.way, seen);
  const key = `${dagId} ${allowPaused}`;
  if (Date.now() - (seen.get(key) ?? 0) < 10_000) return;
  await api.check(dagId, allowPaused);
  seen.set(key, Date.now());
}

const shown = ({ dag_run_id, state, logical_date }: RunData) => ({
  runId: dag_run_id,
  state,
  logicalDate: logical_date,
});

function runUrl(
  base: string | undefined,
  major: "2" | "3" | undefined,
  dagId: string,
  { dag_run_id }: RunData,
): string | undefined {
  if (!base) return undefined;
  const run = encodeURIComponent(dag_run_id);
  return major === "2" ? `${base}/dags/${dagId}/grid?dag_run_id=${run}` : `${base}/dags/${dagId}/runs/${run}`;
}

const limitsOf = ({ limits, signal }: Options): Limits => ({ ...LIMITS, ...limits, signal });

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(cancelled(signal));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
