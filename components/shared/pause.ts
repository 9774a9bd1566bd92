/** Waiting before another try, which a Ctrl-C ends at once. */
import { setTimeout } from "node:timers/promises";

/**
 * A terminal sends Ctrl-C to this process too. It would die of it while the engine asks it for a hook's answer, and the
 * engine would then tell of a broken connection (`error hook … EOF`) instead of the resource's own error.
 *
 * @returns whether to try again: false after SIGINT or SIGTERM, now or in an earlier pause
 */
export async function pause(seconds: number): Promise<boolean> {
  if (stopped.signal.aborted) return false;
  const stop = () => stopped.abort();
  // Never removed: a second Ctrl-C ends the engine, and this process with it.
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    await setTimeout(seconds * 1000, undefined, { signal: stopped.signal });
    return true;
  } catch {
    return false;
  } finally {
    if (!stopped.signal.aborted) process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

const stopped = new AbortController();
