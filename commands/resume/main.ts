/** `resume`: reads what an interrupted operation left, finds it in the clouds, and after a yes writes it into the state. */
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { stackMark } from "../../components/shared/ownership";
import { CommandError } from "../line/errors";
import { EXIT, type ExitCode } from "../line/exitCodes";
import { confirmed } from "./confirm";
import { type Finding, find, needTags, placeOf, unknownTo } from "./find";
import { holderOf, holderText, isBusy, type Lock, locksIn, locksSaid } from "./lock";
import { look } from "./look";
import { lastLines, pulumi, tryPulumi, type Where } from "./pulumi";
import { findingLines, helmLines, stillRuns, unknownLines } from "./show";
import { type PendingOperation, pendingOf, resumed, type StackState } from "./state";
import type { Tagged } from "./tagged/aws";

interface Asked {
  stack?: string;
  yes: boolean;
  takeLock: boolean;
  noWait: boolean;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

export async function resume({ stack = "dev", yes, takeLock, noWait }: Asked): Promise<ExitCode | undefined> {
  const where: Where = { cwd: join(__dirname, "..", ".."), stack };
  const { url } = JSON.parse(await pulumi(where, ["whoami", "--verbose", "--json"]).catch(() => "{}")) as {
    url?: string;
  };
  const state = await exported(where);
  const project = projectOf(state);
  const locks = locksIn(url ?? "", project, stack.split("/").at(-1) as string);
  refuseRunning(locks, takeLock);
  const pending = pendingOf(state);
  const { tagged, untold } = await taggedOf(state, project, stack, pending);
  const findings = await settled(state, project, stack, pending, tagged, noWait);
  const extra = unknownTo(state, tagged, findings);

  if (pending.length > 0) say(`${pending.length} operations of stack ${stack} were begun and not ended:`);
  for (const line of findingLines(findings)) say(line);
  for (const line of [...unknownLines(extra), ...untold, ...helmLines(findings)]) say(line);
  for (const lock of locks) say(`The stack is locked by ${holderText(lock)}, which ${ended(lock)}.`);
  if (pending.length === 0 && locks.length === 0) {
    say(`Nothing of stack ${stack} is pending.`);
    return undefined;
  }
  if (!(await confirmed(yes, "Write this into the state? Nothing in a cloud is changed.")))
    throw new CommandError("resume", "not-confirmed", EXIT.refused, "nothing was written", { fix: "--yes" });
  await write(where, state, findings, locks, takeLock);
  say(`Done: \`pulumi up --stack ${stack}\`, \`pulumi destroy\` and sleep go on from here.`);
  return undefined;
}

const exported = async (where: Where): Promise<StackState> =>
  JSON.parse(await pulumi(where, ["stack", "export", "--show-secrets"])) as StackState;

/** The project's name is in every URN. */
const projectOf = ({ deployment }: StackState): string =>
  (deployment.resources?.[0] ?? deployment.pending_operations?.[0]?.resource)?.urn.split("::")[1] ?? "airflow";

const ended = (lock: Lock) => (holderOf(lock) === "dead" ? "runs no more" : "may still run");

/** @throws CommandError where another operation runs, or may */
function refuseRunning(locks: readonly Lock[], takeLock: boolean): void {
  for (const lock of locks) {
    const holder = holderOf(lock);
    if (holder === "dead" || (holder === "unknown" && takeLock)) continue;
    throw new CommandError("resume", "locked", EXIT.refused, `the stack is locked by ${holderText(lock)}`, {
      fix:
        holder === "running"
          ? "wait until it has ended"
          : "see there that no `pulumi` runs any more; then --take-lock (beside a running one both would write, and things get lost)",
    });
  }
}

/** What has the stack's marks. Where only the list of the unknown needs it, no answer is no error. */
async function taggedOf(state: StackState, project: string, stack: string, pending: readonly PendingOperation[]) {
  const name = stack.split("/").at(-1) as string;
  const tagged: Tagged[] = [];
  const untold: string[] = [];
  const types = [...(state.deployment.resources ?? []), ...pending.map(({ resource }) => resource)];
  const ask = async (cloud: string, needed: boolean, list: () => Promise<Tagged[]>) => {
    try {
      tagged.push(...(await list()));
    } catch (error) {
      if (needed) throw error;
      untold.push(`Not looked for things in no state on ${cloud}: ${(error as Error).message}`);
    }
  };
  const aws = types.find(({ type, provider }) => type.startsWith("aws:") && provider !== undefined);
  if (aws !== undefined) {
    const { region } = placeOf(state, aws.provider);
    const { taggedOnAws } = await import("./tagged/aws");
    await ask("AWS", needTags(pending), () => taggedOnAws(stackMark(project, name, "tags"), region));
  }
  const google = types.find(({ type, provider }) => type.startsWith("gcp:") && provider !== undefined);
  if (google !== undefined) {
    const { taggedOnGoogle } = await import("./tagged/google");
    const { project: id } = placeOf(state, google.provider);
    await ask("Google Cloud", false, () => taggedOnGoogle(stackMark(project, name, "labels"), id));
  }
  return { tagged, untold };
}

/** Looks until nothing is under way any more: what is still being made can be neither used nor changed. */
async function settled(
  state: StackState,
  project: string,
  stack: string,
  pending: readonly PendingOperation[],
  tagged: readonly Tagged[],
  noWait: boolean,
): Promise<Finding[]> {
  for (;;) {
    const findings = await find(state, pending, tagged, (subjects) => look(state, project, stack, subjects));
    const running = findings.filter(stillRuns);
    if (running.length === 0 || noWait) return findings;
    for (const line of findingLines(running)) say(`Still under way:${line}`);
    await setTimeout(10_000);
  }
}

async function write(
  where: Where,
  state: StackState,
  findings: readonly Finding[],
  locks: readonly Lock[],
  takeLock: boolean,
): Promise<void> {
  if (locks.length > 0) await pulumi(where, ["cancel", "--yes"]);
  const now = await exported(where);
  if (JSON.stringify(now.deployment) !== JSON.stringify(state.deployment))
    throw new CommandError(
      "resume",
      "state-moved",
      EXIT.refused,
      "the state was changed meanwhile; nothing was written",
      {
        fix: "run it again",
      },
    );
  const written = resumed(
    state,
    findings.map(({ pending, fate, resource }) => ({ pending, resource: fate === "foreign" ? undefined : resource })),
  );
  const text = JSON.stringify(written);
  let ran = await tryPulumi(where, ["stack", "import"], text);
  if (ran.code !== 0 && isBusy(ran.said)) {
    // A backend whose locks cannot be read beforehand: it names them now.
    const held = locksSaid(ran.said);
    if (held.length === 0 && !takeLock)
      throw new CommandError("resume", "locked", EXIT.refused, lastLines(ran.said), { fix: "--take-lock" });
    refuseRunning(held, takeLock);
    await pulumi(where, ["cancel", "--yes"]);
    ran = await tryPulumi(where, ["stack", "import"], text);
  }
  if (ran.code !== 0)
    throw new CommandError("pulumi", "refused", EXIT.failed, `pulumi stack import: ${lastLines(ran.said)}`);
}
