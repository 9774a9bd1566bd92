/** Imports every file of a folder of DAGs in the stack's own Airflow. What `check` shows, and what `push` asks before it uploads. */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../../../components/shared/folder";
import { dagIgnoreSyntax } from "../../../config/uploads/folders";
import { givenEnvironment, installed, resolved } from "../../local/environment/environment";
import { type Wanted, wantedFor } from "../../local/environment/wanted";
import { running } from "../../local/run/state";
import type { Variables } from "../../local/stack/airflowSettings";
import { type LocalStack, localStack } from "../../local/stack/localStack";
import type { Started } from "../../local/stack/startup";
import { variablesOf } from "../../local/stack/variables";
import type { StackFile } from "../../stack/stackFile";
import type { Checked, Finding } from "./findings";
import { inAirflow } from "./inAirflow";
import { judged } from "./judge";

export interface CheckOptions {
  /** Another folder than the stack's `airflow:dags`, relative to where the command was called, or absolute. */
  folder?: string;
  /** A Python environment that has Airflow, used as it is. */
  venv?: string;
  /** Read the stack's variables and connections, with the caller's own login. */
  asStack?: boolean;
  signal?: AbortSignal;
  /** Text of what is being done, for a line of progress. `news` is the same without numbers. */
  onProgress?(text: string, news?: string): void;
}

/**
 * Never throws for what is wrong with DAGs, packages or the startup script: that is in the result.
 *
 * @throws ConfigError for the stack's config, CommandError where the environment cannot be made
 */
export async function checkFolder(file: StackFile, options: CheckOptions = {}): Promise<Checked> {
  const began = performance.now();
  const { venv: given, signal, onProgress = () => undefined } = options;
  const stack = localStack(file, options.folder);
  const wanted = wantedFor(stack.settings, stack.requirements, stack.pluginsPath);
  const seconds = () => Math.round(performance.now() - began) / 1000;
  const making = { state: stack.state, onProgress, signal, inUse: running(stack.state)?.venv };
  const fit = needsResolving(stack, given) ? await resolved(wanted, stack.requirements, making) : undefined;
  if (fit !== undefined && "conflict" in fit)
    return { ...nothing(stack, wanted), findings: [requirementsFinding(fit.conflict)], seconds: seconds() };
  const environment = given === undefined && fit !== undefined ? await installed(fit, wanted, making) : undefined;
  const venv = environment ?? givenEnvironment(given as string).venv;

  const home = join(stack.state, "check");
  rmSync(home, { recursive: true, force: true });
  const clouds = options.asStack ? await cloudsOf(stack) : undefined;
  const { variables, startup } = await variablesOf(stack, { venv, home, port: 8080, clouds, signal });
  onProgress(`importing the files of ${stack.dags}`);
  const inside = await inAirflow({
    venv,
    variables,
    folder: stack.dagsPath,
    files: filesBelow(stack.dagsPath, syntaxOf(stack)),
    onFile: (done, of) => onProgress(`imported ${done} of ${of} files`, "importing"),
    signal,
  });
  const linesOf = (path: string) => readFileSync(join(stack.dagsPath, path), "utf8").split("\n");
  const notes = fit?.notes ?? [];
  return {
    airflowVersion: inside.airflow,
    python: inside.python,
    folder: stack.dags,
    files: inside.files,
    dags: inside.results.flatMap(({ file: path, dags }) => dags.map((dagId) => ({ dagId, file: path }))).sort(byId),
    findings: [
      ...startupFindings(startup),
      ...inside.problems,
      ...judged({ platform: stack.settings.platform, results: inside.results, linesOf }),
    ],
    notes: [...notes, ...versionNotes(inside.airflow, stack)],
    seconds: seconds(),
  };
}

/** With an environment of the caller's only what the user's own file asks for is worth the resolver's seconds. */
const needsResolving = ({ settings, requirements }: LocalStack, given: string | undefined): boolean =>
  given === undefined || (settings.platform === "mwaa" && requirements.trim() !== "");

async function cloudsOf({ settings, state }: LocalStack): Promise<Variables> {
  const { asStack } = await import("../../local/stack/asStack");
  return asStack(settings, join(state, "as-stack"));
}

const nothing = (stack: LocalStack, { airflowVersion, python }: Wanted) => ({
  airflowVersion,
  python,
  folder: stack.dags,
  files: [],
  dags: [],
  notes: ["No DAG was imported: the home installs none of these packages either."],
});

const requirementsFinding = (conflict: { message: string; line?: number; fix?: string }): Finding => ({
  level: "error",
  rule: "requirements",
  file: "airflow/requirements.txt",
  ...conflict,
});

function startupFindings({ failure, doubt, said }: Started): Finding[] {
  const text = failure ?? doubt;
  if (text === undefined) return [];
  const line = /airflow\/startup\.sh: line (\d+):/.exec(said)?.[1];
  const message = `the startup script: ${text}${said && !said.includes(text) ? `\n${said}` : ""}`;
  const level = failure === undefined ? "warning" : "error";
  return [{ level, rule: "startup", file: "airflow/startup.sh", ...(line && { line: Number(line) }), message }];
}

function syntaxOf({ settings }: LocalStack) {
  const { platform, airflowVersion, dags } = settings;
  if (platform === "mwaa") return dagIgnoreSyntax({ platform, airflowVersion, dags, mwaa: settings.mwaa });
  return dagIgnoreSyntax({ platform, airflowVersion, dags, gke: settings.gke });
}

const versionNotes = (found: string, { settings: { airflowVersion } }: LocalStack): string[] =>
  found === airflowVersion ? [] : [`The environment has Airflow ${found}, the stack ${airflowVersion}.`];

const byId = (one: Checked["dags"][number], other: Checked["dags"][number]): number =>
  one.dagId.localeCompare(other.dagId, "en") || one.file.localeCompare(other.file, "en");
