/** The verb's arguments as a request, checked before anything is sent. */
import { readFileSync } from "node:fs";
import { UsageError } from "../errors";
import { JsonText, type TriggerRequest } from "./request";

/** As they were typed. */
export interface Asked {
  operands: string[];
  conf?: string;
  runId?: string;
  logicalDate?: string;
  allowPaused: boolean;
  wait: boolean;
  timeout?: string;
  stack?: string;
  target?: string;
  json: boolean;
}

/** @throws UsageError that names the option and its value (never one of conf) */
export function checked(asked: Asked): { request: TriggerRequest; timeoutSeconds?: number } {
  const { conf, runId, logicalDate, allowPaused, timeout } = asked;
  if (timeout !== undefined && !asked.wait) throw new UsageError("--timeout is for --wait", "give both, or neither");
  const timeoutSeconds = timeout === undefined ? undefined : Number(timeout);
  if (timeoutSeconds !== undefined && !(timeoutSeconds > 0 && timeoutSeconds <= 2_000_000))
    throw new UsageError(`--timeout is ${JSON.stringify(timeout)}: give seconds, more than 0 and up to 2000000`);
  return {
    request: {
      dagId: asked.operands[0] as string,
      conf: conf === undefined ? undefined : new JsonText(confText(conf)),
      runId,
      logicalDate,
      allowPaused,
    },
    timeoutSeconds,
  };
}

function confText(given: string): string {
  if (given !== "-" && !given.startsWith("@")) return given;
  const file = given === "-" ? 0 : given.slice(1);
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (problem) {
    throw new UsageError(
      `--conf ${given} cannot be read (${(problem as NodeJS.ErrnoException).code}): give a readable file after @`,
    );
  }
}
