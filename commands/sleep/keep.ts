/** Keeps in the stack's bucket what a new environment lacks, and holds every DAG until it is back. */
import type { AirflowState } from "../asleep/api";
import { pauseAll } from "../asleep/dags";
import { historyOf } from "../asleep/history";
import { readState } from "../asleep/read";
import { MARKER, placesIn, readSaved, type Saved, writeSaved } from "../asleep/saved";
import type { Address, Store } from "../dags/push/store/store";
import { CommandError } from "../line/errors";
import { EXIT } from "../line/exitCodes";

export interface Kept {
  saved: Saved;
  runs: number;
  tasks: number;
}

/**
 * What was kept before of this environment, if a sleep died after it.
 * @throws CommandError where it is of another one, and was never put back: it would be lost
 */
export async function keptBefore(
  store: Store,
  folder: Address,
  from: string | null,
  stack: string,
): Promise<Saved | undefined> {
  const { saved: key } = placesIn(folder);
  const before = await readSaved(store, key);
  if (before === undefined || before.from === from) return before;
  throw new CommandError(
    "sleep",
    "not-put-back",
    EXIT.refused,
    `what the sleep of ${before.at} kept was never put back into Airflow: this sleep would write over it`,
    { fix: `npm run wake -- --stack ${stack} first; or remove ${store.name}/${key} if nothing of it is wanted` },
  );
}

/**
 * @param before what a sleep that died kept: since then it may be that only its own pausing shows in Airflow
 */
export async function keep(
  airflow: AirflowState,
  store: Store,
  folder: Address,
  from: string | null,
  before: Saved | undefined,
  onProgress?: (runs: number, tasks: number) => void,
  now = new Date(),
): Promise<Kept> {
  const at = now.toISOString();
  const read = await readState(airflow);
  const { bytes, runs, tasks } = await historyOf(airflow, onProgress);
  const { saved: key, history } = placesIn(folder, at);
  await store.write(history, bytes);
  const saved: Saved = { version: 1, at, from, ...read, dags: merged(read.dags, before), history };
  await writeSaved(store, key, saved);
  if (before !== undefined && before.history !== history) await store.remove([before.history]);
  return { saved, runs, tasks };
}

/** A DAG that was at work when the sleep began is kept as such, though the sleep itself has paused it since. */
function merged(dags: Saved["dags"], before: Saved | undefined): Saved["dags"] {
  const active = new Map((before?.dags ?? []).filter(({ paused }) => !paused).map((dag) => [dag.dagId, dag]));
  return dags.map((dag) => (dag.paused && active.get(dag.dagId)) || dag);
}

/** From here on no DAG starts anything: neither those of this environment nor, by the marker, the new ones of the next. */
export async function hold(airflow: AirflowState, store: Store, dags: Address, saved: Saved): Promise<string[]> {
  const why = "Put here by a sleep: DAGs new to Airflow start paused until `npm run wake` removes this.\n";
  await store.write(`${dags.folder}/${MARKER}`, Buffer.from(why));
  return pauseAll(airflow, saved.dags);
}
