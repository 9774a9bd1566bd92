/** Values of the wire in a form to read: secrets and resources named as such, what only a run decides left out. Pure. */

export type Fields = Record<string, unknown>;

const sigKey = "4dabf18193072939515e22adb298388d";
const secretSig = "1b47061264138c4ac30d75fd1eb44270";
const resourceSig = "5cf8f73096256a8f31e491e813e4eb8e";
const assetSigs = ["c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"];

/** The part of a URN that this project decides: types of all parents, then the name. */
export const placeOf = (urn: string): string =>
  urn.replace(/^urn:pulumi:[^:]*::[^:]*::/, "").replace("pulumi:pulumi:Stack$", "");

/** The last part of a URN or a place. */
export const nameOf = (urn: string): string => urn.slice(urn.lastIndexOf("::") + 1).replace(/^:/, "");

/** A value of the wire. What is secret stands under `[secret]`: these are values of a plan, no cloud has ever seen them. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  const { [sigKey]: sig, ...fields } = value as Fields;
  if (sig === secretSig) return { "[secret]": plain(fields.value) };
  if (sig === resourceSig) return `[resource ${placeOf(String(fields.urn))}]`;
  if (assetSigs.includes(sig as string)) return { "[file]": fields.path ?? fields.text ?? plain(fields.assets) };
  return Object.fromEntries(Object.entries(fields).map(([key, inner]) => [key, plain(inner)]));
}

/** JSON with what fits on a line on one. */
export function lines(value: unknown, indent = ""): string {
  const flat = JSON.stringify(value);
  if (flat.length + indent.length <= 110 || typeof value !== "object" || value === null) return flat;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((one) => inner + lines(one, inner))
    : Object.entries(value).map(([key, one]) => `${inner}${JSON.stringify(key)}: ${lines(one, inner)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${parts.join(",\n")}\n${indent}${close}`;
}
