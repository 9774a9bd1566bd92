/** Who holds the stack's lock, and whether an `up` behind it can still be running. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What the engine writes into a lock (pulumi/pkg/backend/diy/lock.go). */
export interface Lock {
  pid: number;
  username: string;
  hostname: string;
  timestamp: string;
}

/** Locks of a backend in a folder; other backends tell of theirs when they refuse to write. */
export function locksIn(backend: string, project: string, stack: string): Lock[] {
  if (!backend.startsWith("file://")) return [];
  const folder = backend === "file://~" ? (process.env.HOME ?? "") : fileURLToPath(backend.split("?")[0] as string);
  const locks = join(folder, ".pulumi", "locks");
  const places = [join(locks, "organization", project, stack), join(locks, stack)];
  return places
    .filter((place) => existsSync(place))
    .flatMap((place) => readdirSync(place, { withFileTypes: true }).map((file) => ({ place, file })))
    .filter(({ file }) => file.isFile() && file.name.endsWith(".json"))
    .map(({ place, file }) => JSON.parse(readFileSync(join(place, file.name), "utf8")) as Lock);
}

/** Locks that a refusal names: `…: created by ada@laptop (pid 17) at 2026-11-21T11:00:00Z`. */
export const locksSaid = (said: string): Lock[] =>
  [...said.matchAll(/created by (.+?)@(\S+) \(pid (\d+)\) at (\S+)/g)].map(([, username, host, pid, timestamp]) => ({
    pid: Number(pid),
    username: username as string,
    hostname: host as string,
    timestamp: timestamp as string,
  }));

/** Whether another operation is under way, in the words of a backend that has no locks to read (Pulumi Cloud). */
export const isBusy = (said: string): boolean => /currently locked|update is currently in progress|\[409\]/i.test(said);

/** `running`: its process is there. `dead`: it is not. `unknown`: it was started on another machine. */
export type Holder = "running" | "dead" | "unknown";

export function holderOf({ pid, hostname: host }: Lock, here = hostname(), alive = isAlive): Holder {
  if (host !== here) return "unknown";
  return alive(pid) ? "running" : "dead";
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** `ada on laptop since 2026-11-21T11:00:00Z, process 17` */
export const holderText = ({ pid, username, hostname: host, timestamp }: Lock): string =>
  `${username} on ${host} since ${timestamp}, process ${pid}`;
