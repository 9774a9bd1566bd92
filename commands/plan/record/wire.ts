/** Values in the form in which program and engine exchange them (sdk/nodejs/runtime/rpc.ts). Pure. */

type Fields = Record<string, unknown>;

const sigKey = "4dabf18193072939515e22adb298388d";
const secretSig = "1b47061264138c4ac30d75fd1eb44270";
const outputSig = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const assetSig = "c44067f5952c0a294b673a41bacd8c17";
const archiveSig = "0def7320c3a5731c473e5ecbe6d01bc7";
const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The same value with `change` applied to each object inside, from the outermost; undefined leaves an object to be walked. */
function changed(value: unknown, change: (fields: Fields) => { to: unknown } | undefined): unknown {
  if (Array.isArray(value)) return value.map((inner) => changed(inner, change));
  if (value === null || typeof value !== "object") return value;
  const other = change(value as Fields);
  if (other !== undefined) return other.to;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, changed(inner, change)]));
}

/** A value in the form that a plan shows. */
export function shownValue(value: unknown): unknown {
  if (value === unknownValue) return "[unknown]";
  if (Array.isArray(value)) return value.map(shownValue);
  if (value === null || typeof value !== "object") return value;
  const object = value as Fields;
  if (object[sigKey] === secretSig) return "[secret]";
  if (object[sigKey] === assetSig || object[sigKey] === archiveSig) {
    const { [sigKey]: _, ...rest } = object;
    return rest;
  }
  return Object.fromEntries(Object.entries(object).map(([key, inner]) => [key, shownValue(inner)]));
}

/** Secrets as output values, and each property that has dependencies as an output value that names them. */
export function withOutputs(properties: Fields, dependencies: Record<string, string[]>): Fields {
  const upgraded = (value: unknown): unknown =>
    changed(value, (fields) =>
      fields[sigKey] === secretSig
        ? { to: { [sigKey]: outputSig, value: upgraded(fields.value), secret: true } }
        : undefined,
    );
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => {
      const output = upgraded(value);
      const needed = dependencies[key] ?? [];
      if (needed.length === 0) return [key, output];
      const known =
        (output as Fields | null)?.[sigKey] === outputSig ? (output as Fields) : { [sigKey]: outputSig, value: output };
      return [key, { ...known, dependencies: needed }];
    }),
  );
}

/** Output values back as secrets and plain values. */
export const withoutOutputs = (value: unknown): unknown =>
  changed(value, (fields) => {
    if (fields[sigKey] !== outputSig) return undefined;
    const inner = "value" in fields ? withoutOutputs(fields.value) : unknownValue;
    return { to: fields.secret === true ? { [sigKey]: secretSig, value: inner } : inner };
  });

/** URNs that the output values inside name. */
export function outputDependencies(value: unknown): string[] {
  if (value === null || typeof value !== "object") return [];
  const fields = value as Fields;
  const own = fields[sigKey] === outputSig ? ((fields.dependencies as string[] | undefined) ?? []) : [];
  return [...own, ...Object.values(fields).flatMap(outputDependencies)];
}

/** The same value with its keys in the order of another: protobuf sorts them. */
export function orderedLike(value: unknown, like: unknown): unknown {
  if (value === null || typeof value !== "object" || like === null || typeof like !== "object") return value;
  if (Array.isArray(value)) return value.map((inner, index) => orderedLike(inner, (like as unknown[])[index]));
  const [fields, order] = [value as Fields, like as Fields];
  const keys = new Set([...Object.keys(order).filter((key) => key in fields), ...Object.keys(fields)]);
  return Object.fromEntries([...keys].map((key) => [key, orderedLike(fields[key], order[key])]));
}
