/** `sleep`: waits, keeps, pauses, switches. Text for people goes to stderr while it works; the result to stdout. */
import { AirflowState } from "../asleep/api";
import { type Place, placeOf } from "../asleep/place";
import { quiet, runningIn, some } from "../asleep/running";
import type { Saved } from "../asleep/saved";
import { secondsOf } from "../asleep/seconds";
import { switchTo } from "../asleep/switch";
import { CommandError } from "../line/errors";
import { EXIT, type ExitCode } from "../line/exitCodes";
import { interruption } from "../line/interruption";
import { statusLine } from "../line/terminal";
import { duration } from "../trigger/command/progress";
import { connectionTo } from "../trigger/connections/connect";
import { TriggerError } from "../trigger/errors";
import { LIMITS } from "../trigger/http/send";
import { hold, type Kept, keep, keptBefore } from "./keep";
import { resultOf, textOf } from "./show";

interface Asked {
  stack?: string;
  wait?: string;
  pauseFirst: boolean;
  loseRunning: boolean;
  noUp: boolean;
  json: boolean;
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);

export async function sleep(asked: Asked): Promise<ExitCode | undefined> {
  const { stack = "dev", noUp, json } = asked;
  const waitSeconds = secondsOf(asked.wait, 3600);
  const signal = interruption();
  const place = await placeOf(stack, signal);
  const end = (kept: Kept | undefined, lost: string[]) => {
    const result = resultOf(stack, noUp, kept, lost);
    process.stdout.write(json ? `${JSON.stringify(result)}\n` : textOf(result, place.kept !== undefined));
    return undefined;
  };
  if (!place.awake) {
    process.stdout.write(
      json ? `${JSON.stringify({ stack, already: true })}\n` : `The stack ${stack} is asleep already.\n`,
    );
    return undefined;
  }
  const airflow = new AirflowState(await connectionTo(place.target, undefined), { ...LIMITS, signal });
  const work = { ...asked, stack, waitSeconds, signal, place, airflow };
  const done = place.kept
    ? await keepAll({ ...work, kept: place.kept })
    : { lost: await waited(work), kept: undefined };
  const after = place.kept
    ? `fix it, then \`npm run sleep -- --stack ${stack}\` goes on; or \`npm run wake -- --stack ${stack}\` puts the DAGs back to work`
    : `fix it, then \`npm run sleep -- --stack ${stack}\` again`;
  await switchTo(stack, false, !noUp, after);
  return end(done.kept, done.lost);
}

interface Work extends Asked {
  stack: string;
  waitSeconds: number;
  signal: AbortSignal;
  place: Place;
  airflow: AirflowState;
}

/** @throws CommandError with what runs, where it may not be lost */
async function waited({
  airflow,
  waitSeconds,
  signal,
  loseRunning,
  stack,
  place,
  pauseFirst,
}: Work): Promise<string[]> {
  const status = statusLine(process.stderr);
  const onProgress = (running: readonly string[], seconds: number) =>
    status.show(`waiting for ${some(running, 3)}, ${duration(seconds)}`, `waiting for ${some(running, 3)}`);
  const left = await quiet(airflow, { timeoutSeconds: waitSeconds, signal, onProgress }).finally(() => status.clear());
  if (left.length === 0 || loseRunning) return left;
  const paused =
    pauseFirst && place.kept
      ? `; its DAGs are paused now: \`npm run wake -- --stack ${stack}\` puts them back to work`
      : "";
  throw new CommandError(
    "airflow",
    "still-running",
    EXIT.timedOut,
    `after ${waitSeconds} s there still runs ${some(left)}: nothing was switched${paused}`,
    {
      problems: left,
      fix: `wait longer with --wait S, have nothing new start with --pause-first, or lose it with --lose-running`,
    },
  );
}

async function keepAll(
  work: Work & { kept: NonNullable<Place["kept"]> },
): Promise<{ kept: Kept | undefined; lost: string[] }> {
  const { place, kept, airflow, stack, pauseFirst, signal } = work;
  const { openStore } = await import("../dags/push/store/store");
  const store = await openStore(kept.folder, kept.region);
  const from = place.target.url ?? null;
  let before = await keptBefore(store, kept.folder, from, stack);
  const status = statusLine(process.stderr);
  const save = async (): Promise<Kept> => {
    const told = (runs: number, tasks: number) =>
      status.show(`keeping ${runs} runs, ${tasks} tasks`, "keeping the run history");
    const done = await keep(airflow, store, kept.folder, from, before, told).finally(() => status.clear());
    before = done.saved;
    return done;
  };
  const pauseAll = async (saved: Saved) => {
    const paused = await hold(airflow, store, kept.dags, saved);
    if (paused.length > 0) say(`paused ${paused.length} DAGs, so that nothing starts: ${some(paused)}`);
  };
  try {
    if (pauseFirst) await pauseAll((await save()).saved);
    await waited(work);
    await pauseAll((await save()).saved);
    // What began between the last look and the pausing.
    const lost = (await runningIn(airflow)).length > 0 ? await waited({ ...work, pauseFirst: true }) : [];
    signal.throwIfAborted();
    return { kept: await save(), lost };
  } catch (problem) {
    // An `up` that died after it had deleted the environment: what was kept before is all there is.
    if (!(problem instanceof TriggerError) || problem.code !== "unknown-environment" || !before) throw problem;
    say(`the environment is gone already: what was kept at ${before.at} stays as it is`);
    return { kept: undefined, lost: [] };
  }
}
