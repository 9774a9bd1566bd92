/** What a sleep keeps of an environment that goes: one object in the stack's own bucket, and the run history beside it. */

import type { Address, Store } from "../dags/push/store/store";
import { CommandError } from "../line/errors";
import { EXIT } from "../line/exitCodes";

export interface SavedDag {
  dagId: string;
  paused: boolean;
  /** Whether its file says `catchup=True`; only known of a DAG that is not paused. */
  catchup?: boolean;
  /** When its next run would have been made (ISO 8601); null where its schedule has none. */
  next: string | null;
}

export interface SavedPool {
  name: string;
  slots: number;
  description: string | null;
  include_deferred: boolean;
}

export interface SavedVariable {
  key: string;
  value: string;
  description: string | null;
}

export interface SavedConnection {
  connection_id: string;
  conn_type: string;
  description: string | null;
  host: string | null;
  login: string | null;
  schema: string | null;
  port: number | null;
  /** JSON text, without what the API hides. */
  extra: string | null;
}

/** What the API does not tell. */
export interface Untold {
  /** Keys of variables whose value it hides, wholly or in part. */
  variables: string[];
  /** `ID.password` and `ID.extra.KEY` that it hides; of Airflow 2, which does not say whether there is one, every `ID.password`. */
  connections: string[];
}

export interface Saved {
  version: 1;
  /** ISO 8601. */
  at: string;
  /** Web address of the environment it was read from: each new one has another. */
  from: string | null;
  dags: SavedDag[];
  pools: SavedPool[];
  variables: SavedVariable[];
  connections: SavedConnection[];
  untold: Untold;
  /** Key of the archive in the bucket. */
  history: string;
  /** When pools, variables and connections were put back: a second wake leaves what was set by hand since. */
  restored?: string;
  /** Since when wake has been putting DAGs back to work: what runs from then on is meant to. */
  unpausing?: string;
  /** When all was put back; variables and connections are no longer in the object then. */
  woken?: string;
}

/** Keys of the objects. */
export const placesIn = ({ folder }: Pick<Address, "folder">, at = "") => ({
  saved: `${folder}/saved.json`,
  history: `${folder}/history-${at.replace(/[:.]/g, "-")}.jsonl.gz`,
});

/** In the DAG folder: while it is there, airflow/plugins/paused_until_woken.py has every new DAG start paused. */
export const MARKER = ".paused-until-woken";

/** What was saved and not put back yet. @throws CommandError where the object is of another form */
export async function readSaved(store: Store, key: string): Promise<Saved | undefined> {
  const found = await store.read(key);
  if (found === undefined) return undefined;
  try {
    const saved = JSON.parse(found.text) as Saved;
    if (saved.version === 1 && Array.isArray(saved.dags)) return saved.woken === undefined ? saved : undefined;
  } catch {
    // told below
  }
  throw new CommandError(
    "sleep",
    "unreadable",
    EXIT.refused,
    `${store.name}/${key} is not what a sleep of this version writes`,
    {
      fix: "use the version of the program that wrote it, or move the object away: what it keeps is then not put back",
    },
  );
}

export const writeSaved = (store: Store, key: string, saved: Saved) =>
  store.write(key, Buffer.from(`${JSON.stringify(saved)}\n`));

/** The object once all is put back: when and what, and no secret. */
export const wokenOf = (saved: Saved, now: Date): Saved => ({
  ...saved,
  variables: [],
  connections: [],
  woken: now.toISOString(),
});
