/** The Pulumi command. State goes through pipes only: it has secrets in plain text, and no file may. */
import { spawn } from "node:child_process";
import { CommandError } from "../line/errors";
import { EXIT } from "../line/exitCodes";

export interface Ran {
  code: number;
  stdout: string;
  /** Both streams, as a terminal would show them. */
  said: string;
}

export interface Where {
  /** Folder with the Pulumi.yaml. */
  cwd: string;
  stack: string;
  env?: NodeJS.ProcessEnv;
  /** Gets what the command says while it runs: an `up` of half an hour should not be silent. */
  show?: NodeJS.WritableStream;
}

/** Runs it to its end, whatever the exit code. */
export function tryPulumi({ cwd, stack, env, show }: Where, args: readonly string[], stdin = ""): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", [...args, "--stack", stack, "--non-interactive"], {
      cwd,
      env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", ...env },
    });
    const out: Buffer[] = [];
    const all: Buffer[] = [];
    for (const parts of [out, all]) child.stdout.on("data", (chunk: Buffer) => void parts.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => void all.push(chunk));
    if (show)
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => show.write(chunk));
    child.on("error", (cause: NodeJS.ErrnoException) => {
      const message = cause.code === "ENOENT" ? "the Pulumi command is not on PATH" : `pulumi: ${cause.message}`;
      const fix = "https://www.pulumi.com/docs/iac/download-install/";
      reject(new CommandError("pulumi", "no-pulumi", EXIT.notReachable, message, { fix, cause }));
    });
    child.on("close", (code) => {
      const said = Buffer.concat(all).toString();
      resolve({ code: code ?? 1, stdout: Buffer.concat(out).toString(), said });
    });
    // A command that ends early does not read: its own message tells why.
    child.stdin.on("error", () => undefined).end(stdin);
  });
}

/** Runs it. @throws CommandError with what it said */
export async function pulumi(where: Where, args: readonly string[], stdin?: string): Promise<string> {
  const { code, stdout, said } = await tryPulumi(where, args, stdin);
  if (code === 0) return stdout;
  throw new CommandError("pulumi", "refused", EXIT.failed, `pulumi ${args.slice(0, 2).join(" ")}: ${lastLines(said)}`);
}

/** What a person needs of it. */
export const lastLines = (said: string): string =>
  said
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .slice(-12)
    .join("\n  ");
