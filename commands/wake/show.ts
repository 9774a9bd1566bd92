/** What a wake tells at its end: names and reasons, never a value. Pure. */
import type { Back } from "../asleep/dags";
import { some } from "../asleep/running";
import type { Untold } from "../asleep/saved";

export interface Woken {
  stack: string;
  /** When its sleep kept what was put back; undefined where nothing was kept. */
  slept?: string;
  pools?: number;
  variables?: number;
  connections?: number;
  untold?: Untold;
  /** Key of the archive of runs, in the stack's bucket. */
  history?: string;
  back?: Back;
}

const MOST = 20;

export function textOf(woken: Woken, mwaa: boolean): string {
  const { stack, slept, back, untold } = woken;
  if (!back || !untold)
    return `The stack ${stack} is awake. ${mwaa ? "No sleep of it has anything to put back." : "On GKE the database stayed: nothing is to be put back."}\n`;
  const { running, again, paused, held, missing, fresh, early } = back;
  const lines = [
    `The stack ${stack} is awake, as it was at ${slept}: ${woken.pools} pools, ${woken.variables} variables, ${woken.connections} connections; ${running.length} DAGs at work, ${paused.length} paused`,
  ];
  const list = (title: string, items: readonly string[]) => {
    if (items.length > 0) lines.push(`${title}: ${some(items, MOST)}`);
  };
  for (const { dagId, why } of held) lines.push(`Left paused: ${dagId}: ${why}`);
  for (const { dagId, of } of again) lines.push(`Runs its last interval once more: ${dagId} (of ${of})`);
  list("Not there, removed or with a file that fails", missing);
  list("New since the sleep, so paused", fresh);
  list("To be set again, as no API told them: variables", untold.variables);
  list("To be set again if there was one: connections", untold.connections);
  list("RAN BEFORE the paused set was back", early);
  lines.push(`The runs from before the sleep are in the bucket: ${woken.history}`);
  return `${lines.join("\n")}\n`;
}
