/** A stack as this machine sees it: its checked config, its folders, what its home gives to every Airflow process. */
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { dagFolder, userText } from "../../../components/shared/airflowFolder";
import { parseStackConfig, type Settings } from "../../../config";
import { uploadsOf } from "../../../config/uploads/folders";
import { CommandError, UsageError } from "../../line/errors";
import { EXIT } from "../../line/exitCodes";
import type { StackFile } from "../../stack/stackFile";

export const root = join(__dirname, "..", "..", "..");

export interface LocalStack {
  /** The stack's name, as its file has it. */
  stack: string;
  settings: Settings;
  /** Folder of the DAGs: as it was named, and where it is. */
  dags: string;
  dagsPath: string;
  pluginsPath: string;
  /** `.cache/local/STACK` */
  state: string;
  /** The user's own `airflow/requirements.txt` and `airflow/startup.sh`. */
  requirements: string;
  startup: string;
}

/**
 * @param folder another one than the stack's own
 * @throws ConfigError, UsageError
 */
export function localStack(file: StackFile, folder?: string): LocalStack {
  const isEncrypted = (key: string) => file.secretKeys.includes(key);
  const settings = parseStackConfig(file.config, file.stack, isEncrypted, {
    elsewhere: file.elsewhere,
    uploads: uploadsOf,
  });
  const dags = folder ?? ownFolder(settings, file.stack);
  const dagsPath = folder === undefined ? resolve(root, dags) : resolve(dags);
  if (!existsSync(dagsPath)) throw new UsageError(`the folder of DAGs ${dags} is not there`, `mkdir -p ${dags}`);
  return {
    stack: file.stack,
    settings,
    dags,
    dagsPath,
    pluginsPath: join(root, "airflow", "plugins"),
    state: join(root, ".cache", "local", file.stack.replaceAll(/[^\w.-]/g, "_")),
    requirements: userText("requirements.txt", root),
    startup: userText("startup.sh", root),
  };
}

/** The folder that `dags push` takes where it is told of no other. */
const pushed = "airflow/dags";

function ownFolder({ dags }: Settings, stack: string): string {
  const found = dagFolder(dags);
  if (found !== undefined) return found;
  // What is pushed lies here, unless the push is told otherwise.
  if (dags === "external" && readdirSync(join(root, pushed)).some((name) => !name.startsWith("."))) return pushed;
  const where = dags === "external" ? "your CI uploads them" : "they come from a git repository";
  throw new CommandError(
    "dags",
    "elsewhere",
    EXIT.usage,
    `the DAGs of stack ${stack} are not in a folder here: ${where}`,
    {
      fix: "name a checkout of them: --dags FOLDER",
    },
  );
}
