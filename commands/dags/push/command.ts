/** `dags push`: check, upload what changed, wait until Airflow has it. Text for people goes to stderr while it works; the result to stdout. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { CommandError, UsageError } from "../../line/errors";
import { EXIT, type ExitCode } from "../../line/exitCodes";
import { interruption } from "../../line/interruption";
import { statusLine } from "../../line/terminal";
import type { Asked } from "../main";
import { checkOut, commitOf } from "./files/commit";
import { cacheOf, readFolder } from "./files/folder";
import { type PushRequest, requestOf } from "./options";
import { dagConfig, type Place, placeOf, refuseOwned } from "./place";
import { push } from "./push";
import { type Pushed, textOf } from "./show";
import { openStore } from "./store/store";

const root = resolve(__dirname, "..", "..", "..");

export async function pushDags(asked: Asked): Promise<ExitCode> {
  const signal = interruption();
  const request = requestOf(asked);
  const { dags, syntax } = dagConfig(request.file);
  refuseOwned(dags, request.stack);
  const home = request.folder === undefined ? join(root, "airflow/dags") : resolve(request.folder);
  if (!existsSync(home))
    throw new UsageError(
      `there is no folder ${request.folder ?? "airflow/dags"}`,
      "name the folder of your DAGs with --dags",
    );
  const out = request.to === undefined ? undefined : await checkOut(request.to, home);
  try {
    const from = out?.folder ?? home;
    const [place, commit] = await Promise.all([placeOf(request.stack, signal), out ? out.commit : commitOf(home)]);
    const local = readFolder(from, syntax, out ? undefined : cacheOf(home, root));
    if (request.check && !request.dryRun) await checked(request, from, signal);
    const store = await openStore(place.address, place.region);
    const pushed = await push({ ...request, place, store, local, commit, signal });
    return told(pushed, request, place);
  } finally {
    out?.remove();
  }
}

/** @throws CommandError where the check finds an error: nothing goes up then */
async function checked({ file, venv, asStack }: PushRequest, folder: string, signal: AbortSignal): Promise<void> {
  const status = statusLine(process.stderr);
  try {
    const [{ checkFolder }, { errorsIn }] = await Promise.all([
      import("../check/checkFolder"),
      import("../check/findings"),
    ]);
    const found = await checkFolder(file, { folder, ...(venv && { venv }), asStack, signal, onProgress: status.show });
    status.clear();
    const errors = errorsIn(found);
    if (errors.length === 0) return;
    const problems = errors.map(({ file: path, line, message }) =>
      [path && `${path}${line === undefined ? "" : `:${line}`}`, message].filter(Boolean).join(": "),
    );
    throw new CommandError(
      "dags",
      "check-failed",
      EXIT.failed,
      `the check found ${errors.length === 1 ? "an error" : `${errors.length} errors`}, so nothing went up:\n  ${problems.join("\n  ")}`,
      { problems, fix: "fix the files; `dags check` shows more, and --no-check pushes all the same" },
    );
  } finally {
    status.clear();
  }
}

function told(pushed: Pushed, { json, waitSeconds }: PushRequest, { target }: Place): ExitCode {
  process.stdout.write(json ? `${JSON.stringify(pushed)}\n` : textOf(pushed));
  const { airflow } = pushed;
  if (!airflow) return EXIT.done;
  if (airflow.errors.length > 0) return EXIT.failed;
  if (airflow.pending.length === 0) return EXIT.done;
  if (json) return EXIT.timedOut;
  const where = target.url ? ` (${target.url})` : "";
  throw new CommandError(
    "airflow",
    "timed-out",
    EXIT.timedOut,
    `it is in the bucket, but after ${waitSeconds} s Airflow${where} has not taken ${airflow.pending.slice(0, 5).join(", ")}${airflow.pending.length > 5 ? ` and ${airflow.pending.length - 5} more` : ""}`,
    { problems: airflow.pending, fix: "look at the DAG processor's log, or wait longer with --wait S" },
  );
}
