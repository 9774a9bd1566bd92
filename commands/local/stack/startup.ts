/** Runs the stack's startup script as MWAA does, and gives the variables that it leaves behind. */
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Variables } from "./airflowSettings";

/** How it went. */
export interface Started {
  /** What it set or changed. */
  variables: Variables;
  /** Why it fails, in words; MWAA would not start the container, or the script says so itself. */
  failure?: string;
  /** It goes on, and deserves a second look. */
  doubt?: string;
  /** The last lines of what it printed. */
  said: string;
}

/** MWAA's own limit (aws/amazon-mwaa-docker-images, `mwaa/config/setup_environment.py`). */
const seconds = 295;

/** Variables that MWAA keeps as they are (the same file), and the shell's own. */
const protectedVariables =
  /^(AIRFLOW_(ENV_ID|ENV_NAME|HOME|TASK_REVISION_ID|VERSION)|AIRFLOW__(WEBSERVER|API)__BASE_URL|AWS_(DEFAULT_)?REGION|CUSTOMER_ACCOUNT_ID|ECS_.*|AWS_CONTAINER_CREDENTIALS_RELATIVE_URI|AWS_EXECUTION_ENV|PYTHONPATH|PYTHONUNBUFFERED|MWAA__.*|PWD|OLDPWD|SHLVL|_)$/;

/** `exit` in the script ends it as in the image, where it is an alias that saves the variables first. */
const wrapper = `ended() { local status=\${1:-$?}; env -0 > "$STARTUP_VARIABLES"; unalias exit; exit "$status"; }
shopt -s expand_aliases
alias exit=ended
source "$STARTUP_SCRIPT"
printf %s "$?" > "$STARTUP_STATUS"
exit 0
`;

/**
 * @param script its text; nothing is run where it is empty
 * @param env what the container has before
 * @param folder for its files
 * @param ownLines how many of its lines are not the user's
 */
export async function runStartup(
  script: string,
  env: Variables,
  folder: string,
  ownLines = 0,
  signal?: AbortSignal,
): Promise<Started> {
  if (script.trim() === "") return { variables: {}, said: "" };
  mkdirSync(folder, { recursive: true });
  const file = (name: string) => join(folder, `startup.${name}`);
  for (const name of ["variables", "status"]) rmSync(file(name), { force: true });
  writeFileSync(file("sh"), script);
  const files = { STARTUP_SCRIPT: file("sh"), STARTUP_VARIABLES: file("variables"), STARTUP_STATUS: file("status") };
  const { code, said } = await bash(["-c", wrapper], { ...env, ...files }, folder, signal);
  const left = read(file("variables"));
  const status = read(file("status"));
  // As the user's own file has it, which follows the program's lines.
  const own = said.replaceAll(
    /^\S*startup\.sh: line (\d+):/gm,
    (_, line) => `airflow/startup.sh: line ${Number(line) - ownLines}:`,
  );
  const failure = failureOf(code, left === undefined, own);
  for (const name of ["variables", "status"]) rmSync(file(name), { force: true });
  return {
    variables: left === undefined ? {} : changed(left, env),
    said: lastLines(own),
    ...(failure !== undefined && { failure }),
    ...(failure === undefined &&
      status !== undefined &&
      status !== "0" && { doubt: `its last command ends with ${status}` }),
  };
}

function failureOf(code: number | "late" | "missing", nothingLeft: boolean, said: string): string | undefined {
  if (code === "missing") return "there is no bash on this machine, which runs it";
  if (code === "late") return `it takes more than ${seconds} s, and MWAA ends it then`;
  const syntax = /startup\.sh: line (\d+): (syntax error.*|unexpected .*)/.exec(said);
  if (syntax) return `line ${syntax[1]}: ${syntax[2]}`;
  if (code !== 0)
    return nothingLeft ? `it ends with ${code}, and leaves no variables (set -e?)` : `it ends with exit ${code}`;
  if (nothingLeft) return "it leaves no variables: MWAA does not start the container then";
  return undefined;
}

/** What differs from before; a variable that it removed stays, as in the image, where the two are laid over each other. */
function changed(left: string, before: Variables): Variables {
  const pairs = left
    .split("\0")
    .filter((pair) => pair.includes("="))
    .map((pair): [string, string] => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]);
  return Object.fromEntries(
    pairs.filter(
      ([name, value]) =>
        before[name] !== value &&
        !protectedVariables.test(name) &&
        !name.startsWith("STARTUP_") &&
        !name.startsWith("BASH_FUNC_"),
    ),
  );
}

function bash(
  args: string[],
  env: Variables,
  cwd: string,
  signal?: AbortSignal,
): Promise<{ code: number | "late" | "missing"; said: string }> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that what it started ends with it.
    const child = spawn("bash", args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    let said = "";
    let late = false;
    const end = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {} // gone already
    };
    const timer = setTimeout(() => {
      late = true;
      end();
    }, seconds * 1000);
    signal?.addEventListener("abort", end, { once: true });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (said += part));
    child.once("error", () => {
      clearTimeout(timer);
      resolve({ code: "missing", said });
    });
    child.once("close", (code) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code: late ? "late" : (code ?? 1), said });
    });
  });
}

const lastLines = (text: string): string => text.trim().split("\n").slice(-5).join("\n");

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
