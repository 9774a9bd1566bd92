/** One HTTP request and its whole answer, whatever that is. */
import http, { type Agent, type IncomingHttpHeaders } from "node:http";

export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: IncomingHttpHeaders;
  text: string;
}

/** The time for one answer is over. */
export class Late extends Error {
  constructor(milliseconds: number) {
    super(`did not answer within ${milliseconds / 1000} s`);
  }
}

/** One connection is kept for each request that runs at a time, and used again. */
const agents = new Map<string, Agent>();

/**
 * One request and its whole answer. Node's http, not its fetch: the first fetch of a process costs as much CPU as starting Node
 * three times, which is most of what a command that sends two requests does.
 */
export async function exchange(
  { method, url, body }: { method: string; url: string; body?: string | Uint8Array },
  headers: Record<string, string>,
  signal: AbortSignal | undefined,
  milliseconds: number,
): Promise<Answer> {
  const { Agent, request } = url.startsWith("https:") ? await import("node:https") : http;
  const protocol = url.slice(0, 5);
  const agent = agents.get(protocol) ?? new Agent({ keepAlive: true, scheduling: "lifo" });
  agents.set(protocol, agent);
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const options = { method, headers: { ...headers, ...length }, agent, signal };
    const sent = request(url, options, (response) => {
      const parts: Buffer[] = [];
      response
        .on("data", (part: Buffer) => parts.push(part))
        .on("error", failed)
        .on("end", () => {
          clearTimeout(timer);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: textOf(parts, response.headers),
          });
        });
    });
    const timer = setTimeout(() => sent.destroy(new Late(milliseconds)), milliseconds);
    const failed = (problem: Error) => {
      clearTimeout(timer);
      reject(problem);
    };
    sent.on("error", failed).end(body);
  });
}

/** The body as text. Compressed is not asked for, but a proxy may do it all the same; broken compression gives what is no JSON. */
function textOf(parts: Buffer[], { "content-encoding": encoding }: IncomingHttpHeaders): string {
  const body = Buffer.concat(parts);
  if (!encoding || encoding === "identity") return body.toString();
  const zlib = require("node:zlib") as typeof import("node:zlib"); // seldom needed
  try {
    return (encoding === "br" ? zlib.brotliDecompressSync(body) : zlib.unzipSync(body)).toString();
  } catch {
    return "";
  }
}
