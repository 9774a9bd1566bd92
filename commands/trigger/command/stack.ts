/** The target that a Pulumi stack names: its output `trigger`, read by the Pulumi command. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { TriggerError } from "../errors";
import { parseTarget, type Target } from "../target";

const run = promisify(execFile);

/** @throws TriggerError of layer `stack` where there is no Pulumi, no such stack or no such output. */
export async function targetOfStack(stack: string | undefined, signal?: AbortSignal): Promise<Target> {
  const args = ["stack", "output", "trigger", "--json", "--non-interactive", ...(stack ? ["--stack", stack] : [])];
  const name = stack ? `the stack ${stack}` : "the selected stack";
  let text: string;
  try {
    text = (await run("pulumi", args, { signal, timeout: 120_000, windowsHide: true })).stdout;
  } catch (problem) {
    const { code, stderr } = problem as { code?: string | number; stderr?: string };
    if (code === "ENOENT") {
      throw wrong("the Pulumi command is not on PATH", "install it, or give --target instead of --stack", problem);
    }
    const said = String(stderr ?? "")
      .trim()
      .split("\n")
      .pop()
      ?.slice(0, 300);
    throw wrong(
      `Pulumi gave no output \`trigger\` of ${name}: ${said || code}`,
      "check the name with `pulumi stack ls`, log in with `pulumi login`, and run `pulumi up` once",
      problem,
    );
  }
  try {
    return parseTarget(JSON.parse(text));
  } catch (problem) {
    const why = problem instanceof TriggerError ? problem.message : "it is not JSON";
    throw wrong(
      `the output \`trigger\` of ${name} is no target: ${why}`,
      "run `pulumi up` with this version of the program",
      problem,
    );
  }
}

const wrong = (message: string, fix: string, cause: unknown) =>
  new TriggerError("stack", "bad-stack", message, { fix, cause });
