/** The whole environment of the local Airflow's processes, in the order in which the home lays one over the other. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startupScript } from "../../../components/aws/mwaa/startupScript";
import { eager, essentials, podVariables, stackOptions, type Variables } from "./airflowSettings";
import { callersVariables, noClouds, placeVariables } from "./clouds";
import type { LocalStack } from "./localStack";
import { runStartup, type Started } from "./startup";

export interface Around {
  /** The Python environment. */
  venv: string;
  /** AIRFLOW_HOME. */
  home: string;
  port: number;
  /** Variables of `--as-stack`; without them no cloud is reached. */
  clouds?: Variables;
  signal?: AbortSignal;
}

export interface Environs {
  variables: Variables;
  /** How the startup script went. */
  startup: Started;
}

/** Low to high, as MWAA has it: opinions, the startup script, the stack's options, what must be. */
export async function variablesOf(stack: LocalStack, around: Around): Promise<Environs> {
  const { settings, dagsPath, pluginsPath, state } = stack;
  const { venv, home, port, clouds, signal } = around;
  mkdirSync(home, { recursive: true });
  const version = settings.airflowVersion;
  const options = stackOptions(settings);
  const must = essentials(version, { home, dags: dagsPath, plugins: pluginsPath, port });
  const own = join(state, "home-folder");
  const base: Variables = {
    ...callersVariables(process.env, clouds !== undefined),
    ...(clouds === undefined ? noClouds(own) : { HOME: process.env.HOME ?? own, ...clouds }),
    PATH: `${join(venv, "bin")}:${process.env.PATH ?? "/usr/bin:/bin"}`,
    VIRTUAL_ENV: venv,
    ...placeVariables(settings),
    ...eager(version),
    ...homeVariables(stack),
  };
  const before = { ...base, ...options, ...must };
  const startup = await runStartup(scriptOf(stack), before, join(home, "startup"), ownLines(stack), signal);
  return { variables: { ...base, ...startup.variables, ...options, ...placeVariables(settings), ...must }, startup };
}

/** What the home itself gives to every process. */
function homeVariables({ settings }: LocalStack): Variables {
  if (settings.platform === "mwaa") return { AIRFLOW_CONN_AWS_DEFAULT: "aws://", MWAA_AIRFLOW_COMPONENT: "worker" };
  const google = { conn_type: "google_cloud_platform", extra: { project: settings.gcpProject } };
  const aws = { conn_type: "aws", extra: { region_name: settings.aws?.region } };
  return {
    AIRFLOW_CONN_GOOGLE_CLOUD_DEFAULT: JSON.stringify(google),
    ...(settings.aws && { AIRFLOW_CONN_AWS_DEFAULT: JSON.stringify(aws) }),
    ...podVariables(settings.gke.values),
  };
}

/** GKE has no startup script. On MWAA the credentials are the cloud's: here they are nobody's, or the caller's own. */
const scriptOf = ({ settings, startup }: LocalStack): string =>
  settings.platform === "mwaa" ? startupScript({ googleProject: settings.gcpProject, userScript: startup }) : "";

/** Lines of the script that the program writes before the user's own. */
const ownLines = (stack: LocalStack): number => scriptOf({ ...stack, startup: "" }).split("\n").length - 1;
