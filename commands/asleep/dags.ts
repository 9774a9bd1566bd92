/** Waits for the DAGs of a new environment, holds what may not run yet, and puts the paused set back. */
import { setTimeout as pause } from "node:timers/promises";
import { type AirflowState, part } from "./api";
import { type Fate, fateOf } from "./fate";
import { dagsOf } from "./read";
import type { Saved, SavedDag } from "./saved";

export interface Back {
  /** At work again; `again` names those whose last run is made once more, and of when. */
  running: string[];
  again: { dagId: string; of: string }[];
  /** Paused before, and now. */
  paused: string[];
  /** Left paused, with the reason. */
  held: { dagId: string; why: string }[];
  /** Known before, and not come. */
  missing: string[];
  /** Not known before: paused, as all that is new. */
  fresh: string[];
  /** Runs that began before the paused set was back. */
  early: string[];
}

export interface BackOptions {
  timeoutSeconds: number;
  signal: AbortSignal;
  /** It is the environment that was saved: its runs are those of before. */
  same?: boolean;
  pollSeconds?: number;
  onProgress?(come: number, all: number, seconds: number): void;
  /** Told once, before the first DAG is put to work. */
  unpausing(): Promise<void>;
}

const setPaused = (airflow: AirflowState, dagId: string, paused: boolean) =>
  airflow.change(`/dags/${part(dagId)}`, { is_paused: paused }, `${paused ? "pause" : "unpause"} the DAG ${dagId}`);

/** Pauses each DAG that is not. @returns which */
export async function pauseAll(airflow: AirflowState, dags: readonly SavedDag[]): Promise<string[]> {
  const active = dags.filter(({ paused }) => !paused).map(({ dagId }) => dagId);
  for (const dagId of active) await setPaused(airflow, dagId, true);
  return active;
}

export async function putBack(airflow: AirflowState, saved: Saved, options: BackOptions): Promise<Back> {
  const now = await come(airflow, saved, options);
  const early = saved.unpausing === undefined && !options.same ? await runsOf(airflow) : [];
  const there = new Map(now.map((dag) => [dag.dagId, dag]));
  const known = new Set(saved.dags.map(({ dagId }) => dagId));
  const fates = saved.dags.flatMap((dag): { dag: SavedDag; fate: Fate }[] => {
    const found = there.get(dag.dagId);
    return found ? [{ dag, fate: fateOf(dag, found) }] : [];
  });
  await options.unpausing();
  for (const { dag, fate } of fates)
    if (fate.does === "run" && there.get(dag.dagId)?.paused) await setPaused(airflow, dag.dagId, false);
  const named = (does: Fate["does"]) => fates.filter(({ fate }) => fate.does === does).map(({ dag }) => dag.dagId);
  return {
    running: named("run"),
    again: fates.flatMap(({ dag, fate }) =>
      fate.does === "run" && fate.again ? [{ dagId: dag.dagId, of: fate.again }] : [],
    ),
    paused: named("rest"),
    held: fates.flatMap(({ dag, fate }) => (fate.does === "hold" ? [{ dagId: dag.dagId, why: fate.why }] : [])),
    missing: saved.dags.filter(({ dagId }) => !there.has(dagId)).map(({ dagId }) => dagId),
    fresh: now.filter(({ dagId }) => !known.has(dagId)).map(({ dagId }) => dagId),
    early,
  };
}

/** The DAGs once all that were known are there, or the time is over. What came and runs all the same is paused at once. */
async function come(airflow: AirflowState, saved: Saved, options: BackOptions): Promise<SavedDag[]> {
  const { timeoutSeconds, signal, pollSeconds = 5, onProgress } = options;
  const started = performance.now();
  for (;;) {
    const dags = await dagsOf(airflow);
    // A wake that died while it put DAGs to work holds none of them again: its user may have gone on by hand.
    if (saved.unpausing === undefined) await pauseAll(airflow, dags);
    const there = new Set(dags.map(({ dagId }) => dagId));
    const left = saved.dags.filter(({ dagId }) => !there.has(dagId)).length;
    const seconds = (performance.now() - started) / 1000;
    if (left === 0 || seconds >= timeoutSeconds)
      return saved.unpausing === undefined ? dags.map((dag) => ({ ...dag, paused: true })) : dags;
    onProgress?.(saved.dags.length - left, saved.dags.length, seconds);
    await pause(Math.min(pollSeconds, timeoutSeconds - seconds + 0.05) * 1000, undefined, { signal });
  }
}

async function runsOf(airflow: AirflowState): Promise<string[]> {
  const runs = await airflow.all<{ dag_id: string; dag_run_id: string }>("/dags/~/dagRuns", "dag_runs", "id");
  return runs.map(({ dag_id, dag_run_id }) => `${dag_id}/${dag_run_id}`);
}
