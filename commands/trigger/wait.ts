/** Waits for a run's end. */
import { AirflowApi } from "./airflowApi";
import { connectionTo } from "./connections/connect";
import { TriggerError } from "./errors";
import { cancelled } from "./http/send";
import { type DagRun, factsOf, limitsOf, type WaitOptions } from "./run";
import { parseTarget, type Target } from "./target";

/**
 * Wait until a run has ended and give it; a failed run is a result, not an error.
 * @throws TriggerError of code `timed-out`, `cancelled` or `unknown-run` (layer `run`), or of any layer that refuses.
 */
export async function waitForRun(target: Target, run: DagRun, options: WaitOptions = {}): Promise<DagRun> {
  const started = performance.now();
  const { timeoutSeconds = 3600, onProgress } = options;
  const { runId } = run;
  const message = `the run ${runId} did not end within ${timeoutSeconds} s; it goes on in Airflow`;
  const fix = run.url ? `look at ${run.url}, or wait longer with --timeout` : "wait longer with --timeout";
  const over = new TriggerError("run", "timed-out", message, { runId, fix });
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(over), timeoutSeconds * 1000);
  const signal = options.signal ? AbortSignal.any([options.signal, clock.signal]) : clock.signal;
  try {
    const connection = await connectionTo(parseTarget(target), options.credentials);
    const api = new AirflowApi(connection, limitsOf({ ...options, signal }));
    for (let pause = options.pollSeconds ?? 1; ; pause = options.pollSeconds ?? Math.min(pause * 1.3, 10)) {
      const found = await api.run(run.dagId, runId);
      if (!found)
        throw new TriggerError("run", "unknown-run", `Airflow has no run ${runId} of ${run.dagId} any more`, {
          fix: "start it again",
        });
      const elapsedSeconds = (performance.now() - started) / 1000;
      if (onProgress) onProgress({ state: found.state, ...(await api.tasks(run.dagId, runId)), elapsedSeconds });
      if (found.state === "success" || found.state === "failed") return { ...run, ...factsOf(found) };
      await sleep(pause * 1000, signal);
    }
  } catch (problem) {
    if (problem instanceof TriggerError) problem.runId ??= runId;
    throw problem;
  } finally {
    clearTimeout(timer);
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(cancelled(signal));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
