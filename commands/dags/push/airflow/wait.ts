/** Waits until Airflow has what was pushed. */
import pLimit from "p-limit";
import { type Awaited, isNew, judge, parsedAgain, type State } from "./judge";
import type { AirflowDags, ImportError, Known, KnownDag } from "./known";

/** Requests at a time: MWAA allows few. */
const AT_A_TIME = 4;

/**
 * Seconds from the bucket to every Airflow process: MWAA copies the folder every 30 s
 * (https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-dag-folder.html), Cloud Storage FUSE here keeps what it knows
 * for 30 s; and as much again.
 */
export const SETTLE_SECONDS = 60;

export interface Outcome {
  /** DAGs in the new version. */
  dags: { dagId: string; path: string }[];
  /** Paths whose DAGs are gone. */
  gone: string[];
  /** Import errors that came with this push: of its files first. */
  errors: ImportError[];
  /** Paths that Airflow had not taken when the time was over. */
  pending: string[];
  seconds: number;
}

export interface WaitOptions {
  timeoutSeconds: number;
  signal: AbortSignal;
  settleSeconds?: number;
  pollSeconds?: number;
  onProgress?(done: number, all: number, seconds: number): void;
}

/** @param read the text of a pushed file */
export async function waitForDags(
  airflow: AirflowDags,
  awaited: readonly Awaited[],
  paths: ReadonlySet<string>,
  before: Known | undefined,
  read: (path: string) => string,
  { timeoutSeconds, signal, settleSeconds = SETTLE_SECONDS, pollSeconds, onProgress }: WaitOptions,
): Promise<Outcome> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const times = { pushed: Date.now() + (before?.ahead ?? 0), settle: settleSeconds * 1000 };
  const sources = new Map<string, boolean | undefined>();
  const nameOf = (dag: KnownDag) => `${dag.dagId} ${dag.parsed}`;
  const limit = pLimit(AT_A_TIME);
  for (let pause = pollSeconds ?? 2; ; pause = pollSeconds ?? Math.min(pause * 1.3, 10)) {
    const now = await airflow.known(paths);
    const live = new Set(awaited.filter(({ until }) => until === "live").map(({ path }) => path));
    // A source is asked for once a parsing: it cannot change in between.
    const toAsk = now.dags.filter((dag) => live.has(dag.path) && parsedAgain(dag, before) && !sources.has(nameOf(dag)));
    await limit.map(toAsk, async (dag) => {
      const source = await airflow.source(dag);
      sources.set(nameOf(dag), source === undefined ? undefined : plain(source) === plain(read(dag.path)));
    });
    const states = new Map<string, State>(
      awaited.map((one) => [one.path, judge(one, before, now, (dag) => sources.get(nameOf(dag)), times)]),
    );
    const pending = [...states].filter(([, state]) => state === "pending").map(([path]) => path);
    onProgress?.(states.size - pending.length, states.size, seconds());
    if (pending.length === 0 || seconds() >= timeoutSeconds) {
      const came = now.errors.filter((error) => isNew(error, before, times));
      const own = (error: ImportError) => (states.has(error.path) ? 0 : 1);
      return {
        dags: now.dags.filter(({ path }) => states.get(path) === "live").map(({ dagId, path }) => ({ dagId, path })),
        gone: [...states].filter(([, state]) => state === "gone").map(([path]) => path),
        errors: came.sort((one, other) => own(one) - own(other)),
        pending,
        seconds: seconds(),
      };
    }
    await sleep(Math.min(pause, Math.max(0.1, timeoutSeconds - seconds())) * 1000, signal);
  }
}

/** Airflow reads a file as text: line ends are one character, and a mark at the beginning is none. */
const plain = (text: string): string => text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
