/** From pending operations to what the clouds have of them. */
import { markPlace, marks, urnMark } from "../../components/shared/ownership";
import { CommandError } from "../line/errors";
import { EXIT } from "../line/exitCodes";
import type { Seen } from "./look";
import { nameOf, type PendingOperation, type Properties, revealed, type StackState, type StateResource } from "./state";
import { idInArn, type Tagged } from "./tagged/aws";
import { type Place, type Way, wayTo } from "./where";

/** What came of one operation. */
export interface Finding {
  pending: PendingOperation;
  /**
   * `made`: it is there, and goes into the state. `notMade`: nothing is there. `again`: nothing to look for. `changed`: the
   * state gets what is there now. `gone`: it was deleted. `foreign`: the name is another's.
   */
  fate: "made" | "notMade" | "again" | "changed" | "gone" | "foreign";
  /** As the provider reads it. */
  resource?: StateResource;
  /** For a person: the id, or why. */
  note: string;
}

/** The providers' own settings, from the state, for ids that need them. */
export function placeOf({ deployment: { resources = [] } }: StackState, providerOf: string | undefined): Place {
  const urn = providerOf?.split("::").slice(0, 4).join("::");
  const inputs = (revealed(resources.find((one) => one.urn === urn)?.inputs ?? {}) ?? {}) as Properties;
  const accounts = typeof inputs.allowedAccountIds === "string" ? JSON.parse(inputs.allowedAccountIds) : [];
  const region = String(inputs.region ?? "");
  return {
    account: String(accounts[0] ?? ""),
    partition: region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws",
    project: String(inputs.project ?? ""),
    region,
  };
}

/** Ids of things that the state has already: a second thing with the same mark is the one that was being made. */
const knownIds = ({ deployment: { resources = [] } }: StackState): Set<unknown> =>
  new Set(resources.flatMap(({ id, outputs }) => [id, outputs?.arn]));

/** A resource to read: what is pending, with the id to look for. Undefined where there is nothing to look for, or no tag names it. */
function subjectOf(state: StackState, pending: PendingOperation, way: Way, tagged: readonly Tagged[]) {
  const { resource } = pending;
  const inputs = (revealed(resource.inputs ?? {}) ?? {}) as Properties;
  if (way.by === "again") return undefined;
  if (way.by === "id") return { ...resource, id: way.id(inputs, placeOf(state, resource.provider)), outputs: {} };
  const known = knownIds(state);
  const mine = tagged.filter(({ name, urn }) => urn === urnMark(resource.urn, "tags") && !known.has(name));
  const ids = mine.map(({ name }) => idInArn(name)).filter((id) => !known.has(id));
  return ids[0] === undefined ? undefined : { ...resource, id: ids[0], outputs: {} };
}

/** Operations whose thing can be found by its tags only. */
export const needTags = (pending: readonly PendingOperation[]): boolean =>
  pending.some(({ type, resource }) => type === "creating" && wayTo(resource.type)?.by === "tags");

/**
 * @param tagged what carries the stack's tags on AWS
 * @param read asks the providers
 * @throws CommandError for a type that nothing here knows
 */
export async function find(
  state: StackState,
  pending: readonly PendingOperation[],
  tagged: readonly Tagged[],
  read: (subjects: StateResource[]) => Promise<Seen>,
): Promise<Finding[]> {
  const looked = pending.map((one) => ({ one, ...subject(state, one, tagged) }));
  const seen = await read(looked.flatMap(({ resource }) => resource ?? []));
  return looked.map(({ one, way, resource }) => finding(one, way, resource, resource && seen.get(resource.urn)));
}

function subject(state: StackState, one: PendingOperation, tagged: readonly Tagged[]) {
  // What was there before the operation has an id, and its own state to compare with.
  if (one.type !== "creating") {
    const now = state.deployment.resources?.find(({ urn, delete: replaced }) => urn === one.resource.urn && !replaced);
    return { way: undefined, resource: now?.id === undefined ? undefined : now };
  }
  const way = wayTo(one.resource.type);
  if (way === undefined)
    throw new CommandError("resume", "unknown-type", EXIT.refused, `${one.resource.type} is no type of this program`, {
      fix: `look for it by hand, then: pulumi import ${one.resource.type} ${nameOf(one.resource.urn)} ID --parent p=${one.resource.parent} --protect=false --generate-code=false`,
    });
  return { way, resource: subjectOf(state, one, way, tagged) };
}

function finding(
  pending: PendingOperation,
  way: Way | undefined,
  asked: StateResource | undefined,
  seen: StateResource | undefined,
): Finding {
  if (way === undefined) {
    if (asked === undefined) return { pending, fate: "gone", note: "not in the state any more" };
    return seen === undefined
      ? { pending, fate: "gone", note: String(asked.id) }
      : { pending, fate: "changed", resource: seen, note: String(seen.id) };
  }
  if (way.by === "again") return { pending, fate: "again", note: way.why };
  if (asked === undefined) return { pending, fate: "notMade", note: "nothing has its tags" };
  if (seen === undefined) return { pending, fate: "notMade", note: `no ${asked.id}` };
  const other = anotherOwner(seen);
  if (other !== undefined) return { pending, fate: "foreign", note: `${seen.id}: ${other}` };
  return { pending, fate: "made", resource: seen, note: String(seen.id) };
}

/** Why a thing with the right name is not this stack's; undefined where its marks are right, or its type carries none. */
function anotherOwner({ type, urn, outputs = {} }: StateResource): string | undefined {
  const place = markPlace(type);
  if (place === undefined) return undefined;
  const value = place.field
    .split(".")
    .reduce<unknown>((inner, key) => (inner as Properties | undefined)?.[key], revealed(outputs));
  const mine = urnMark(urn, place.form);
  if (place.form === "text") return String(value ?? "").includes(mine) ? undefined : "it is not marked as this stack's";
  const mark = (value as Properties | undefined)?.[marks.urn];
  if (mark === mine) return undefined;
  return mark === undefined ? "it is not marked as this stack's" : `it is marked as ${mark}`;
}

/** Things with the stack's marks that the state does not have, and that this run does not bring into it. */
export function unknownTo(state: StackState, tagged: readonly Tagged[], findings: readonly Finding[]): Tagged[] {
  const known = knownIds(state);
  for (const { resource } of findings) known.add(resource?.id).add(resource?.outputs?.arn);
  return tagged.filter(({ name }) => !known.has(name) && !known.has(idInArn(name)));
}
