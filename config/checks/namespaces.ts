/** Stack config as it is written -> a tree by namespace, with what stands in the wrong place told. */
import { distance } from "fastest-levenshtein";
import type { RawConfig } from "../settings";
import { type Problem, removeCommand, setCommand } from "../words/messages";
import { hiddenValue, word } from "../words/tell";

/** A config by namespace, its values as they are written. */
export type ConfigTree = Record<"airflow" | "aws" | "gcp", Record<string, unknown>>;

const ours = ["airflow", "aws", "gcp"] as const;
/** Namespaces of other providers and of Pulumi: nothing here reads them, and they are no typing mistakes. */
const others = ["pulumi", "kubernetes", "random", "tls", "azure", "aws-native", "google-native", "docker", "command"];

function parseText(value: string): unknown {
  if (!/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** What `pulumi config set --path` makes of a text: numbers and flags are such. */
const pathValue = (value: unknown): unknown =>
  value === "true"
    ? true
    : value === "false"
      ? false
      : typeof value === "string" && /^\d+$/.test(value)
        ? Number(value)
        : value;

/** `mwaa.network.zones[0]` -> `["mwaa", "network", "zones", 0]`. */
const partsOf = (name: string): (string | number)[] =>
  [...name.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, plain]) =>
    index === undefined ? (quoted ?? plain ?? "") : Number(index),
  );

/** Puts a value where its dots say, unless something is there or in the way. */
function putBelow(tree: Record<string, unknown>, name: string, value: unknown): void {
  const parts = partsOf(name);
  let at: unknown = tree;
  for (const [index, part] of parts.entries()) {
    if (at === null || typeof at !== "object") return;
    const branch = at as Record<string | number, unknown>;
    if (index === parts.length - 1) branch[part] ??= pathValue(value);
    else {
      branch[part] ??= typeof parts[index + 1] === "number" ? [] : {};
      at = branch[part];
    }
  }
}

/** A key with dots at the top: nothing reads it, as Pulumi reads dots with `--path` only. */
const forgottenPath = (key: string, value: unknown): Problem => ({
  path: key,
  what: `${key} has dots, and is a key of its own: Pulumi reads dots as a path only with --path.`,
  fix: (tell) => {
    const told = typeof value === "string" ? word(tell(key, value)) : JSON.stringify(value);
    const hidden = told.includes(hiddenValue) || told.endsWith("…");
    return `pulumi config rm '${key}' && ${setCommand(key, hidden ? "VALUE" : told, hidden && told.includes(hiddenValue))}`;
  },
});

/** Whether a namespace is one of ours, mistyped: one letter off, or the same letters in another order. */
function meant(namespace: string): (typeof ours)[number] | undefined {
  const letters = (text: string) => [...text].sort().join("");
  return ours.find(
    (own) => distance(own, namespace) <= Math.ceil(own.length / 4) || letters(own) === letters(namespace.toLowerCase()),
  );
}

const strangeNamespace = (key: string, own: string): Problem => {
  const right = `${own}${key.slice(key.indexOf(":"))}`;
  return {
    path: key,
    what: `${key} is in a namespace that nothing reads; did you mean ${right}?`,
    fix: `rename it, or ${removeCommand(key)}`,
  };
};

/**
 * `{"airflow:name": "x", "aws:region": "y"}` -> `{airflow: {name: "x"}, aws: {region: "y"}, gcp: {}}`.
 *
 * @returns the tree, and one problem for each key that nothing would read where it stands
 */
export function byNamespace(raw: RawConfig): { tree: ConfigTree; problems: Problem[] } {
  const tree: ConfigTree = { airflow: {}, aws: {}, gcp: {} };
  const problems: Problem[] = [];
  const dotted: [namespace: keyof ConfigTree, name: string, value: unknown][] = [];
  for (const [key, text] of Object.entries(raw)) {
    const [namespace = "", ...rest] = key.split(":");
    const name = rest.join(":");
    const value = parseText(text);
    if (!(namespace in tree)) {
      const own = others.includes(namespace) ? undefined : meant(namespace);
      if (own !== undefined) problems.push(strangeNamespace(key, own));
    } else if (/[.[]/.test(name)) {
      problems.push(forgottenPath(key, value));
      dotted.push([namespace as keyof ConfigTree, name, value]);
    } else tree[namespace as keyof ConfigTree][name] = value;
  }
  for (const [namespace, name, value] of dotted) putBelow(tree[namespace], name, value);
  return { tree, problems };
}
