/** Whether a DAG goes back to work after a sleep. Pure. */
import type { SavedDag } from "./saved";

export type Fate =
  /** It was at work and goes on; `again` where its last run is made once more. */
  | { does: "run"; again?: string }
  /** It was paused, and is. */
  | { does: "rest" }
  /** It was at work, and would run its past again. */
  | { does: "hold"; why: string };

/**
 * A new database has no run of a DAG, so Airflow makes those of its past anew: with `catchup=True` all since `start_date`, else the
 * last one (airflow/models/dag.py, calculate_dagrun_date_fields). What was next before the sleep tells past from future.
 *
 * @param now the same DAG in the new environment
 */
export function fateOf(before: SavedDag, now: Pick<SavedDag, "next">): Fate {
  if (before.paused) return { does: "rest" };
  if (now.next === null) return { does: "run" };
  if (before.next === null)
    return { does: "hold", why: `its schedule had no run left, and would now make one of ${now.next}` };
  const past = Date.parse(now.next) < Date.parse(before.next);
  if (!past) return { does: "run" };
  return before.catchup
    ? {
        does: "hold",
        why: `catchup=True: it would run again from ${now.next}; before the sleep it had come to ${before.next}`,
      }
    : { does: "run", again: now.next };
}
