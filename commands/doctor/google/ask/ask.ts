/** One way to ask Google: the caller's own credentials, every call a read, and a refusal that says which permission it wants. */
import { ExponentialBackoff, handleType, retry } from "cockatiel";
import { CouldNotLook } from "../../check";
import type { World } from "../../world";
import { GoogleRefused, refusedBy } from "./refused";

const scope = "https://www.googleapis.com/auth/cloud-platform";

/** Answers that a second try may better (https://docs.cloud.google.com/storage/docs/retry-strategy#retryable). */
class Again extends Error {
  constructor(readonly refused: GoogleRefused) {
    super(refused.message);
  }
}

/** Headers of a call, and who calls. */
export interface Caller {
  headers: Record<string, string>;
  /** Email of a service account; undefined for a person. */
  email: string | undefined;
  /** Whether it is a person's login that names no project for quota. */
  noQuotaProject: boolean;
}

/** The caller's credentials, looked for once. */
export const callerOf = (world: World): Promise<Caller> =>
  world.once("google.caller", async () => {
    const { GoogleAuth } = await import("google-auth-library");
    // A project is named because the library would else look for one by `gcloud`, then for seconds by the metadata server.
    const auth = new GoogleAuth({ scopes: [scope], projectId: world.settings.gcpProject ?? "unused" });
    try {
      const client = await auth.getClient();
      const headers = Object.fromEntries((await client.getRequestHeaders()).entries());
      const person = /UserRefreshClient/.test(client.constructor.name);
      const email = person ? undefined : ((client as { email?: string }).email ?? undefined);
      return { headers, email, noQuotaProject: person && client.quotaProjectId === undefined };
    } catch (cause) {
      const said = (cause as Error).message.split("\n")[0]?.slice(0, 160);
      throw new CouldNotLook(
        /default credentials/.test(said ?? "")
          ? "this shell has no Google credentials"
          : `Google does not take this shell's credentials (${said})`,
        { fix: "gcloud auth application-default login", cause },
      );
    }
  });

/**
 * A read. Several checks that need the same answer share one call.
 *
 * @param body given for the reads that are a POST
 * @returns undefined where nothing is there (404)
 * @throws GoogleRefused for every other refusal; what fetch throws where nobody answers
 */
export function ask<T>(world: World, url: string, body?: object): Promise<T | undefined> {
  const key = `google ${url} ${body === undefined ? "" : JSON.stringify(body)}`;
  return world.once(key, async () => {
    const { headers } = await callerOf(world);
    const policy = retry(handleType(Again), { maxAttempts: 2, backoff: new ExponentialBackoff({ initialDelay: 300 }) });
    try {
      return await policy.execute(() => once<T>(url, headers, body));
    } catch (error) {
      throw error instanceof Again ? error.refused : error;
    }
  });
}

async function once<T>(url: string, headers: Record<string, string>, body: object | undefined): Promise<T | undefined> {
  const answer = await fetch(url, {
    method: body === undefined ? "GET" : "POST",
    headers: { ...headers, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(25_000),
  });
  if (answer.ok) return (await answer.json()) as T;
  const refused = refusedBy(url, answer.status, await answer.text());
  if (answer.status === 404) return undefined;
  throw answer.status === 429 || answer.status >= 500 ? new Again(refused) : refused;
}

/** All pages of a list, at most a hundred: more would be no answer in time. */
export async function pages<T extends { nextPageToken?: string }>(world: World, url: string): Promise<T[]> {
  const all: T[] = [];
  for (let token: string | undefined = ""; token !== undefined && all.length < 100; ) {
    const next: string =
      token === "" ? url : `${url}${url.includes("?") ? "&" : "?"}pageToken=${encodeURIComponent(token)}`;
    const page: T | undefined = await ask<T>(world, next);
    if (page === undefined) break;
    all.push(page);
    token = page.nextPageToken || undefined;
  }
  return all;
}

/** For what must be there: an adopted thing's own check says that it is not. */
export { GoogleRefused };
