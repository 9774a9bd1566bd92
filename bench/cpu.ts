/** CPU time of child processes: median over a few runs, user and system together, threads included. */
import { spawnSync } from "node:child_process";

/** One measured command, seconds. */
export interface Measured {
  median: number;
  runs: number[];
}

// Written by the child at its end on a pipe of its own, apart from what the program prints.
const report =
  'process.on("exit", () => { const { user, system } = process.cpuUsage(); require("node:fs").writeSync(3, String((user + system) / 1e6)); });';

/** CPU seconds of one run of Node with these arguments; `script` is evaluated as CommonJS in the project's folder. */
function cpuOfNode(args: string[], script: string, status = 0): number {
  const child = spawnSync(process.execPath, [...args, "-e", `${report}\n${script}`], {
    stdio: ["ignore", "ignore", status === 0 ? "inherit" : "ignore", "pipe"],
  });
  if (child.status !== status) throw new Error(`node ${args.join(" ")} -e … ended with ${child.status}`);
  return Number(child.output[3]);
}

/** Arguments of Node, the script, and the exit status that it must have (0). */
export type Command = [args: string[], script: string, status?: number];

/** Medians of several commands; their runs alternate, so that a busy moment of the machine hits all of them. */
export function compareCpu<K extends string>(commands: Record<K, Command>, rounds: number): Record<K, Measured> {
  const names = Object.keys(commands) as K[];
  const runs = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  // One unmeasured round fills the caches that a second start has.
  for (let round = -1; round < rounds; round++)
    for (const name of names) {
      const seconds = cpuOfNode(...(commands[name] as Command));
      if (round >= 0) runs[name].push(seconds);
    }
  return Object.fromEntries(names.map((name) => [name, { median: median(runs[name]), runs: runs[name] }])) as Record<
    K,
    Measured
  >;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
