/** uv, which makes Python environments and resolves what is in them (https://docs.astral.sh/uv/). */
import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import { CommandError } from "../../line/errors";
import { EXIT } from "../../line/exitCodes";

const root = join(__dirname, "..", "..", "..");
let found: string | undefined;

/** The uv on PATH, else the one that the tests have, which is installed by Python's own pip at the first use. */
export function uvPath(): string {
  found ??= onPath() ?? ofTheTests();
  return found;
}

function onPath(): string | undefined {
  try {
    execFileSync("uv", ["--version"], { stdio: "ignore" });
    return "uv";
  } catch {
    return undefined;
  }
}

function ofTheTests(): string {
  try {
    const told = execFileSync("python3", [join(root, "airflow", "tests", "env.py"), "--uv"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    return told.trim().split("\n").at(-1) as string;
  } catch (error) {
    throw new CommandError("python", "no-uv", EXIT.refused, "there is no uv, and it could not be installed", {
      fix: "install uv (https://docs.astral.sh/uv/getting-started/installation/), or Python 3.10 or later with pip",
      cause: error,
    });
  }
}

/** How a run of uv ended; `said` is its text for people. */
export interface Ran {
  ok: boolean;
  out: string;
  said: string;
}

/** Runs uv. No environment of the caller's leaks into what it makes. @throws where the signal is aborted */
export function uv(args: readonly string[], more: { input?: string; signal?: AbortSignal } = {}): Promise<Ran> {
  const env = { ...process.env, NO_COLOR: "1", VIRTUAL_ENV: undefined, UV_PROJECT_ENVIRONMENT: undefined };
  return new Promise((resolve, reject) => {
    const options = { cwd: root, env, signal: more.signal, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(uvPath(), [...args], options, (error, out, said) => {
      if (more.signal?.aborted) return reject(more.signal.reason);
      resolve({ ok: error === null, out, said: said.trim() || (error?.message ?? "") });
    });
    child.stdin?.on("error", () => undefined).end(more.input ?? "");
  });
}
