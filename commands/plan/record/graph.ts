/** What a plan is made of: the resources that the program registered, and the form in which values are shown. */

/** One registered resource. */
export interface PlannedResource {
  urn: string;
  /** Pulumi type token, such as `aws:mwaa/environment:Environment`. */
  type: string;
  name: string;
  /** URN of the parent; undefined for the stack's own children. */
  parent: string | undefined;
  /** URNs, without repeats. */
  dependencies: string[];
  /** Inputs as the program gave them; secrets are `[secret]`, assets their content's digest. */
  inputs: Record<string, unknown>;
  /** Whether a cloud knows it (false for components). */
  custom: boolean;
  /** URN::id of an explicit provider, or empty. */
  provider: string;
}

/** Everything one run of the program registered. */
export interface Graph {
  resources: PlannedResource[];
  outputs: Record<string, unknown>;
}

// Wire markers of the engine (sdk/nodejs/runtime/rpc.ts).
const sigKey = "4dabf18193072939515e22adb298388d";
const secretSig = "1b47061264138c4ac30d75fd1eb44270";
const assetSig = "c44067f5952c0a294b673a41bacd8c17";
const archiveSig = "0def7320c3a5731c473e5ecbe6d01bc7";
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value off the wire in the form that a plan shows. */
export function shownValue(value: unknown): unknown {
  if (value === unknownValue) return "[unknown]";
  if (Array.isArray(value)) return value.map(shownValue);
  if (value === null || typeof value !== "object") return value;
  const object = value as Record<string, unknown>;
  if (object[sigKey] === secretSig) return "[secret]";
  if (object[sigKey] === assetSig || object[sigKey] === archiveSig) {
    const { [sigKey]: _, ...rest } = object;
    return rest;
  }
  return Object.fromEntries(Object.entries(object).map(([key, inner]) => [key, shownValue(inner)]));
}

/** The last part of a type token: `aws:s3/bucket:Bucket` -> `Bucket`. */
export const shortType = (type: string): string => type.slice(type.lastIndexOf(":") + 1);
