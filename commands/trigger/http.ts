/** One HTTP request with retries: back-off and Retry-After for 429, 5xx and dropped connections, nothing else again. */
import http, { type Agent, type IncomingHttpHeaders } from "node:http";
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
  /** Names in lower case. */
  headers: IncomingHttpHeaders;
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

async function once(call: Call, limits: Limits): Promise<Answer> {
  const headers = typeof call.headers === "function" ? await call.headers() : call.headers;
  let answer: Answer;
  try {
    answer = await exchange(call, headers ?? {}, limits);
  } catch (problem) {
    if (problem instanceof Again || limits.signal?.aborted) throw problem;
    throw unreachable(call, problem as NodeJS.ErrnoException);
  }
  const status = call.trouble?.(answer) ?? answer.status;
  if (status !== 429 && status < 500) return answer;
  const pause = retryAfter(answer.headers["retry-after"]);
  if (pause !== undefined && pause > LONGEST_PAUSE) {
    const message = `${new URL(call.url).host} answered ${status} and asks to wait ${Math.round(pause / 1000)} s`;
    throw new TriggerError("network", "not-reachable", message, { status, fix: "try again after that time" });
  }
  throw new Again(`answered ${status}`, pause, status);
}

/** Certificates are not mended by trying again; everything else of a connection may be. */
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

/** One connection is kept for each request that runs at a time, and used again. */
const agents = new Map<string, Agent>();

/**
 * One request and its whole answer. Node's http, not its fetch: the first fetch of a process costs as much CPU as starting Node
 * three times, which is most of what a command that sends two requests does.
 */
async function exchange(call: Call, headers: Record<string, string>, limits: Limits): Promise<Answer> {
  const { Agent, request } = call.url.startsWith("https:") ? await import("node:https") : http;
  const protocol = call.url.slice(0, 5);
  const agent = agents.get(protocol) ?? new Agent({ keepAlive: true, scheduling: "lifo" });
  agents.set(protocol, agent);
  const length = call.body === undefined ? {} : { "content-length": String(Buffer.byteLength(call.body)) };
  return new Promise((resolve, reject) => {
    const options = { method: call.method, headers: { ...headers, ...length }, agent, signal: limits.signal };
    const sent = request(call.url, options, (response) => {
      const parts: Buffer[] = [];
      response
        .on("data", (part: Buffer) => parts.push(part))
        .on("error", failed)
        .on("end", () => {
          clearTimeout(timer);
          const text = Buffer.concat(parts).toString();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
    });
    const late = new Again(`did not answer within ${limits.attemptTimeout / 1000} s`);
    const timer = setTimeout(() => sent.destroy(late), limits.attemptTimeout);
    const failed = (problem: Error) => {
      clearTimeout(timer);
      reject(problem);
    };
    sent.on("error", failed).end(call.body);
  });
}

/** Milliseconds that `Retry-After` asks for: seconds or a date; undefined where it says neither. */
export function retryAfter(value: string | undefined, now = Date.now()): number | undefined {
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
    const kind = answer.headers["content-type"] ?? "no content type";
    throw new TriggerError(layer, "rejected", `${who} answered ${answer.status} with ${kind} instead of JSON`, {
      status: answer.status,
      fix: "check that the target's address is the one of an Airflow server",
      cause,
    });
  }
}
