/** What an `up` would do to each resource that there was, and which inputs make it. Pure. */
import { isDeepStrictEqual } from "node:util";
import { lossOf } from "../../../components/shared/keptThings";
import type { PlannedResource } from "../record/graph";
import type { EarlierResource } from "./earlier";
import { forcing, isKnownType } from "./replacing";
import { ofPlan, withIgnored } from "./values";

/** One resource; `holds` says what is lost with it, where that is more than a minute. */
export interface Difference {
  urn: string;
  type: string;
  name: string;
  /** Inputs that change; of a replacement, those that force it. */
  inputs: string[];
  holds?: string;
  /** Whether Pulumi refuses to delete it as it is now. */
  protected?: true;
}

export interface Differences {
  made: Difference[];
  changed: Difference[];
  replaced: Difference[];
  deleted: Difference[];
  /** How many stay as they are. */
  same: number;
  /** Types of which it is not known what replaces them. */
  unknownTypes: string[];
}

/** What an `up` finds. */
export interface Now {
  resources: readonly PlannedResource[];
  /** Paths whose changes the engine ignores, by URN. */
  ignores: ReadonlyMap<string, string[]>;
  /** Inputs whose changes replace a resource because the program says so, by URN. */
  replacing?: ReadonlyMap<string, string[]>;
}

const counts = ({ custom, type }: PlannedResource): boolean => custom && !type.startsWith("pulumi:");

/** @param deployed whether what was is a state: then files count by what is in them */
export function differences(before: readonly EarlierResource[], now: Now, deployed: boolean): Differences {
  const found: Differences = { made: [], changed: [], replaced: [], deleted: [], same: 0, unknownTypes: [] };
  const left = new Map(before.map((one) => [one.urn, one]));
  const told = (one: { urn: string; type: string; name: string }, inputs: string[], was?: EarlierResource) => {
    const holds = lossOf(one.type);
    const { urn, type, name } = one;
    return { urn, type, name, inputs, ...(holds && { holds }), ...(was?.protect && { protected: true as const }) };
  };
  for (const resource of now.resources.filter(counts)) {
    const old = earlierOf(resource, left);
    if (old === undefined) {
      found.made.push(told(resource, []));
      continue;
    }
    left.delete(old.urn);
    const { type } = resource;
    const inputs = withIgnored(
      old.inputs,
      ofPlan(type, resource.inputs, deployed),
      now.ignores.get(resource.urn) ?? [],
    );
    const changed = changedKeys(type, old.inputs, inputs);
    if (changed.length === 0) {
      found.same++;
      continue;
    }
    const wanted = (now.replacing?.get(resource.urn) ?? []).filter((key) => changed.includes(key));
    const forced = [...new Set([...forcing(type, old.inputs, inputs), ...wanted])].sort();
    if (!isKnownType(type) && !found.unknownTypes.includes(type)) found.unknownTypes.push(type);
    if (forced.length > 0) found.replaced.push(told(resource, forced, old));
    else found.changed.push(told(resource, changed));
  }
  for (const old of left.values()) found.deleted.push(told(old, [], old));
  return found;
}

/** The resource of the same URN, or of a name that it had. */
function earlierOf(
  { urn, aliases = [] }: PlannedResource,
  left: ReadonlyMap<string, EarlierResource>,
): EarlierResource | undefined {
  const urns = [urn, ...aliases.filter((alias) => typeof alias === "string")];
  return urns.map((one) => left.get(one)).find((one) => one !== undefined);
}

/** Helm's state has every setting of the release (pulumi-kubernetes, helm_release.go): only what the program gives counts. */
function changedKeys(type: string, before: Record<string, unknown>, now: Record<string, unknown>): string[] {
  const keys = type.endsWith(":Release")
    ? Object.keys(now)
    : [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return keys.filter((key) => !isDeepStrictEqual(before[key], now[key])).sort();
}
