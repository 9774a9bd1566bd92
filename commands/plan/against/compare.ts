/**
 * Runs the program as it is now over what there was: a resource that stays answers as it did, one that is replaced answers
 * anew, so that what depends on it is seen to change too. Repeated until no more is replaced.
 */
import { ConfigError, refuseDataLoss, type Settings } from "../../../config";
import type { PriorResource } from "../../../config/checks/keptData";
import type { StackFile } from "../../stack/stackFile";
import type { CloudAnswer } from "../record/cloudValues";
import { ProgramError } from "../record/failures";
import { recordStack } from "../run";
import { type Differences, differences } from "./difference";
import { type EarlierResource, type EarlierStack, earlierStack } from "./earlier";

/** The part of a plan's JSON that `--against` adds. */
export interface Against extends Differences {
  of: string;
  /** Why `up` would refuse it, in its words. */
  refused: string[];
}

/** Values that a cloud gives anew at each update. */
const renewed: Record<string, string[]> = { "aws:s3/bucketObjectv2:BucketObjectv2": ["versionId", "etag"] };
/** Where the program remembers what its data depends on (components/gke/stores/keptPlace.ts). */
const memoryType = "random:index/randomId:RandomId";
const rounds = 8;

/** @param what of `--against` */
export async function against(what: string, file: StackFile, settings: Settings): Promise<Against> {
  const earlier = await earlierStack(what, file, async (other) => (await recordStack(other)).graph.resources);
  const stack = earlier.stack ?? file.stack;
  const refused = earlier.deployed ? refusals(settings, earlier, file) : [];
  const told = await settled({ ...file, stack }, earlier).catch(async (error: unknown) => {
    // The program itself refuses to part from data: said, and looked past.
    if (!(error instanceof ProgramError)) throw error;
    refused.push(error.message);
    return settled({ ...file, stack }, earlier, true);
  });
  return { of: earlier.of, refused, ...told };
}

/** What the check of the config says before anything is made. */
function refusals(settings: Settings, { resources }: EarlierStack, { secretKeys }: StackFile): string[] {
  try {
    refuseDataLoss(settings, resources.map(prior), (key) => secretKeys.includes(key));
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ message }) => message);
    throw error;
  }
}

const prior = ({ type, outputs = {}, inputs, id }: EarlierResource): PriorResource => ({
  type,
  outputs: { ...inputs, ...outputs, id },
});

/** @param forgetful whether the program's memory of where its data is counts for nothing */
async function settled(file: StackFile, earlier: EarlierStack, forgetful = false): Promise<Differences> {
  const byUrn = new Map(earlier.resources.map((one) => [one.urn, one]));
  let last: Differences | undefined;
  for (let round = 0; round < rounds; round++) {
    const ignores = new Map<string, string[]>();
    const replacing = new Map<string, string[]>();
    const replaced = new Set(last?.replaced.map(({ urn }) => urn));
    const changed = new Set(last?.changed.map(({ urn }) => urn));
    const { graph } = await recordStack(file, {
      options: (urn, ignored, forced) => {
        ignores.set(urn, ignored);
        replacing.set(urn, forced);
      },
      known: (urn, type, inputs) => {
        const old = byUrn.get(urn);
        if (old === undefined || (forgetful && type === memoryType)) return undefined;
        if (replaced.has(urn)) return "anew";
        return answerOf(old, inputs, changed.has(urn));
      },
    });
    const next = differences(earlier.resources, { resources: graph.resources, ignores, replacing }, earlier.deployed);
    if (last !== undefined && JSON.stringify(next) === JSON.stringify(last)) return next;
    last = next;
  }
  return last as Differences;
}

/** What a cloud says of a resource that stays; undefined where only a plan is known of it. */
function answerOf(
  { id, outputs, type }: EarlierResource,
  inputs: Record<string, unknown>,
  changed: boolean,
): Partial<CloudAnswer> | undefined {
  if (outputs === undefined) return undefined;
  const dropped = changed ? (renewed[type] ?? []) : [];
  const kept = Object.entries(outputs).filter(([key]) => !dropped.includes(key));
  const state = Object.fromEntries(kept.map(([key, value]) => [key, filled(value, inputs[key])]));
  return { id, state };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What the program gives, and where it gives nothing what the cloud has: a name that was made up, say. */
function filled(output: unknown, input: unknown): unknown {
  if (!isObject(output) || !isObject(input)) return input === undefined ? output : input;
  const keys = [...new Set([...Object.keys(output), ...Object.keys(input)])];
  return Object.fromEntries(keys.map((key) => [key, filled(output[key], input[key])]));
}
