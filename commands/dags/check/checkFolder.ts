/** Imports every file of a folder of DAGs in the stack's own Airflow. What `check` shows, and what `push` asks before it uploads. */
import { CommandError } from "../../line/errors";
import { EXIT } from "../../line/exitCodes";
import type { StackFile } from "../../stack/stackFile";
import type { Checked } from "./findings";

export interface CheckOptions {
  /** Another folder than the stack's `airflow:dags`, relative to the project or absolute. */
  folder?: string;
  /** A Python environment that has Airflow, used as it is. */
  venv?: string;
  signal?: AbortSignal;
  /** Text of what is being done, for a line of progress. `news` is the same without numbers. */
  onProgress?(text: string, news: string): void;
}

/**
 * Never throws for what is wrong with the DAGs: that is in the result.
 *
 * @throws ConfigError for the stack's config, CommandError where the environment cannot be made
 */
export async function checkFolder(_file: StackFile, _options: CheckOptions = {}): Promise<Checked> {
  throw new CommandError("dags", "not-there", EXIT.refused, "the check is not there yet");
}
