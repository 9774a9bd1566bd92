/** `dags check`: the result goes to stdout, as text or JSON, and to the JUnit file. */
import { writeFileSync } from "node:fs";
import { UsageError } from "../../line/errors";
import { EXIT, type ExitCode } from "../../line/exitCodes";
import { interruption } from "../../line/interruption";
import { paints, statusLine } from "../../line/terminal";
import { readStack, readStackFile } from "../../stack/stackFile";
import type { Asked } from "../main";
import { checkFolder } from "./checkFolder";
import { errorsIn } from "./findings";
import { junit, text } from "./report";

export async function check(asked: Asked): Promise<ExitCode> {
  const file = asked.config !== undefined ? readStackFile(asked.config) : readStack(asked.stack ?? "dev");
  const status = statusLine(process.stderr);
  const { dags: folder, venv, asStack } = asked;
  try {
    const signal = interruption();
    const checked = await checkFolder(file, { folder, venv, asStack, signal, onProgress: status.show });
    status.clear();
    process.stdout.write(`${asked.json ? JSON.stringify(checked) : text(checked, paints(process.stdout))}\n`);
    if (asked.junit !== undefined) write(asked.junit, junit(checked));
    return errorsIn(checked).length > 0 ? EXIT.failed : EXIT.done;
  } finally {
    status.clear();
  }
}

function write(path: string, content: string): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw new UsageError(`--junit ${path} cannot be written: ${(error as Error).message}`);
  }
}
