/** `wake`: switches, waits for Airflow, puts back. Text for people goes to stderr while it works; the result to stdout. */
import { setTimeout as pause } from "node:timers/promises";
import { AirflowState } from "../asleep/api";
import { type Back, putBack } from "../asleep/dags";
import { type Place, placeOf } from "../asleep/place";
import { restore } from "../asleep/restore";
import { MARKER, placesIn, readSaved, wokenOf, writeSaved } from "../asleep/saved";
import { secondsOf } from "../asleep/seconds";
import { switchTo } from "../asleep/switch";
import { CommandError } from "../line/errors";
import { EXIT, type ExitCode } from "../line/exitCodes";
import { interruption } from "../line/interruption";
import { statusLine } from "../line/terminal";
import { duration } from "../trigger/command/progress";
import { connectionTo, forgetConnections } from "../trigger/connections/connect";
import { TriggerError } from "../trigger/errors";
import { LIMITS } from "../trigger/http/send";
import type { Target } from "../trigger/target";
import { textOf, type Woken } from "./show";

interface Asked {
  stack?: string;
  wait?: string;
  noUp: boolean;
  json: boolean;
}

export async function wake({ stack = "dev", wait, noUp, json }: Asked): Promise<ExitCode | undefined> {
  const waitSeconds = secondsOf(wait, 1800);
  const signal = interruption();
  let place = await placeOf(stack, signal);
  // The config too where the stack is awake: a sleep may have died between the switch and its `up`, or in the midst of that.
  const up = !place.awake || (place.kept !== undefined && (await isGone(place.target, signal)));
  await switchTo(stack, true, !noUp && up, `fix it, then \`npm run wake -- --stack ${stack}\` goes on`);
  if (up) place = await placeOf(stack, signal);
  if (!place.awake)
    throw new CommandError("stack", "asleep", EXIT.refused, `the stack ${stack} is still asleep`, {
      fix: `pulumi up --stack ${stack}, then again; or leave out --no-up`,
    });
  const woken: Woken = { stack, ...(place.kept && (await awaken(place, place.kept, waitSeconds, signal))) };
  process.stdout.write(json ? `${JSON.stringify(woken)}\n` : textOf(woken, place.kept !== undefined));
  return woken.back && woken.back.early.length > 0 ? EXIT.failed : undefined;
}

/** Whether an environment that the state still has was deleted. */
async function isGone(target: Target, signal: AbortSignal): Promise<boolean> {
  try {
    const airflow = new AirflowState(await connectionTo(target, undefined), { ...LIMITS, attempts: 1, signal });
    await airflow.get("/pools?limit=1", "list pools");
  } catch (problem) {
    return problem instanceof TriggerError && problem.code === "unknown-environment";
  }
  return false;
}

async function awaken(
  { target }: Place,
  { folder, dags, region }: NonNullable<Place["kept"]>,
  timeoutSeconds: number,
  signal: AbortSignal,
): Promise<Omit<Woken, "stack">> {
  const { openStore } = await import("../dags/push/store/store");
  const store = await openStore(folder, region);
  const { saved: key } = placesIn(folder);
  const marker = `${dags.folder}/${MARKER}`;
  let saved = await readSaved(store, key);
  if (saved === undefined) {
    // A wake that died between its last two steps.
    await store.remove([marker]);
    return {};
  }
  forgetConnections();
  const airflow = new AirflowState(await connectionTo(target, undefined), { ...LIMITS, signal });
  const status = statusLine(process.stderr);
  let back: Back;
  const before = saved;
  try {
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    await answers(airflow, timeoutSeconds, signal, (why) =>
      status.show(`waiting for Airflow (${why}), ${duration(seconds())}`, "waiting for Airflow"),
    );
    // A sleep that died before its `up`: all is there, also what the API does not tell.
    const same = saved.from !== null && saved.from === target.url;
    if (!same && saved.restored === undefined) {
      await restore(airflow, saved);
      saved = { ...saved, restored: new Date().toISOString() };
      await writeSaved(store, key, saved);
    }
    const known = saved;
    back = await putBack(airflow, known, {
      same,
      timeoutSeconds: Math.max(0, timeoutSeconds - seconds()),
      signal,
      onProgress: (come, all, passed) =>
        status.show(`${come} of ${all} DAGs are there, ${duration(passed)}`, `${come} of ${all} DAGs are there`),
      async unpausing() {
        saved = { ...known, unpausing: known.unpausing ?? new Date().toISOString() };
        await writeSaved(store, key, saved);
      },
    });
  } finally {
    status.clear();
  }
  await writeSaved(store, key, wokenOf(saved, new Date()));
  await store.remove([marker]);
  const { pools, variables, connections, untold, history, at } = before;
  const counts = { pools: pools.length, variables: variables.length, connections: connections.length };
  return { slept: at, ...counts, untold, history, back };
}

/** A new environment's web server may need a while after AWS calls it available. */
async function answers(
  airflow: AirflowState,
  timeoutSeconds: number,
  signal: AbortSignal,
  onWait: (why: string) => void,
) {
  const started = performance.now();
  for (;;) {
    try {
      await airflow.get("/pools?limit=1", "list pools");
      return;
    } catch (problem) {
      const young = problem instanceof TriggerError && (problem.layer === "network" || problem.code === "unreadable");
      if (!young || problem.code === "cancelled" || (performance.now() - started) / 1000 >= timeoutSeconds)
        throw problem;
      onWait(problem.message);
      await pause(5000, undefined, { signal });
    }
  }
}
