/** What a golden file need not say twice. Nothing that a change of the program could change goes unsaid. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Fields, nameOf, placeOf } from "./plain";

/** One registration. */
export interface Registration {
  /** The parent's name; its types are in the place. */
  in: string;
  /** What must be there before, without what is needed by another of them anyway. */
  needs: string[];
  options?: Fields;
  /** Secrets stand under `[secret]`. */
  inputs: Fields;
  /** What a component gives back. */
  outputs?: Fields;
}

/** Registrations by place: the types of all parents and its own, then the name. */
export type Golden = Record<string, Registration>;

const isComponent = (place: string): boolean => /(^|\$)airflow:\w+:\w+::[^:]+$/.test(place);
const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;

/**
 * Sorted, and short: of a component's arguments those that another has too are named, not repeated, and so are files of airflow/
 * and versions of objects, whose content is no matter of the components.
 *
 * @param versions names of the objects that have them
 */
export function shortened(found: ReadonlyMap<string, Registration>, versions: ReadonlyMap<string, string>): Golden {
  const places = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  const said = new Map<string, string>();
  const shortText = text(versions);
  const say = ([place, { inputs }]: [string, Registration]): Fields => {
    const short = (value: unknown): unknown => shortText(value, place);
    const entries = Object.entries(inputs).map(([key, value]): [string, unknown] => {
      const whole = JSON.stringify(value);
      const before = said.get(whole);
      if (before !== undefined && isComponent(place)) return [key, before];
      if (isObject(value) && whole.length > 80) said.set(whole, `[${key} of ${nameOf(place)}]`);
      return [key, short(value)];
    });
    return sorted(Object.fromEntries(entries));
  };
  const clouds = places.filter(([place]) => !isComponent(place));
  const components = places
    .filter(([place]) => isComponent(place))
    .sort(([a], [b]) => a.split("$").length - b.split("$").length);
  const inputs = new Map([...clouds, ...components].map((one): [string, Fields] => [one[0], say(one)]));
  const needed = reduced(found);
  return Object.fromEntries(
    places.map(([place, one]): [string, Registration] => [
      place,
      {
        in: one.in,
        needs: (needed.get(place) ?? []).map(nameOf).sort(),
        ...(one.options && { options: one.options }),
        inputs: inputs.get(place) ?? {},
        ...(one.outputs && { outputs: sorted(shortText(one.outputs, place) as Fields) }),
      },
    ]),
  );
}

const sorted = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The needs of each, without those that another need of it waits for: the order is the same. */
function reduced(found: ReadonlyMap<string, Registration>): Map<string, string[]> {
  const all = new Map<string, Set<string>>();
  const closure = (place: string): Set<string> => {
    const known = all.get(place);
    if (known !== undefined) return known;
    const reached = new Set<string>();
    all.set(place, reached);
    for (const need of found.get(place)?.needs ?? []) for (const one of [need, ...closure(need)]) reached.add(one);
    return reached;
  };
  const kept = ([place, { needs }]: [string, Registration]): [string, string[]] => [
    place,
    needs.filter((need) => !needs.some((other) => other !== need && closure(other).has(need))),
  ];
  return new Map([...found].map(kept));
}

/** Shortens the text inside a value. */
function text(versions: ReadonlyMap<string, string>): (value: unknown, place: string) => unknown {
  const files = contents();
  const short = (value: unknown, place: string): unknown => {
    if (Array.isArray(value)) return value.map((inner) => short(inner, place));
    if (isObject(value))
      return sorted(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, short(inner, place)])));
    if (typeof value !== "string") return value;
    // A tag that tells whose a resource is has no $.
    if (value.startsWith("urn:pulumi:") && placeOf(value) === place.replaceAll("$", "=")) return "[its URN]";
    if (versions.has(value)) return `[version of ${versions.get(value)}]`;
    return files.get(value) ?? value.replace(/plugins-[0-9a-f]{16}\.zip/, "plugins-HASH.zip");
  };
  return short;
}

/** Content of each file that the program hands over as it is, to the file's path. */
function contents(): Map<string, string> {
  const folder = join("airflow", "iap");
  const root = join(__dirname, "..", "..", "..");
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(".py"));
  return new Map(
    names.map((name) => [readFileSync(join(root, folder, name), "utf8"), `[content of airflow/iap/${name}]`]),
  );
}
