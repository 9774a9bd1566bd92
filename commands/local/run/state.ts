/** What is kept of a stack on this machine: `.cache/local/STACK`. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "../../line/errors";
import { EXIT } from "../../line/exitCodes";
import { writeWhole } from "../environment/environment";

/** The Airflow that runs now. */
export interface Running {
  pid: number;
  url: string;
  venv: string;
}

const fileOf = (state: string) => join(state, "running.json");

/** Undefined where none runs: a file that a killed process left is nobody's. */
export function running(state: string): Running | undefined {
  try {
    const found = JSON.parse(readFileSync(fileOf(state), "utf8")) as Running;
    process.kill(found.pid, 0);
    return found;
  } catch {
    return undefined;
  }
}

/** @throws CommandError where the stack's Airflow runs already */
export function refuseSecond(state: string, stack: string): void {
  const found = running(state);
  if (found === undefined) return;
  throw new CommandError(
    "local",
    "running",
    EXIT.refused,
    `the Airflow of stack ${stack} runs already, at ${found.url}`,
    {
      fix: `end it there with Ctrl-C, or: kill ${found.pid}`,
    },
  );
}

export function nowRunning(state: string, what: Running): void {
  mkdirSync(state, { recursive: true });
  writeWhole(fileOf(state), JSON.stringify(what));
}

export const notRunning = (state: string): void => rmSync(fileOf(state), { force: true });

/** Removes everything of the stack. */
export function reset(state: string): void {
  if (!existsSync(state)) return;
  for (const entry of readdirSync(state)) rmSync(join(state, entry), { recursive: true, force: true });
}
