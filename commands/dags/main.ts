/** `dags WORK`: each word is a folder beside this file, loaded when it is asked for. */
import { configMistake } from "../line/configMistake";
import { UsageError } from "../line/errors";
import type { ExitCode } from "../line/exitCodes";
import { flagOf } from "../verb";

/** As they were typed. */
export interface Asked {
  operands: string[];
  stack?: string;
  config?: string;
  json: boolean;
  dags?: string;
  junit?: string;
  asStack: boolean;
  venv?: string;
  noCheck: boolean;
  to?: string;
  wait?: string;
  dryRun: boolean;
  removeOthers: boolean;
  takeLock?: string;
}

const works: Record<string, (asked: Asked) => Promise<ExitCode>> = {
  check: async (asked) => (await import("./check/command")).check(asked),
  push: async (asked) => (await import("./push/command")).pushDags(asked),
};

/** Options that only one of the words has. */
const own: Record<string, (keyof Asked)[]> = {
  check: ["junit"],
  push: ["noCheck", "to", "wait", "dryRun", "removeOthers", "takeLock"],
};

/** @throws UsageError for an option of another word: it would do nothing */
function refuseForeign(work: string, asked: Asked): void {
  for (const [other, keys] of Object.entries(own))
    for (const key of other === work ? [] : keys)
      if (asked[key] !== undefined && asked[key] !== false)
        throw new UsageError(`${flagOf(key)} is for ${other}, not for ${work}`, `leave it out, or give ${other}`);
}

export async function dags(asked: Asked): Promise<ExitCode> {
  const work = asked.operands[0] as string;
  refuseForeign(work, asked);
  try {
    return await works[work](asked);
  } catch (error) {
    throw configMistake(error);
  }
}
