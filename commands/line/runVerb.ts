/** Runs one verb: reads its arguments, shows its error, ends the process with its code. */

import type { Verb } from "../verb";
import { isTold, type Told } from "./errors";
import { EXIT } from "./exitCodes";
import { refuseSwallowed } from "./npmRun";
import { parse } from "./parse";
import { exitWhenWritten, paints, quietPipes } from "./terminal";

/** For the launcher: `args` are those after the verb's name. */
export function runVerb(verb: Verb, args: readonly string[]): Promise<void> {
  return ending(args.includes("--json"), async () => {
    refuseSwallowed(verb, args);
    const read = parse(verb, args);
    return read === undefined ? EXIT.done : ((await verb.run(read)) ?? EXIT.done);
  });
}

/** Whatever happens, one text and one exit code. */
export async function ending(asJson: boolean, work: () => Promise<number>): Promise<void> {
  quietPipes();
  let code: number;
  try {
    code = await work();
  } catch (error) {
    code = isTold(error) ? error.exitCode : EXIT.fault;
    if (asJson) process.stdout.write(`${JSON.stringify({ error: jsonOf(error) })}\n`);
    else process.stderr.write(textOf(error, paints(process.stderr)));
  }
  exitWhenWritten(code);
}

function jsonOf(error: unknown): object {
  if (!isTold(error)) return { layer: "fault", code: "fault", message: String(error) };
  const { layer, code, message, fix, status, runId, problems } = error;
  return { layer, code, message, fix, status, runId, problems };
}

/** `layer: message`, then what fixes it. A fault shows its stack, for whoever fixes that. */
export function textOf(error: unknown, { red, bold }: Pick<ReturnType<typeof paints>, "red" | "bold">): string {
  if (!isTold(error)) {
    const { stack = String(error), runId } = error as Partial<Told>;
    return `${red("fault:")} ${stack}\n${runId ? `  the run's id, if it was started: ${runId}\n` : ""}`;
  }
  if (error.code === "cancelled") return `cancelled${stillRuns(error)}\n`;
  const lines = [`${red(`${error.layer}:`)} ${error.message}`];
  if (error.fix) lines.push(`  ${bold("to fix it:")} ${error.fix}`);
  // A refusal made no run; here nobody can say.
  if (error.runId && error.layer === "network")
    lines.push(`  ${bold("to try again without a second run:")} --run-id ${error.runId}`);
  return `${lines.join("\n")}\n`;
}

const stillRuns = ({ runId }: Told) => (runId ? `: the run ${runId}, if it was started, goes on in Airflow` : "");
