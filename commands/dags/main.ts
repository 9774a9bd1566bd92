/** `dags WORK`: each word is a folder beside this file, loaded when it is asked for. */
import { configMistake } from "../line/configMistake";
import type { ExitCode } from "../line/exitCodes";

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

export async function dags(asked: Asked): Promise<ExitCode> {
  try {
    return await works[asked.operands[0] as string](asked);
  } catch (error) {
    throw configMistake(error);
  }
}
