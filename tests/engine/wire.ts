/** Property values as the engine sends them, and what differs between two sets of them. */
import { isDeepStrictEqual } from "node:util";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

export type Properties = Record<string, unknown>;

/** What stands for a value that is not known yet (`UnknownStringValue` in pulumi/sdk/go/common/resource/plugin/rpc.go). */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

export const fromStruct = (struct: Struct | undefined): Properties =>
  (struct?.toJavaScript() ?? {}) as unknown as Properties;

/** Leaves out what is undefined: the wire has no such value. */
export const toStruct = (properties: Properties): Struct =>
  Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)) as Parameters<typeof Struct.fromJavaScript>[0]);

/** The value inside every secret's wrapper, as a cloud would see it. */
export function revealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== "object" || value === null) return value;
  const entries = value as Properties;
  if (entries[signatureKey] === secretSignature) return revealed(entries.value);
  return Object.fromEntries(Object.entries(entries).map(([key, inner]) => [key, revealed(inner)]));
}

/** Splits an exported state, as text, into what is in plain and the secrets' own values. */
export function plainAndSecret(state: unknown): { plain: string; secrets: string[] } {
  const secrets: string[] = [];
  const plain = JSON.stringify(state, (_key, value: unknown) => {
    const wrapper = value as Properties | null;
    if (wrapper?.[signatureKey] !== secretSignature) return value;
    // The export gives a secret's value as JSON in text.
    secrets.push(...texts(JSON.parse(wrapper.plaintext as string)));
    return "[secret]";
  });
  return { plain, secrets };
}

const texts = (value: unknown): string[] =>
  typeof value === "string" ? [value] : Object.values((value ?? {}) as Properties).flatMap(texts);

/** Whether a value is unknown or has a part that is. */
export const hasUnknown = (value: unknown): boolean => JSON.stringify(value)?.includes(unknownValue) ?? false;

/** Top-level fields whose values differ, in alphabetical order. An unknown value differs from everything. */
export function changedFields(olds: Properties, news: Properties): string[] {
  const fields = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter((field) => !field.startsWith("__"));
  return fields.filter((field) => hasUnknown(news[field]) || !same(olds[field], news[field])).sort();
}

// An asset is what its hash says: the path of a file in another checkout is no change.
const same = (left: unknown, right: unknown): boolean => isDeepStrictEqual(assetsByHash(left), assetsByHash(right));

function assetsByHash(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(assetsByHash);
  if (typeof value !== "object" || value === null) return value;
  const entries = value as Properties;
  if (signatureKey in entries && typeof entries.hash === "string") return entries.hash;
  return Object.fromEntries(Object.entries(entries).map(([key, inner]) => [key, assetsByHash(inner)]));
}
