/** What a sleep tells at its end: names and numbers, never a value. Pure. */
import { some } from "../asleep/running";
import type { Untold } from "../asleep/saved";
import type { Kept } from "./keep";

export interface Slept {
  stack: string;
  /** The `up` is the caller's. */
  noUp: boolean;
  /** Ran, and is lost. */
  lost: string[];
  kept?: {
    at: string;
    dags: number;
    paused: number;
    pools: number;
    variables: number;
    connections: number;
    runs: number;
    tasks: number;
    history: string;
    untold: Untold;
  };
}

export function resultOf(stack: string, noUp: boolean, kept: Kept | undefined, lost: string[]): Slept {
  if (kept === undefined) return { stack, noUp, lost };
  const { saved, runs, tasks } = kept;
  const { at, dags, pools, variables, connections, history, untold } = saved;
  const counts = { pools: pools.length, variables: variables.length, connections: connections.length, runs, tasks };
  return {
    stack,
    noUp,
    lost,
    kept: { at, dags: dags.length, paused: dags.filter(({ paused }) => paused).length, ...counts, history, untold },
  };
}

export function textOf({ stack, noUp, lost, kept }: Slept, mwaa: boolean): string {
  const lines: string[] = [];
  if (kept) {
    const { dags, paused, pools, variables, connections, runs, tasks, history, untold } = kept;
    lines.push(
      `Kept: ${dags} DAGs (${paused} of them paused), ${pools} pools, ${variables} variables, ${connections} connections, ${runs} runs with ${tasks} tasks (${history})`,
    );
    if (untold.variables.length > 0)
      lines.push(`Not told by Airflow, so not kept: the variables ${some(untold.variables, 20)}`);
    if (untold.connections.length > 0)
      lines.push(`Not told by Airflow, to be set again if there is one: ${some(untold.connections, 20)}`);
  } else if (!mwaa) lines.push("Nothing to keep: on GKE the database stays.");
  if (lost.length > 0) lines.push(`Lost: ${some(lost, 20)}`);
  lines.push(
    noUp ? `airflow:awake is false: \`pulumi up --stack ${stack}\` does it.` : `The stack ${stack} is asleep.`,
    `\`npm run wake -- --stack ${stack}\` wakes it.`,
  );
  return `${lines.join("\n")}\n`;
}
