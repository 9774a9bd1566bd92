/** Runs the command as a user's shell does. */
import { spawn } from "node:child_process";
import { join } from "node:path";

export const ROOT = join(__dirname, "..", "..", "..");

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

interface How {
  /** Added to a bare environment that has PATH and HOME only. */
  env?: Record<string, string>;
  cwd?: string;
}

export function start(command: string, args: readonly string[], { env = {}, cwd = ROOT }: How = {}): Promise<Ended> {
  const bare = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" };
  const child = spawn(command, args, { cwd, env: { ...bare, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const read = { out: "", err: "" };
  child.stdout.on("data", (data) => {
    read.out += data;
  });
  child.stderr.on("data", (data) => {
    read.err += data;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (code) => resolve({ code, ...read }));
  });
}

/** `node commands/cli.cjs ARGS`. */
export const cli = (args: readonly string[], how?: How): Promise<Ended> =>
  start(process.execPath, ["commands/cli.cjs", ...args], how);
