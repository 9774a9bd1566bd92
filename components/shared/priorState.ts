/** The stack's own state as it was before this run. */
import * as pulumi from "@pulumi/pulumi";
import type { PriorResource } from "../../config/checks/keptData";

/**
 * Every resource's type and outputs; none where there is no state yet, or no backend to ask.
 *
 * The engine tells it by one provider function only (pulumi/pkg/resource/deploy/builtins.go: readStackResourceOutputs).
 */
export function priorState(): Promise<PriorResource[]> {
  known ??= read();
  return known;
}

/** Once a run: a program cannot change it. A read that fails gives nothing, and never rejects. */
let known: Promise<PriorResource[]> | undefined;

async function read(): Promise<PriorResource[]> {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  try {
    const { outputs } = await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName });
    const byUrn = Object.entries((outputs ?? {}) as Record<string, PriorResource>);
    return byUrn.map(([urn, resource]) => ({ urn, ...resource }));
  } catch (error) {
    await pulumi.log.debug(`The stack's state cannot be read: ${(error as Error).message}`);
    return [];
  }
}
