/** What a Pulumi stack says of itself: its outputs, read by the Pulumi command; `trigger` among them is the target. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { TriggerError } from "../errors";
import { parseTarget, type Target } from "../target";

const run = promisify(execFile);

/** @throws TriggerError of layer `stack` where there is no Pulumi, no such stack or no such output. */
export async function targetOfStack(stack: string | undefined, signal?: AbortSignal): Promise<Target> {
  const text = await outputOfStack(["trigger"], "no output `trigger`", stack, signal);
  try {
    return targetIn(JSON.parse(text), stack);
  } catch (problem) {
    if (problem instanceof TriggerError) throw problem;
    throw noTarget("it is not JSON", stack, problem);
  }
}

/** All outputs of a stack. @throws TriggerError of layer `stack` */
export async function outputsOfStack(stack: string, signal?: AbortSignal): Promise<Record<string, unknown>> {
  const text = await outputOfStack([], "no outputs", stack, signal);
  try {
    return (JSON.parse(text) as Record<string, unknown> | null) ?? {};
  } catch (problem) {
    throw wrong(`the outputs of ${nameOf(stack)} are not JSON`, "update the Pulumi command", problem);
  }
}

/** The target in the value of the output `trigger`. @throws TriggerError of layer `stack` where it is none */
export function targetIn(value: unknown, stack: string | undefined): Target {
  try {
    return parseTarget(value);
  } catch (problem) {
    throw noTarget((problem as Error).message, stack, problem);
  }
}

const nameOf = (stack: string | undefined) => (stack ? `the stack ${stack}` : "the selected stack");

async function outputOfStack(
  which: string[],
  missing: string,
  stack: string | undefined,
  signal: AbortSignal | undefined,
): Promise<string> {
  const args = ["stack", "output", ...which, "--json", "--non-interactive", ...(stack ? ["--stack", stack] : [])];
  try {
    return (await run("pulumi", args, { signal, timeout: 120_000, windowsHide: true })).stdout;
  } catch (problem) {
    const { code, stderr } = problem as { code?: string | number; stderr?: string };
    if (code === "ENOENT") {
      throw wrong(
        "the Pulumi command is not on PATH",
        which.length > 0 ? "install it, or give --target instead of --stack" : "install it",
        problem,
      );
    }
    const said = String(stderr ?? "")
      .trim()
      .split("\n")
      .pop()
      ?.slice(0, 300);
    throw wrong(
      `Pulumi gave ${missing} of ${nameOf(stack)}: ${said || code}`,
      "check the name with `pulumi stack ls`, log in with `pulumi login`, and run `pulumi up` once",
      problem,
    );
  }
}

const noTarget = (why: string, stack: string | undefined, cause: unknown) =>
  wrong(
    `the output \`trigger\` of ${nameOf(stack)} is no target: ${why}`,
    "run `pulumi up` with this version of the program",
    cause,
  );

const wrong = (message: string, fix: string, cause: unknown) =>
  new TriggerError("stack", "bad-stack", message, { fix, cause });
