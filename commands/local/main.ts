/** `local`: the stack's Airflow on this machine, from the first line to Ctrl-C. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { configMistake } from "../line/configMistake";
import { CommandError } from "../line/errors";
import { EXIT, type ExitCode } from "../line/exitCodes";
import { interruption } from "../line/interruption";
import { paints, type StatusLine, statusLine } from "../line/terminal";
import { readStack, readStackFile } from "../stack/stackFile";
import { type Environment, environmentOf, givenEnvironment } from "./environment/environment";
import { wantedFor } from "./environment/wanted";
import { portOf } from "./run/port";
import { type AirflowProcess, lastOf, startAirflow } from "./run/process";
import { isUp, type Login, loginOf, prepareLogin } from "./run/ready";
import { notRunning, nowRunning, refuseSecond, reset } from "./run/state";
import { type LocalStack, localStack } from "./stack/localStack";
import { variablesOf } from "./stack/variables";

interface Asked {
  stack?: string;
  config?: string;
  port?: string;
  dags?: string;
  asStack: boolean;
  reset: boolean;
  venv?: string;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

export async function local(asked: Asked): Promise<ExitCode> {
  const status = statusLine(process.stderr);
  try {
    return await run(asked, status, interruption());
  } catch (error) {
    throw configMistake(error);
  } finally {
    status.clear();
  }
}

async function run(asked: Asked, status: StatusLine, signal: AbortSignal): Promise<ExitCode> {
  const file = asked.config !== undefined ? readStackFile(asked.config) : readStack(asked.stack ?? "dev");
  const stack = localStack(file, asked.dags);
  refuseSecond(stack.state, stack.stack);
  const port = await portOf(asked.port);
  if (asked.reset) reset(stack.state);
  const environment = await environmentFor(stack, asked, status, signal);
  for (const note of environment.notes) say(note);

  const home = join(stack.state, "home");
  const clouds = asked.asStack ? await cloudsOf(stack) : undefined;
  const { variables, startup } = await variablesOf(stack, { venv: environment.venv, home, port, clouds, signal });
  if (startup.failure !== undefined)
    throw new CommandError(
      "startup",
      "failed",
      EXIT.failed,
      `airflow/startup.sh: ${startup.failure}\n${startup.said}`.trim(),
      {
        fix: "change airflow/startup.sh: npm run --silent dags -- check says the same",
      },
    );
  if (startup.doubt !== undefined) say(`airflow/startup.sh: ${startup.doubt}`);
  prepareLogin(stack.settings.airflowVersion, home);
  const log = join(stack.state, "airflow.log");
  const airflow = startAirflow(environment.venv, variables, stack.state, log);
  nowRunning(stack.state, { pid: process.pid, url: `http://localhost:${port}`, venv: environment.venv });
  try {
    return await kept(stack, airflow, { port, home, log, status, signal });
  } finally {
    status.show("ending Airflow");
    await airflow.end();
    notRunning(stack.state);
    rmSync(join(stack.state, "as-stack"), { recursive: true, force: true });
  }
}

const environmentFor = async (
  stack: LocalStack,
  { venv }: Asked,
  status: StatusLine,
  signal: AbortSignal,
): Promise<Environment> => {
  if (venv !== undefined) return givenEnvironment(venv);
  const wanted = wantedFor(stack.settings, stack.requirements, stack.pluginsPath);
  return environmentOf(wanted, stack.requirements, { state: stack.state, onProgress: status.show, signal });
};

async function cloudsOf({ settings, state }: LocalStack) {
  const { asStack } = await import("./stack/asStack");
  return asStack(settings, join(state, "as-stack"));
}

interface Keeping {
  port: number;
  home: string;
  log: string;
  status: StatusLine;
  signal: AbortSignal;
}

/** From its start to its end. */
async function kept(
  stack: LocalStack,
  airflow: AirflowProcess,
  { port, home, log, status, signal }: Keeping,
): Promise<ExitCode> {
  const version = stack.settings.airflowVersion;
  const began = performance.now();
  const show = () =>
    status.show(`starting Airflow ${version}, ${Math.floor((performance.now() - began) / 1000)}s`, "starting");
  show();
  const timer = setInterval(show, 1000);
  const up = await isUp(version, port, () => signal.aborted || airflow.hasEnded());
  clearInterval(timer);
  status.clear();
  if (signal.aborted) return EXIT.done;
  if (!up) throw endedBy(log, "did not start");
  const url = `http://localhost:${port}`;
  const login = loginOf(version, home);
  say(greeting(stack, url, login, log));
  const { watch } = await import("./run/watch");
  const stop = new AbortController();
  signal.addEventListener("abort", () => stop.abort(), { once: true });
  const watching = watch(url, version, login, stack.dagsPath, say, stop.signal);
  const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  await Promise.race([airflow.ended, aborted]);
  stop.abort();
  await watching;
  if (!signal.aborted) throw endedBy(log, "has ended");
  return EXIT.done;
}

const endedBy = (log: string, how: string) =>
  new CommandError("airflow", "ended", EXIT.failed, `Airflow ${how}:\n${lastOf(log)}`, { fix: `see ${log}` });

function greeting(
  { settings, dags, stack }: LocalStack,
  url: string,
  { username, password }: Login,
  log: string,
): string {
  const { bold, dim } = paints(process.stdout);
  return [
    `${bold(`Airflow ${settings.airflowVersion} of stack ${stack}: ${url}`)}   user ${username}, password ${password}`,
    dim(`DAGs of ${dags}: a file that is saved is seen in seconds. Log: ${log}`),
    dim(
      `A run from here: AIRFLOW_USERNAME=${username} AIRFLOW_PASSWORD=${password} npm run --silent trigger -- DAG_ID --allow-paused --target ${url}`,
    ),
    dim("Ctrl-C ends it."),
  ].join("\n");
}
