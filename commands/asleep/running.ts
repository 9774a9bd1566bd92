/** What runs in Airflow, and the wait for its end. */
import { setTimeout as pause } from "node:timers/promises";
import type { AirflowState } from "./api";

/** Tasks that a process, a worker or a cloud works on, or that go on by themselves; one state a request: MWAA takes a key once. */
const TASK_STATES = ["running", "restarting", "queued", "deferred", "up_for_reschedule", "up_for_retry"];
const RUN_STATES = ["running", "queued"];

interface Run {
  dag_id: string;
  dag_run_id: string;
}

/** Names of what would be lost: `DAG/RUN task (state)`, and `DAG/RUN (state)` of runs that have more to come. */
export async function runningIn(airflow: AirflowState): Promise<string[]> {
  const names: string[] = [];
  for (const state of TASK_STATES) {
    const path = `/dags/~/dagRuns/~/taskInstances?state=${state}`;
    for (const { dag_id, dag_run_id, task_id } of await airflow.all<Run & { task_id: string }>(path, "task_instances"))
      names.push(`${dag_id}/${dag_run_id} ${task_id} (${state})`);
  }
  const runs: [string, Run][] = [];
  for (const state of RUN_STATES)
    for (const run of await airflow.all<Run>(`/dags/~/dagRuns?state=${state}`, "dag_runs")) runs.push([state, run]);
  if (runs.length === 0) return names;
  // A run of a paused DAG starts nothing any more: waiting for it would never end.
  const dags = await airflow.all<{ dag_id: string; is_paused: boolean }>("/dags?paused=false", "dags", "dag_id");
  const active = new Set(dags.map(({ dag_id }) => dag_id));
  for (const [state, { dag_id, dag_run_id }] of runs)
    if (active.has(dag_id) && !names.some((name) => name.startsWith(`${dag_id}/${dag_run_id} `)))
      names.push(`${dag_id}/${dag_run_id} (${state})`);
  return names;
}

export interface WaitOptions {
  timeoutSeconds: number;
  signal: AbortSignal;
  pollSeconds?: number;
  onProgress?(running: readonly string[], seconds: number): void;
}

/** Waits until nothing runs. @returns what still ran when the time was over */
export async function quiet(airflow: AirflowState, options: WaitOptions): Promise<string[]> {
  const { timeoutSeconds, signal, pollSeconds = 10, onProgress } = options;
  const started = performance.now();
  for (;;) {
    const running = await runningIn(airflow);
    const seconds = (performance.now() - started) / 1000;
    if (running.length === 0 || seconds >= timeoutSeconds) return running;
    onProgress?.(running, seconds);
    await pause(Math.min(pollSeconds, timeoutSeconds - seconds + 0.05) * 1000, undefined, { signal });
  }
}

/** "a, b, c and 4 more" */
export const some = (names: readonly string[], most = 5): string =>
  names.slice(0, most).join(", ") + (names.length > most ? ` and ${names.length - most} more` : "");
