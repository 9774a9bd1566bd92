/** Where a stack's DAGs go, and its Airflow: from the stack's file and the outputs of its last `up`. */
import type { IgnoreSyntax } from "../../../components/shared/upload/ignoreFiles";
import { dagIgnoreSyntax, type UploadConfig } from "../../../config/uploads/folders";
import { CommandError } from "../../line/errors";
import { EXIT } from "../../line/exitCodes";
import type { StackFile } from "../../stack/stackFile";
import { outputsOfStack, targetIn } from "../../trigger/command/stack";
import type { Target } from "../../trigger/target";
import { type Address, addressOf } from "./store/store";

export interface Place {
  address: Address;
  /** Region of an S3 bucket. */
  region?: string;
  target: Target;
  /** Asleep there is no Airflow that could take the DAGs. */
  awake: boolean;
}

/** What of a stack file decides how its DAG folder is read. */
export interface DagConfig {
  dags: unknown;
  syntax: IgnoreSyntax;
}

/** Reads the few keys that push needs; the whole config is checked by `plan` and `up`. */
export function dagConfig({ config }: Pick<StackFile, "config">): DagConfig {
  const value = (key: string): unknown => {
    const text = config[`airflow:${key}`];
    if (text === undefined || !/^\s*[[{]/.test(text)) return text;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return text;
    }
  };
  const read = {
    platform: value("platform") === "gke" ? "gke" : "mwaa",
    airflowVersion: value("airflowVersion"),
    dags: value("dags"),
    mwaa: value("mwaa"),
    gke: value("gke"),
  } as UploadConfig;
  return { dags: read.dags ?? "airflow/dags", syntax: dagIgnoreSyntax(read) };
}

/** @throws CommandError where the program itself uploads the DAGs, or Airflow takes them from git */
export function refuseOwned(dags: unknown, stack: string): void {
  if (dags === "external") return;
  const owner =
    typeof dags === "string"
      ? `the program uploads ${dags} itself, and its next \`pulumi up\` would undo a push`
      : "Airflow takes its DAGs from a git repository";
  throw new CommandError(
    "config",
    "not-external",
    EXIT.usage,
    `airflow:dags of the stack ${stack} is ${told(dags)}: ${owner}`,
    {
      fix: `pulumi config set airflow:dags external --stack ${stack} && pulumi up --stack ${stack}, then push at once: that \`up\` removes the DAGs which the program uploaded`,
    },
  );
}

const told = (dags: unknown) => (typeof dags === "string" ? dags : JSON.stringify(dags));

/** @throws TriggerError where Pulumi has no outputs, CommandError where they are of another time */
export async function placeOf(stack: string, signal: AbortSignal): Promise<Place> {
  const outputs = await outputsOfStack(stack, signal);
  const { dagsFolder, trigger, awake = true } = outputs;
  if (dagsFolder === undefined)
    throw new CommandError(
      "stack",
      "not-external",
      EXIT.refused,
      `the stack ${stack} has no output dagsFolder: its last \`pulumi up\` was not with airflow:dags external, so the program still owns the DAGs in the bucket`,
      { fix: `pulumi up --stack ${stack}, then push` },
    );
  const address = addressOf(String(dagsFolder));
  if (!address)
    throw new CommandError(
      "stack",
      "bad-stack",
      EXIT.refused,
      `the output dagsFolder of the stack ${stack} is ${JSON.stringify(dagsFolder)}: no s3:// or gs:// folder`,
      {
        fix: `pulumi up --stack ${stack} with this version of the program`,
      },
    );
  const target = targetIn(trigger, stack);
  return { address, target, awake: awake !== false, ...(target.kind === "mwaa" && { region: target.region }) };
}
