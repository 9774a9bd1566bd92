/** `trigger DAG_ID …`: its text for people goes to stderr, its result to stdout. */
import { EXIT, type ExitCode } from "../exitCodes";
import { interruption } from "../interruption";
import { statusLine } from "../terminal";
import { type DagRun, triggerDag, waitForRun } from "./index";
import { type Asked, checked } from "./options";
import { line, newsOf } from "./progress";
import { readTarget, type Target } from "./target";

export async function trigger(asked: Asked): Promise<ExitCode> {
  const signal = interruption();
  const { request, timeoutSeconds } = checked(asked);
  const status = statusLine(process.stderr);
  try {
    const target = asked.target === undefined ? await ofStack(asked.stack, signal) : readTarget(asked.target);
    let run = await triggerDag(target, request, { signal });
    if (asked.wait) {
      if (!asked.json) process.stderr.write(`${told(run)}\n`);
      const onProgress = (progress: Parameters<typeof line>[0]) => status.show(line(progress), newsOf(progress));
      run = await waitForRun(target, run, { timeoutSeconds, signal, onProgress });
      status.end();
    }
    process.stdout.write(asked.json ? `${JSON.stringify(run)}\n` : `${asked.wait ? ended(run) : told(run)}\n`);
    return asked.wait && run.state !== "success" ? EXIT.failed : EXIT.done;
  } finally {
    status.end();
  }
}

async function ofStack(stack: string | undefined, signal: AbortSignal): Promise<Target> {
  const { targetOfStack } = await import("./stack");
  return targetOfStack(stack, signal);
}

const at = (run: DagRun) => (run.url ? `\n${run.url}` : "");
const told = (run: DagRun) =>
  `${run.created ? "started" : "already there:"} run ${run.runId} of ${run.dagId} (${run.state})${at(run)}`;
const ended = (run: DagRun) => `${run.state}: run ${run.runId} of ${run.dagId}${at(run)}`;
