/** Merges a user's chart values over the program's. Pure. */

/** Chart values; a leaf may be an output. */
export type Values = { [key: string]: unknown };

/** A map and nothing else: not a list, not null, not an output. */
export const isMap = (value: unknown): value is Values =>
  value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype;

/** What tells two entries of a list apart: the mount's place, or the name. Undefined where entries have neither. */
const keyOf = (entry: unknown): string | undefined =>
  isMap(entry) ? ((entry.mountPath ?? entry.name) as string | undefined) : undefined;

function mergeLists(ours: unknown[], theirs: unknown[]): unknown[] {
  if (![...ours, ...theirs].every((entry) => typeof keyOf(entry) === "string")) return theirs;
  const named = new Map(theirs.map((entry) => [keyOf(entry), entry]));
  const kept = ours.map((entry) => {
    const own = named.get(keyOf(entry));
    named.delete(keyOf(entry));
    return own ?? entry;
  });
  return [...kept, ...named.values()];
}

/**
 * Maps are merged key by key, as Helm does it. Lists whose entries have names (`env`, `volumes`, `volumeMounts`) are merged
 * by name, because a list that replaced ours would take the login's files away; any other list replaces ours.
 */
export function mergeValues(ours: Values, theirs: Values): Values {
  const merged: Values = { ...ours };
  for (const [key, value] of Object.entries(theirs)) {
    const own = merged[key];
    if (isMap(own) && isMap(value)) merged[key] = mergeValues(own, value);
    else if (Array.isArray(own) && Array.isArray(value)) merged[key] = mergeLists(own, value);
    else merged[key] = value;
  }
  return merged;
}

/** Whether a null is somewhere in it: Helm takes one as "remove the chart's default". */
export function hasNull(value: unknown): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return value.some(hasNull);
  return isMap(value) && Object.values(value).some(hasNull);
}
