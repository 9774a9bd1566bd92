/** `dags check`: the result goes to stdout, as text or JSON, and to the JUnit file. */
import { EXIT, type ExitCode } from "../../line/exitCodes";
import { interruption } from "../../line/interruption";
import { statusLine } from "../../line/terminal";
import { readStack, readStackFile } from "../../stack/stackFile";
import type { Asked } from "../main";
import { checkFolder } from "./checkFolder";
import { errorsIn } from "./findings";

export async function check(asked: Asked): Promise<ExitCode> {
  const file = asked.config !== undefined ? readStackFile(asked.config) : readStack(asked.stack ?? "dev");
  const status = statusLine(process.stderr);
  const { dags: folder, venv } = asked;
  try {
    const checked = await checkFolder(file, { folder, venv, signal: interruption(), onProgress: status.show });
    status.clear();
    process.stdout.write(`${JSON.stringify(checked)}\n`);
    return errorsIn(checked).length > 0 ? EXIT.failed : EXIT.done;
  } finally {
    status.clear();
  }
}
