/** What was typed after `dags push`, checked before anything is read or sent. */
import { UsageError } from "../../line/errors";
import { readStack, readStackFile, type StackFile } from "../../stack/stackFile";
import type { Asked } from "../main";

export interface PushRequest {
  /** Its outputs say where to; of a file given by --config it is the name that the file has. */
  stack: string;
  file: StackFile;
  /** Folder of this machine, relative to where the command was called. Default: the project's airflow/dags. */
  folder?: string;
  /** A commit, tag or branch; undefined pushes the folder as it is. */
  to?: string;
  check: boolean;
  venv?: string;
  /** For the check. */
  asStack: boolean;
  dryRun: boolean;
  removeOthers: boolean;
  takeLock?: string;
  waitSeconds: number;
  json: boolean;
}

/** MWAA looks for new files every five minutes ([scheduler] dag_dir_list_interval), and parses them after that. */
const WAIT = 600;

/** @throws UsageError that names the option and its value */
export function requestOf(asked: Asked): PushRequest {
  const waitSeconds = asked.wait === undefined ? WAIT : Number(asked.wait);
  if (asked.wait?.trim() === "" || !(waitSeconds >= 0 && waitSeconds <= 86_400))
    throw new UsageError(`--wait is ${JSON.stringify(asked.wait)}: give seconds, 0 to 86400`);
  if (asked.takeLock !== undefined && asked.dryRun)
    throw new UsageError("--take-lock is not for --dry-run, which takes no lock", "leave one of them out");
  const file = asked.config === undefined ? readStack(asked.stack ?? "dev") : readStackFile(asked.config);
  return {
    stack: file.stack,
    file,
    ...(asked.dags !== undefined && { folder: asked.dags }),
    asStack: asked.asStack,
    ...(asked.to !== undefined && { to: asked.to }),
    check: !asked.noCheck,
    ...(asked.venv !== undefined && { venv: asked.venv }),
    dryRun: asked.dryRun,
    removeOthers: asked.removeOthers,
    ...(asked.takeLock !== undefined && { takeLock: asked.takeLock }),
    waitSeconds,
    json: asked.json,
  };
}
