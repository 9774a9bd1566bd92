/** One HTTP request with retries: back-off and Retry-After for 429, 5xx and dropped connections, nothing else again. */
import { DelegateBackoff, ExponentialBackoff, handleType, retry } from "cockatiel";
import { type Layer, TriggerError } from "../errors";
import { type Answer, exchange, Late } from "./exchange";

export type { Answer } from "./exchange";

export interface Call {
  method: "GET" | "POST" | "PATCH";
  url: string;
  /** The headers, or what makes them anew for each attempt. */
  headers?: Record<string, string> | (() => Promise<Record<string, string>>);
  body?: string | Uint8Array;
  /** The status that an answer below 500 carries inside, if that is one to try again for. */
  trouble?: (answer: Answer) => number | undefined;
  /** It makes nothing that counts, so it is sent again where its answer came broken. Default: whether it is a GET. */
  reads?: boolean;
}

export interface Limits {
  /** How often a request is sent at most. Default 6. */
  attempts: number;
  /** Milliseconds that one attempt may take. Default 30,000. */
  attemptTimeout: number;
  /** Milliseconds of the first pause; it doubles, with jitter, up to 30 times that. Default 500. */
  firstPause: number;
  /** Ends everything early. */
  signal?: AbortSignal;
  /** Told who is being waited for ("Airflow at example.com, which answered 503"), and undefined when there is an answer. */
  onWait?: (who: string | undefined) => void;
}

export const LIMITS: Limits = { attempts: 6, attemptTimeout: 30_000, firstPause: 500 };

/** A server that names a longer pause than this is not waited for. */
const LONGEST_PAUSE = 120_000;

class Again extends Error {
  constructor(
    readonly reason: string,
    readonly pause?: number,
    readonly status?: number,
    cause?: unknown,
  ) {
    super(reason, { cause });
  }
}

/**
 * Send `call`, again where that can help, and give the answer whatever its status below 500 is.
 * `who` answers at that address, for the message: "Airflow", "IAP", …
 * @throws TriggerError `network` when nobody answered, or only with 429 and 5xx; `cancelled` by the signal.
 */
export async function send(call: Call, who: string, limits: Limits): Promise<Answer> {
  const growing = new ExponentialBackoff({ initialDelay: limits.firstPause, maxDelay: limits.firstPause * 30 });
  type Growing = ReturnType<typeof growing.next>;
  const backoff = new DelegateBackoff<{ result: { error?: Error } | object }, Growing>((context, state) => {
    const next = state ? state.next(context) : growing.next();
    const failed = (context.result as { error?: Error }).error;
    return { delay: Math.max(next.duration, (failed instanceof Again && failed.pause) || 0), state: next };
  });
  const policy = retry(handleType(Again), { maxAttempts: limits.attempts - 1, backoff: backoff as never });
  const there = `${who} at ${new URL(call.url).host}`;
  limits.onWait?.(there);
  if (limits.onWait)
    policy.onFailure(({ reason }) => {
      if ("error" in reason && reason.error instanceof Again) limits.onWait?.(`${there}, which ${reason.error.reason}`);
    });
  try {
    return await policy.execute(() => once(call, limits), limits.signal);
  } catch (problem) {
    if (limits.signal?.aborted) throw cancelled(limits.signal);
    if (!(problem instanceof Again)) throw problem;
    throw new TriggerError("network", "not-reachable", `${there} ${problem.reason}, tried ${limits.attempts} times`, {
      status: problem.status,
      fix:
        problem.status === 429
          ? "wait, or send fewer requests at a time"
          : "check that the address is right, that this machine can reach it, and that the server runs",
      cause: problem.cause,
    });
  } finally {
    limits.onWait?.(undefined);
  }
}

async function once(call: Call, limits: Limits): Promise<Answer> {
  const headers = typeof call.headers === "function" ? await call.headers() : call.headers;
  let answer: Answer;
  try {
    answer = await exchange(call, headers ?? {}, limits.signal, limits.attemptTimeout);
  } catch (problem) {
    if (limits.signal?.aborted) throw problem;
    if (problem instanceof Late) throw new Again(problem.message);
    throw unreachable(call, problem as NodeJS.ErrnoException);
  }
  const status = call.trouble?.(answer) ?? answer.status;
  if (status !== 429 && status < 500) {
    if (answer.status <= 201 && (call.reads ?? call.method === "GET") && isBroken(answer))
      throw new Again("sent an answer that is not whole", undefined, status);
    return answer;
  }
  const pause = retryAfter(answer.headers["retry-after"]);
  if (pause !== undefined && pause > LONGEST_PAUSE) {
    const message = `${new URL(call.url).host} answered ${status} and asks to wait ${Math.round(pause / 1000)} s`;
    throw new TriggerError("network", "not-reachable", message, { status, fix: "try again after that time" });
  }
  throw new Again(`answered ${status}`, pause, status);
}

/** JSON that breaks off. A page instead of JSON is no broken answer: it comes from another server. */
function isBroken({ headers, text }: Answer): boolean {
  if (text !== "" && !headers["content-type"]?.includes("json")) return false;
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}

/** Trying again does not better a certificate; everything else of a connection it may. */
function unreachable(call: Call, problem: NodeJS.ErrnoException): Error {
  const code = problem.code ?? problem.message;
  if (!/CERT|SELF_SIGNED|ALTNAME|UNABLE_TO|ERR_TLS|ERR_SSL/.test(code)) {
    return new Again(`could not be reached (${code})`, undefined, undefined, problem);
  }
  const message = `the certificate of ${new URL(call.url).host} was refused (${code})`;
  return new TriggerError("network", "not-reachable", message, {
    fix: "give Node the certificate authority by NODE_EXTRA_CA_CERTS, or wait until the managed certificate is active",
    cause: problem,
  });
}

/** Milliseconds that `Retry-After` asks for: seconds or a date; undefined where it says neither. */
export function retryAfter(value: string | undefined, now = Date.now()): number | undefined {
  if (!value) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}

/** The signal's end as an error of this library. */
export const cancelled = (signal: AbortSignal): TriggerError =>
  signal.reason instanceof TriggerError
    ? signal.reason
    : new TriggerError("network", "cancelled", "cancelled", { cause: signal.reason });

/** Data of a JSON answer; an answer that is not JSON is named with its layer. */
export function json<T>(answer: Answer, layer: Layer, who: string): T {
  try {
    return JSON.parse(answer.text) as T;
  } catch (cause) {
    const kind = answer.headers["content-type"] ?? "no content type";
    const what = kind.includes("json") ? "JSON that is not whole" : `${kind} instead of JSON`;
    throw new TriggerError(layer, "unreadable", `${who} answered ${answer.status} with ${what}`, {
      status: answer.status,
      fix: "check that the target's address is the one of an Airflow server",
      cause,
    });
  }
}
