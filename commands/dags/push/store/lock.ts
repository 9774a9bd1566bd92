/** One push at a time: an object beside the DAG folder that only one can make. */
import { randomBytes } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { CommandError } from "../../../line/errors";
import { EXIT } from "../../../line/exitCodes";
import { ago } from "../words";
import type { Store } from "./store";

/** Who pushes, as the lock tells it. */
export interface Holder {
  id: string;
  owner: string;
  host: string;
  pid: number;
  /** ISO 8601. */
  since: string;
}

/** This process; in GitHub Actions its run, which is what can be looked at. */
export function holder(env: NodeJS.ProcessEnv = process.env, now = new Date()): Holder {
  const run =
    env.GITHUB_RUN_ID && `${env.GITHUB_SERVER_URL}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}`;
  let user = "somebody";
  try {
    user = userInfo().username;
  } catch {
    // a container's user may have no name
  }
  const since = now.toISOString();
  return { id: randomBytes(4).toString("hex"), owner: run || user, host: hostname(), pid: process.pid, since };
}

const text = (mine: Holder) => Buffer.from(`${JSON.stringify(mine)}\n`);

function parsed(found: string): Holder | undefined {
  try {
    const held = JSON.parse(found) as Holder;
    return typeof held.id === "string" ? held : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process of this machine runs. One of another user counts, as one that may not be asked does. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/**
 * Takes the lock.
 * @param take id of a lock that is known to be dead: it, and no other, is taken over
 * @throws CommandError that tells whose lock it is, how old, and how to take it
 */
export async function lock(store: Store, key: string, mine: Holder, take?: string): Promise<void> {
  for (let again = 0; again < 3; again++) {
    if ((await store.write(key, text(mine), { absent: true })) !== "taken") return;
    const found = await store.read(key);
    if (found === undefined) continue; // given back in between
    const held = parsed(found.text);
    if (held?.id === mine.id) return; // the client sent it twice, and the first arrived
    if (take === undefined || take !== (held?.id ?? "unreadable")) throw taken(store, key, held, mine, take);
    if ((await store.write(key, text(mine), { version: found.version })) !== "taken") return;
  }
  throw new CommandError(
    "lock",
    "held",
    EXIT.refused,
    `other pushes take the lock ${store.name}/${key} one after the other`,
    {
      fix: "push again in a minute",
    },
  );
}

function taken(store: Store, key: string, held: Holder | undefined, mine: Holder, take: string | undefined) {
  const id = held?.id ?? "unreadable";
  const gone = held && held.host === mine.host && !runs(held.pid);
  const who = held
    ? `${held.owner} on ${held.host} (process ${held.pid}${gone ? ", which is gone" : ""}), for ${ago(held.since, mine.since)}`
    : "an owner that cannot be read";
  const other = take === undefined ? "" : `; --take-lock names ${take}`;
  return new CommandError(
    "lock",
    "held",
    EXIT.refused,
    `another push holds the lock ${store.name}/${key}: ${who}${other}`,
    {
      fix: `wait for it; if it is dead, push again with --take-lock ${id}`,
    },
  );
}

/** Whether the lock is still ours: another may have taken it over. */
export async function holds(store: Store, key: string, { id }: Holder): Promise<boolean> {
  const found = await store.read(key);
  return found !== undefined && parsed(found.text)?.id === id;
}

/** Gives the lock back, unless it is another's by now. */
export async function unlock(store: Store, key: string, mine: Holder): Promise<void> {
  if (await holds(store, key, mine)) await store.remove([key]);
}
