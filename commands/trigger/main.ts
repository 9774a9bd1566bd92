/** `trigger DAG_ID …`: its text for people goes to stderr, its result to stdout. */
import { EXIT, type ExitCode } from "../line/exitCodes";
import { interruption } from "../line/interruption";
import { npmShowsArguments } from "../line/npmRun";
import { statusLine } from "../line/terminal";
import { type Asked, requestOf } from "./command/options";
import { line, newsOf } from "./command/progress";
import { waiting } from "./command/waiting";
import { type DagRun, type Progress, triggerDag, waitForRun } from "./index";
import { readTarget, type Target } from "./target";

export async function trigger(asked: Asked): Promise<ExitCode> {
  const signal = interruption();
  const { request, timeoutSeconds } = requestOf(asked);
  if (asked.conf && !/^(@|-$)/.test(asked.conf) && npmShowsArguments("trigger"))
    process.stderr.write("npm has printed this conf: use npm run --silent trigger -- DAG_ID --conf @FILE\n");
  const status = statusLine(process.stderr);
  const wait = waiting(status, process.stderr.isTTY === true);
  const limits = { onWait: wait.onWait };
  try {
    const target =
      asked.target === undefined ? await ofStack(asked.stack, signal, wait.onWait) : readTarget(asked.target);
    let run = await triggerDag(target, request, { signal, limits });
    if (asked.wait) {
      if (!asked.json) process.stderr.write(`${told(run)}\n`);
      const onProgress = (progress: Progress) => status.show(line(progress), newsOf(progress));
      run = await waitForRun(target, run, { timeoutSeconds, signal, limits, onProgress });
    }
    status.end();
    process.stdout.write(asked.json ? `${JSON.stringify(run)}\n` : `${asked.wait ? ended(run) : told(run)}\n`);
    return asked.wait && run.state !== "success" ? EXIT.failed : EXIT.done;
  } finally {
    wait.end();
    status.end();
  }
}

async function ofStack(
  stack: string | undefined,
  signal: AbortSignal,
  onWait: (who: string | undefined) => void,
): Promise<Target> {
  const { targetOfStack } = await import("./command/stack");
  onWait("Pulumi");
  try {
    return await targetOfStack(stack, signal);
  } finally {
    onWait(undefined);
  }
}

const pageOf = (run: DagRun) => (run.url ? `\n${run.url}` : "");
const told = (run: DagRun) =>
  `${run.created ? "started" : "already there:"} run ${run.runId} of ${run.dagId} (${run.state})${pageOf(run)}`;
const ended = (run: DagRun) => `${run.state}: run ${run.runId} of ${run.dagId}${pageOf(run)}`;
