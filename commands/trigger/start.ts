/** Starts a run, once, whatever is lost on the way. */
import { isDeepStrictEqual } from "node:util";
import { AirflowApi, type RunData } from "./airflowApi";
import { connectionTo } from "./connections/connect";
import { TriggerError } from "./errors";
import { freshDate } from "./request/logicalDate";
import { body, type Prepared, prepare, type TriggerRequest } from "./request/prepare";
import { type DagRun, factsOf, limitsOf, type Options } from "./run";
import { parseTarget, type Target } from "./target";

/**
 * Start a run of `request.dagId` and give it once Airflow has it.
 *
 * Safe to retry: the run's id is made here, so a try whose answer was lost is found again. @throws TriggerError, whose `layer` says
 * who refused and whose `fix` says what fixes it.
 */
export async function triggerDag(target: Target, request: TriggerRequest, options: Options = {}): Promise<DagRun> {
  const asked = prepare(request);
  try {
    const connection = await connectionTo(parseTarget(target), options.credentials);
    const limits = limitsOf(options);
    const api = new AirflowApi(connection, limits);
    if (options.checkDag ?? true) await checkOnce(api, asked);
    const major = await connection.major(limits);
    const [run, created] = await start(api, asked, major);
    const url = runUrl(connection.webUrl, major ?? (await connection.major(limits)), asked.dagId, run);
    return { dagId: asked.dagId, ...factsOf(run), url, created };
  } catch (problem) {
    if (problem instanceof Error) (problem as { runId?: string }).runId ??= asked.runId;
    throw problem;
  }
}

/** Start it, or find that it is there. Where only the logical date is taken, by another run, take a new date. */
async function start(api: AirflowApi, asked: Prepared, major: "2" | "3" | undefined): Promise<[RunData, boolean]> {
  const { dagId, runId } = asked;
  for (let tries = 1; ; tries += 1) {
    // Airflow 2 takes its own clock's time where none is sent: a run of a date in its future would wait for it.
    const date = asked.logicalDate ?? (major === "2" ? undefined : freshDate());
    const made = await create(api, asked, date);
    if (made !== "conflict") return [made, true];
    const found = await api.run(dagId, runId);
    if (found) {
      if (sameConf(found.conf, asked.conf)) return [found, false];
      throw conflict(`there is already a run ${runId} of ${dagId}, with another conf`, "the run id");
    }
    if (asked.logicalDate !== undefined || tries === 5)
      throw conflict(`${dagId} already has a run for the logical date ${date ?? "of this moment"}`, "the logical date");
  }
}

/** POST it. An answer that cannot be read may be that of a run which was made: look before giving up. */
async function create(api: AirflowApi, asked: Prepared, date: string | undefined): Promise<RunData | "conflict"> {
  const { dagId, runId } = asked;
  try {
    return await api.create(dagId, body(asked, date), asked.hide);
  } catch (problem) {
    if (!(problem instanceof TriggerError) || problem.code !== "unreadable") throw problem;
    const found = await api.run(dagId, runId).catch(() => undefined);
    if (found) return found;
    throw new TriggerError(
      "network",
      "unreadable",
      `${problem.message}, and there is no run ${runId} of ${dagId} that could be read`,
      {
        status: problem.status,
        fix: "check what is between this machine and Airflow",
        cause: problem,
      },
    );
  }
}

const conflict = (message: string, what: string) =>
  new TriggerError("dag", "conflict", message, { status: 409, fix: `leave out ${what}, or give another one` });

/** Conf of the server and ours; text of ours because numbers may be larger than JavaScript's, which then compare alike. */
const sameConf = (found: unknown, asked: string): boolean => {
  const theirs = typeof found === "string" ? found : JSON.stringify(found ?? {});
  return isDeepStrictEqual(JSON.parse(theirs), JSON.parse(asked));
};

const looked = new WeakMap<object, Map<string, number>>();

async function checkOnce(api: AirflowApi, { dagId, allowPaused }: Prepared): Promise<void> {
  const seen = looked.get(api.connection) ?? new Map<string, number>();
  looked.set(api.connection, seen);
  const key = `${dagId} ${allowPaused}`;
  if (Date.now() - (seen.get(key) ?? 0) < 10_000) return;
  await api.check(dagId, allowPaused);
  seen.set(key, Date.now());
}

function runUrl(
  base: string | undefined,
  major: "2" | "3" | undefined,
  dagId: string,
  { dag_run_id }: RunData,
): string | undefined {
  if (!base) return undefined;
  const run = encodeURIComponent(dag_run_id);
  const dag = encodeURIComponent(dagId);
  return major === "2" ? `${base}/dags/${dag}/grid?dag_run_id=${run}` : `${base}/dags/${dag}/runs/${run}`;
}
