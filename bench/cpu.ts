/** CPU time of child processes: median over a few runs, user and system together, threads included. */
import { spawnSync } from "node:child_process";

/** One measured command. */
export interface Measured {
  /** CPU seconds. */
  median: number;
  runs: number[];
  /** Most memory of any run. */
  mebibytes: number;
}

// Written by the child at its end on a pipe of its own, apart from what the program prints.
const report = `process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  require("node:fs").writeSync(3, JSON.stringify([(user + system) / 1e6, process.resourceUsage().maxRSS / 1024]));
});`;

/** One run of Node with these arguments; `script` is evaluated as CommonJS in the project's folder. */
function measured(args: string[], script: string, status = 0): [seconds: number, mebibytes: number] {
  const child = spawnSync(process.execPath, [...args, "-e", `${report}\n${script}`], {
    stdio: ["ignore", "ignore", status === 0 ? "inherit" : "ignore", "pipe"],
  });
  if (child.status !== status) throw new Error(`node ${args.join(" ")} -e … ended with ${child.status}`);
  return JSON.parse(String(child.output[3]));
}

/** Arguments of Node, the script, and the exit status that it must have (0). */
export type Command = [args: string[], script: string, status?: number];

/** Shows what is being measured: in place on a terminal, a line each in a log. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else if (text !== "") process.stderr.write(`${text}\n`);
}

/** Medians of several commands; their runs alternate, so that a busy moment of the machine hits all of them. */
export function compareCpu<K extends string>(
  commands: Record<K, Command>,
  rounds: number,
  warm = true,
): Record<K, Measured> {
  const names = Object.keys(commands) as K[];
  const all = Object.fromEntries(names.map((name) => [name, [] as [number, number][]])) as Record<
    K,
    [number, number][]
  >;
  // One unmeasured round fills the caches that a second start has.
  for (let round = warm ? 0 : 1; round <= rounds; round++)
    for (const name of names) {
      progress(`${round === 0 ? "warming up" : `round ${round} of ${rounds}`}: ${name} …`);
      const one = measured(...(commands[name] as Command));
      if (round > 0) all[name].push(one);
    }
  progress("");
  return Object.fromEntries(
    names.map((name) => {
      const runs = all[name].map(([seconds]) => seconds);
      return [name, { median: median(runs), runs, mebibytes: Math.max(...all[name].map(([, size]) => size)) }];
    }),
  ) as Record<K, Measured>;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

/** What may be at most how much. */
export type Bound = [what: string, value: number, most: number];

/** Prints measures and bounds; whether all bounds hold. */
export function withinBounds(measures: Record<string, Measured>, bounds: Bound[]): boolean {
  console.log("CPU seconds (user + system), median; most memory:");
  for (const [name, { median: middle, runs, mebibytes }] of Object.entries(measures))
    console.log(
      `  ${middle.toFixed(2).padStart(6)}  ${mebibytes.toFixed(0).padStart(5)} MiB  ${name}  [${runs.map((run) => run.toFixed(2)).join(", ")}]`,
    );
  for (const [what, value, most] of bounds)
    console.log(`${value <= most ? "ok    " : "MISSED"} ${what}: ${value.toFixed(2)} (at most ${most})`);
  return bounds.every(([, value, most]) => value <= most);
}
