/** Runs the Pulumi command as a person does, and kills it in the middle, with everything it has started. */
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import type { Project } from "../project";
import type { Memory } from "./memory";

export interface Ended {
  code: number | null;
  said: string;
}

const running = (child: ChildProcess, said: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => void said.push(String(chunk)));
    child.on("close", (code) => resolve({ code, said: said.join("") }));
  });

function start(project: Project, command: string, args: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(command, args, {
    cwd: project.dir,
    env: { ...process.env, ...project.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: the engine's children go with it.
    detached: true,
  });
  return { child, ended: running(child, []) };
}

/** `pulumi OPERATION` to its end. */
export const pulumi = (project: Project, operation: string): Promise<Ended> =>
  start(project, "pulumi", operationArgs(project, operation), {}).ended;

const operationArgs = ({ stack: { name } }: Project, operation: string) => [
  operation,
  "--yes",
  "--skip-preview",
  "--non-interactive",
  "--stack",
  name,
  "--parallel",
  "64",
];

/** `npm run resume -- --yes` to its end. */
export const resume = (project: Project, env: NodeJS.ProcessEnv, ...more: string[]): Promise<Ended> =>
  start(project, process.execPath, ["--import", "tsx", "-e", runs(project, more)], {
    ...env,
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "example",
    GOOGLE_APPLICATION_CREDENTIALS: "/none",
  }).ended;

/** The verb from its source: to compile it into one file would cost more than it does. */
const runs = ({ stack: { name } }: Project, more: string[]) =>
  `const { runVerb } = require("./commands/line/runVerb"); const { verb } = require("./commands/resume/verb");
   runVerb(verb, ${JSON.stringify(["--stack", name, "--yes", ...more])});`;

/** Lets an operation run until everything that it can begin is held, and kills it there. @returns what was held */
export async function killWhenHeld(project: Project, memory: Memory, operation: string) {
  memory.held.length = 0;
  memory.lastCall = Date.now();
  const { child, ended } = start(project, "pulumi", operationArgs(project, operation), {});
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!over && (memory.held.length === 0 || Date.now() - memory.lastCall < 1200)) await setTimeout(100);
  const finished = over;
  if (!finished) process.kill(-(child.pid as number), "SIGKILL");
  const { code, said } = await ended;
  return { held: [...memory.held], finished, code, said };
}
