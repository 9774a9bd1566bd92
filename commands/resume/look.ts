/**
 * Asks the clouds, by the providers' own Read, what is there: on a scratch copy of the state in a temporary folder, so that
 * nothing of the stack is written before its user has said yes. The copy has a passphrase that nobody knows, and goes away.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { CommandError } from "../line/errors";
import { EXIT } from "../line/exitCodes";
import { lastLines, pulumi, tryPulumi, type Where } from "./pulumi";
import type { Deployment, StackState, StateResource } from "./state";

/** What Read answered, by URN; undefined where nothing is there. */
export type Seen = Map<string, StateResource | undefined>;

/** Engine and providers say it in many words (pkg/resource/deploy/step.go: "does not exist"; AWS: NoSuch…; Google: 404). */
const notThere = /does not exist|not[ _]?found|NoSuch|404|couldn't find/i;

/**
 * @param subjects resources with the ids to look for, each URN once; without outputs where Read is to find out all
 * @throws CommandError where a cloud gives no answer, such as without credentials
 */
export async function look(
  state: StackState,
  project: string,
  stack: string,
  subjects: StateResource[],
): Promise<Seen> {
  if (subjects.length === 0) return new Map();
  const home = mkdtempSync(join(tmpdir(), "airflow-resume-"));
  try {
    mkdirSync(join(home, "state"));
    writeFileSync(join(home, "Pulumi.yaml"), JSON.stringify({ name: project, runtime: "nodejs" }));
    writeFileSync(join(home, "package.json"), JSON.stringify({ name: "scratch", private: true }));
    const env = {
      PULUMI_BACKEND_URL: pathToFileURL(join(home, "state")).href,
      PULUMI_CONFIG_PASSPHRASE: randomBytes(24).toString("hex"),
      PULUMI_CONFIG_PASSPHRASE_FILE: "",
    };
    const scratch = { cwd: home, stack: stack.split("/").at(-1) as string, env };
    await pulumi(scratch, ["stack", "init"]);
    const empty = JSON.parse(await pulumi(scratch, ["stack", "export"])) as StackState;
    return await read(scratch, { ...empty, version: state.version }, state, subjects);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function read(scratch: Where, empty: StackState, state: StackState, subjects: StateResource[]): Promise<Seen> {
  const found = await refreshed(scratch, empty, state, subjects);
  if (!(found instanceof Error)) return found;
  const [only, ...others] = subjects;
  if (only !== undefined && others.length === 0) {
    if (notThere.test(found.message)) return new Map([[only.urn, undefined]]);
    throw new CommandError("pulumi", "unreadable", EXIT.notReachable, `${only.type} ${only.id}: ${found.message}`, {
      fix: "give this shell the credentials that `pulumi up` has",
    });
  }
  // One that cannot be read fails all of them: each alone tells which.
  const all: Seen = new Map();
  for (const one of subjects) for (const [urn, seen] of await read(scratch, empty, state, [one])) all.set(urn, seen);
  return all;
}

async function refreshed(scratch: Where, empty: StackState, state: StackState, subjects: StateResource[]) {
  const deployment = { ...empty.deployment, ...scratchOf(state.deployment, subjects) };
  await pulumi(scratch, ["stack", "import", "--force"], JSON.stringify({ ...empty, deployment }));
  const { code, said } = await tryPulumi(scratch, ["refresh", "--yes", "--skip-preview"]);
  if (code !== 0) return new Error(lastLines(said));
  const { deployment: after } = JSON.parse(await pulumi(scratch, ["stack", "export", "--show-secrets"])) as StackState;
  const there = new Map((after.resources ?? []).map((one) => [one.urn, one]));
  return new Map(subjects.map(({ urn }) => [urn, there.get(urn)]));
}

/** Stack, components and providers, so that each subject has its parent and its provider; and the subjects, with nothing to wait for. */
export function scratchOf({ resources = [] }: Deployment, subjects: readonly StateResource[]): Deployment {
  const frame = resources.filter((one) => !one.custom || one.type.startsWith("pulumi:providers:"));
  const known = new Set(frame.map(({ urn }) => urn));
  const alone = (one: StateResource): StateResource => ({
    ...one,
    parent: one.parent !== undefined && known.has(one.parent) ? one.parent : undefined,
    dependencies: undefined,
    propertyDependencies: undefined,
    deletedWith: undefined,
    protect: undefined,
    delete: undefined,
  });
  // Kept where they come first: a provider stays in front of what it serves.
  return { resources: [...frame.map(alone), ...subjects.map(alone)], pending_operations: [] };
}
