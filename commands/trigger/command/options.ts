/** The verb's arguments as a request, checked before anything is sent. */
import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { UsageError } from "../../line/errors";
import { JsonText } from "../request/conf";
import type { TriggerRequest } from "../request/prepare";

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
export function requestOf(asked: Asked): { request: TriggerRequest; timeoutSeconds?: number } {
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
  let bytes: Buffer;
  try {
    bytes = readFileSync(given === "-" ? 0 : given.slice(1));
  } catch (problem) {
    throw new UsageError(
      `--conf ${given} cannot be read (${(problem as NodeJS.ErrnoException).code}): give a readable file after @`,
    );
  }
  if (!isUtf8(bytes)) throw new UsageError(`--conf ${given} is not UTF-8: save it as UTF-8`);
  return bytes.toString().replace(/^\uFEFF/, "");
}
