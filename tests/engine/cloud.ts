/** What the stand-in cloud answers: states with the values of the offline plan, and unknown ones in a preview. */
import { isDeepStrictEqual } from "node:util";
import { forcing } from "../../commands/plan/against/replacing";
import { type CloudContext, cloudValues, invokeValues } from "../../commands/plan/record/cloudValues";
import { type Properties, revealed, unknownValue } from "./wire";

/** The changed fields, whole or by a part of them, that replace a resource. */
export function replacedBy(type: string, olds: Properties, news: Properties, changed: string[]): string[] {
  // Not as the provider has it (`source` is ForceNew there): here a changed file goes up over the old one.
  if (type === "gcp:storage/bucketObject:BucketObject" && changed.join() === "source") return [];
  const forced = forcing(type, revealed(olds) as Properties, revealed(news) as Properties);
  return changed.filter((field) => forced.some((path) => path.split(".")[0] === field));
}

/** pulumi-kubernetes, Diff: an object of a given name goes before the next of that name comes. */
export const keepsItsName = (type: string, name: string, olds: Properties, news: Properties): boolean =>
  type.startsWith("kubernetes:") &&
  !String(at(news, "metadata.name")).startsWith(`${name}-`) &&
  ["metadata.name", "metadata.namespace"].every((path) => at(olds, path) === at(news, path));

const at = (value: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((part, key) => (part as Properties | undefined)?.[key], revealed(value));

/** The id and state of a resource that was made or changed. */
export function made(type: string, name: string, inputs: Properties, context: CloudContext, id?: string) {
  const answer = cloudValues(type, name, revealed(inputs) as Properties, context, id);
  // Inputs go back as they came, with their secrets marked.
  return { id: answer.id, state: { ...answer.state, ...inputs, ...computed(answer.state, revealed(inputs)) } };
}

/** The state that a preview can know: computed values are unknown, but for those that a change leaves as they are. */
export function foreseen(type: string, name: string, inputs: Properties, context: CloudContext, olds: Properties = {}) {
  const { state } = made(type, name, inputs, context);
  for (const [key, value] of Object.entries(computed(state, inputs)))
    state[key] = isDeepStrictEqual(revealed(value), revealed(olds[key])) ? value : unknownValue;
  return state;
}

function computed(state: Properties, inputs: unknown): Properties {
  const given = inputs as Properties;
  return Object.fromEntries(Object.entries(state).filter(([key, value]) => !isDeepStrictEqual(value, given[key])));
}

/** A provider function's answer. @throws on a function that the plan does not know either */
export const answered = (token: string, inputs: Properties, context: CloudContext): Properties =>
  invokeValues(token, revealed(inputs) as Properties, context);
