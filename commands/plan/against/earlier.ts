/** What a plan is held against: an earlier plan's JSON, another stack file, an exported state, or the stack as it is deployed. */
import { existsSync, readFileSync } from "node:fs";
import { UsageError } from "../../line/errors";
import { readStackFile, type StackFile } from "../../stack/stackFile";
import type { PlannedResource } from "../record/graph";
import { type Inputs, ofPlan, ofState, plainOutputs } from "./values";

/** A resource as it was. */
export interface EarlierResource {
  urn: string;
  type: string;
  name: string;
  inputs: Inputs;
  /** What a cloud answered; a plan has none. */
  outputs?: Inputs;
  id?: string;
  protect: boolean;
}

export interface EarlierStack {
  /** In words: "plan.json", "the stack dev as it is deployed". */
  of: string;
  /** Whether a cloud has it: then ids and digests are real. */
  deployed: boolean;
  /** The stack's name; undefined where it has no resource. */
  stack: string | undefined;
  resources: EarlierResource[];
}

interface StateEntry {
  urn: string;
  type: string;
  custom?: boolean;
  id?: string;
  delete?: boolean;
  external?: boolean;
  protect?: boolean;
  inputs?: Inputs;
  outputs?: Inputs;
}

const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");
const stackOf = (resources: { urn: string }[]): string | undefined =>
  resources[0]?.urn.split("::")[0]?.slice("urn:pulumi:".length);
const counts = (type: string): boolean => !type.startsWith("pulumi:");

/** An earlier plan's resources. Pure. */
export function ofPlanned(of: string, resources: readonly PlannedResource[]): EarlierStack {
  const own = resources.filter(({ custom, type }) => custom && counts(type));
  const kept = own.map(({ urn, type, name, inputs, protect }) => ({
    urn,
    type,
    name,
    inputs: ofPlan(type, inputs, false),
    protect: protect === true,
  }));
  return { of, deployed: false, stack: stackOf(own), resources: kept };
}

/** What `pulumi stack export` gave. Pure. */
export function ofExport(of: string, state: { deployment?: { resources?: StateEntry[] } }): EarlierStack {
  const own = (state.deployment?.resources ?? []).filter(
    (one) => one.custom && counts(one.type) && !one.delete && !one.external,
  );
  const kept = own.map(({ urn, type, id, inputs = {}, outputs = {}, protect }) => ({
    urn,
    type,
    name: nameOf(urn),
    inputs: ofState(type, inputs, nameOf(urn)),
    outputs: plainOutputs(outputs),
    id,
    protect: protect === true,
  }));
  return { of, deployed: true, stack: stackOf(own), resources: kept };
}

/**
 * @param what `stack`, or a file
 * @param file the stack that is planned
 * @param planOf plans a stack file, for its resources
 * @throws UsageError, CommandError where Pulumi refuses
 */
export async function earlierStack(
  what: string,
  file: StackFile,
  planOf: (file: StackFile) => Promise<PlannedResource[]>,
): Promise<EarlierStack> {
  if (what === "stack" && !existsSync(what)) {
    const { pulumi } = await import("../../resume/pulumi");
    const { projectRoot } = await import("../../stack/stackFile");
    const text = await pulumi({ cwd: projectRoot, stack: file.stack }, ["stack", "export"]);
    return ofExport(`the stack ${file.stack} as it is deployed`, JSON.parse(text));
  }
  if (!existsSync(what))
    throw new UsageError(`--against ${what}: there is no such file; for what is deployed: --against stack`);
  if (/\.ya?ml$/.test(what)) return ofPlanned(what, await planOf(readStackFile(what, file.stack)));
  let content: { resources?: PlannedResource[]; deployment?: object };
  try {
    content = JSON.parse(readFileSync(what, "utf8"));
  } catch (error) {
    throw new UsageError(`--against ${what} is not JSON: ${(error as Error).message.split("\n")[0]}`);
  }
  if (content.deployment !== undefined) return ofExport(what, content as Parameters<typeof ofExport>[1]);
  if (Array.isArray(content.resources)) return ofPlanned(what, content.resources);
  throw new UsageError(
    `--against ${what} is no plan and no state: it needs what \`plan --json\` or \`pulumi stack export\` printed`,
  );
}
