/** One HTTP request with retries: back-off and Retry-After for 429, 5xx and dropped connections, nothing else again. */
import { DelegateBackoff, ExponentialBackoff, handleType, retry } from "cockatiel";
import { type Layer, TriggerError } from "./errors";

export interface Call {
  method: "GET" | "POST";
  url: string;
  /** The headers, or what makes them anew for each attempt. */
  headers?: Record<string, string> | (() => Promise<Record<string, string>>);
  body?: string | Uint8Array;
  /** The status that an answer below 500 carries inside, if that is one to try again for. */
  trouble?: (answer: Answer) => number | undefined;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
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
  try {
    return await policy.execute(() => once(call, limits), limits.signal);
  } catch (problem) {
    if (limits.signal?.aborted) throw cancelled(limits.signal);
    if (!(problem instanceof Again)) throw problem;
    const host = new URL(call.url).host;
    throw new TriggerError(
      "network",
      "not-reachable",
      `${who} at ${host} ${problem.reason}, tried ${limits.attempts} times`,
      {
        status: problem.status,
        fix:
          problem.status === 429
            ? "wait, or send fewer requests at a time"
            : "check that the address is right, that this machine can reach it, and that the server runs",
        cause: problem.cause,
      },
    );
  }
}

async function once(call: Call, { attemptTimeout, signal }: Limits): Promise<Answer> {
  const clock = AbortSignal.timeout(attemptTimeout);
  const headers = typeof call.headers === "function" ? await call.headers() : call.headers;
  let status = 0;
  try {
    const response = await fetch(call.url, {
      method: call.method,
      headers,
      body: call.body,
      redirect: "manual",
      signal: signal ? AbortSignal.any([clock, signal]) : clock,
    });
    status = response.status;
    const text = await response.text();
    const answer = { status, headers: response.headers, text };
    const inside = call.trouble?.(answer);
    if (inside !== undefined) throw new Again(`answered ${inside}`, undefined, inside);
    if (status !== 429 && status < 500) return answer;
    const pause = retryAfter(response.headers.get("retry-after"));
    if (pause !== undefined && pause > LONGEST_PAUSE) {
      const message = `${new URL(call.url).host} answered ${status} and asks to wait ${Math.round(pause / 1000)} s`;
      throw new TriggerError("network", "not-reachable", message, { status, fix: "try again after that time" });
    }
    throw new Again(`answered ${status}`, pause, status);
  } catch (problem) {
    if (problem instanceof Again || problem instanceof TriggerError || signal?.aborted) throw problem;
    if (clock.aborted)
      throw new Again(`did not answer within ${attemptTimeout / 1000} s`, undefined, undefined, problem);
    const cause = (problem as Error).cause as NodeJS.ErrnoException | undefined;
    const code = String(cause?.code ?? "");
    if (/CERT|SELF_SIGNED|ALTNAME|SSL|TLS_/.test(code) && !code.includes("TIMEOUT")) {
      throw new TriggerError(
        "network",
        "not-reachable",
        `the certificate of ${new URL(call.url).host} was refused (${code})`,
        {
          fix: "give Node the certificate authority by NODE_EXTRA_CA_CERTS, or wait until the managed certificate is active",
          cause: problem,
        },
      );
    }
    throw new Again(
      `could not be reached (${code || cause?.message || (problem as Error).message})`,
      undefined,
      undefined,
      problem,
    );
  }
}

/** Milliseconds that `Retry-After` asks for: seconds or a date; undefined where it says neither. */
export function retryAfter(value: string | null, now = Date.now()): number | undefined {
  if (!value) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
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
    const kind = answer.headers.get("content-type") ?? "no content type";
    throw new TriggerError(layer, "rejected", `${who} answered ${answer.status} with ${kind} instead of JSON`, {
      status: answer.status,
      fix: "check that the target's address is the one of an Airflow server",
      cause,
    });
  }
}
