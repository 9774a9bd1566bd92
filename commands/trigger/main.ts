/** The command: `npm run trigger -- DAG_ID …`. Its text for people goes to stderr, its result to stdout. */
import { type DagRun, EXIT, TriggerError, triggerDag, waitForRun } from "./index";
import { HELP, parse } from "./options";
import { show } from "./progress";
import { readTarget, type Target } from "./target";

async function main(args: string[]): Promise<number> {
  const wantsJson = args.includes("--json");
  const stop = new AbortController();
  const interrupted = () => stop.abort(new TriggerError("network", "cancelled", "cancelled"));
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  const progress = show(process.stderr);
  try {
    const command = parse(args);
    if (command === "help") {
      process.stdout.write(HELP);
      return EXIT.done;
    }
    const target =
      command.target === undefined ? await ofStack(command.stack, stop.signal) : readTarget(command.target);
    let run = await triggerDag(target, command.request, { signal: stop.signal });
    if (command.wait) {
      if (!command.json) process.stderr.write(`${told(run)}\n`);
      const { timeoutSeconds } = command;
      run = await waitForRun(target, run, { timeoutSeconds, signal: stop.signal, onProgress: progress.report });
      progress.end();
    }
    process.stdout.write(command.json ? `${JSON.stringify(run)}\n` : `${command.wait ? ended(run) : told(run)}\n`);
    return command.wait && run.state !== "success" ? EXIT.failed : EXIT.done;
  } catch (problem) {
    progress.end();
    return report(problem, wantsJson);
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

function report(problem: unknown, asJson: boolean): number {
  // Anything else is a fault of this program; its stack helps whoever mends it, and holds no value of conf.
  const known = problem instanceof TriggerError ? problem : undefined;
  if (asJson) {
    const { layer, code, message, fix, status, runId } = known ?? {
      layer: "usage",
      code: "bug",
      message: String(problem),
    };
    process.stdout.write(`${JSON.stringify({ error: { layer, code, message, fix, status, runId } })}\n`);
  } else if (known?.code === "cancelled") {
    process.stderr.write(
      `cancelled${known.runId ? `: the run ${known.runId}, if it was started, goes on in Airflow` : ""}\n`,
    );
  } else {
    process.stderr.write(`${known ? `${known.layer}: ${known.message}` : (problem as Error).stack}\n`);
    if (known?.fix) process.stderr.write(`  to mend it: ${known.fix}\n`);
    if (known?.runId && known.layer === "network") {
      process.stderr.write(`  to try again without a second run: --run-id ${known.runId}\n`);
    }
  }
  return known?.exitCode ?? EXIT.refused;
}

main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
  // Kept-alive connections would hold the process for seconds; what was written to a pipe must get out first.
  process.stdout.write("", () => process.stderr.write("", () => process.exit()));
});
