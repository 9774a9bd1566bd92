/** What every spec on the real engine does: skips where there is none, starts and stops the stand-in cloud. */
import { execFileSync } from "node:child_process";
import type { OpMap, Stack } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import type { CloudContext } from "../../commands/plan/record/cloudValues";
import type { PlannedResource } from "../../commands/plan/record/graph";
import type { World } from "./google/world";
import { type Changes, copyOfProject, noEngine, type Project, type Step, stepsOf } from "./project";
import { type StandIn, startStandIn } from "./provider";

const packages = ["aws", "gcp", "kubernetes", "random"];

/** A resource as `type::name`, without the engine's own and the stack. */
export const named = (resources: Pick<Step, "type" | "name">[]): string[] =>
  resources
    .filter(({ type }) => !type.startsWith("pulumi:"))
    .map(({ type, name }) => `${type}::${name}`)
    .sort();

/** The stand-in cloud of a spec, and copies of the project that use it. */
export interface OnEngine {
  standIn: StandIn;
  copy(stack: string, changes: Changes): Promise<Project>;
}

/**
 * A suite with a stand-in cloud of its own; skipped, with the reason, where the real engine cannot run.
 *
 * @param real packages whose real provider is on the PATH and used; the others are stood in for
 */
export function onEngine(
  title: string,
  context: CloudContext,
  suite: (engine: OnEngine) => void,
  world?: World,
  real: readonly string[] = [],
): void {
  const stoodIn = packages.filter((name) => !real.includes(name));
  describe(`${title} on the real engine`, function () {
    this.timeout(300_000);
    const engine = {
      copy: (stack: string, changes: Changes) =>
        copyOfProject(stack, changes, engine.standIn.debugProviders(...stoodIn)),
    } as OnEngine;
    before(async function () {
      const reason = noEngine(real.map((name) => `pulumi-resource-${name}`));
      if (reason !== undefined) {
        console.log(`    skipped: ${reason} (https://www.pulumi.com/docs/iac/download-install/)`);
        this.skip();
      }
      engine.standIn = await startStandIn(context, world);
    });
    after(() => engine.standIn?.stop());
    suite(engine);
  });
}

export async function preview(stack: Stack): Promise<Step[]> {
  const { steps, onEvent } = stepsOf();
  await stack.preview({ onEvent });
  return steps;
}

export async function up(stack: Stack): Promise<{ steps: Step[]; summary: OpMap }> {
  const { steps, onEvent } = stepsOf();
  const { summary } = await stack.up({ onEvent });
  return { steps, summary: summary.resourceChanges as OpMap };
}

/** The message of a preview that must fail. */
export async function refusal(stack: Stack): Promise<string> {
  const error = await stack.preview().catch((thrown: Error) => thrown);
  expect(error).to.be.instanceOf(Error);
  return (error as Error).message;
}

/** Resources of the offline plan of the copy: what the real engine must find too. */
export function plannedResources({ dir }: Project, stack: string): PlannedResource[] {
  const args = ["commands/cli.cjs", "plan", "--stack", stack, "--json"];
  const plan = execFileSync(process.execPath, args, { cwd: dir, encoding: "utf8", maxBuffer: 2 ** 26 });
  return (JSON.parse(plan) as { resources: PlannedResource[] }).resources;
}

/** Takes all down and checks that everything made is deleted and nothing is left in the state. */
export async function expectCleanDestroy({ stack }: Project, { journal }: StandIn): Promise<void> {
  // A policy's attachment goes with its disk (`deletedWith`): the engine asks nobody to delete it.
  const withAnother = "gcp:compute/diskResourcePolicyAttachment:DiskResourcePolicyAttachment";
  const made = journal.filter(({ verb, preview, type }) => verb === "create" && !preview && type !== withAnother);
  await stack.destroy();
  expect(named(journal.filter(({ verb }) => verb === "delete"))).to.deep.equal(named(made));
  expect((await stack.exportStack()).deployment.resources ?? []).to.deep.equal([]);
}
