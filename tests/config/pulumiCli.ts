/**
 * `pulumi config set` and `rm`, as the real CLI does them (3.2xx: pkg/cmd/pulumi/config, sdk/go/common/resource/plugin),
 * on a config that the engine would hand over. The fixes' test holds it against the real CLI where there is one.
 */

/** A config as it is in the stack file: top-level keys, values of YAML. */
export type FileConfig = Record<string, unknown>;

/** A command as a shell splits it. */
export const words = (command: string): string[] =>
  [...command.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double),
  );

const parts = (path: string): (string | number)[] =>
  [...path.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, plain]) =>
    index === undefined ? (quoted ?? plain ?? "") : Number(index),
  );

/** With `--path` numbers and flags are such; without it all is text. */
const typed = (text: string): unknown =>
  text === "true" ? true : text === "false" ? false : /^(0|[1-9]\d*)$/.test(text) ? Number(text) : text;

type Branch = Record<string | number, unknown>;

/** The branch that holds the last part of a path; with `make` what is missing on the way is made. */
function holder(config: FileConfig, path: string, make: boolean): [Branch, string | number] | undefined {
  const at = path.indexOf(":");
  const [first = "", ...rest] = parts(path.slice(at + 1));
  const all = [`${path.slice(0, at)}:${first}`, ...rest];
  let branch: Branch = config as Branch;
  for (let index = 0; index < all.length - 1; index++) {
    const part = all[index] as string | number;
    if (branch[part] === undefined || branch[part] === "") {
      if (!make) return undefined;
      branch[part] = typeof all[index + 1] === "number" ? [] : {};
    }
    if (branch[part] === null || typeof branch[part] !== "object") throw new Error(`${path}: expected an object`);
    branch = branch[part] as Branch;
    if (Array.isArray(branch) && typeof all[index + 1] !== "number") throw new Error(`${path}: expected an index`);
    if (!Array.isArray(branch) && typeof all[index + 1] === "number") throw new Error(`${path}: expected an array`);
  }
  return [branch, all[all.length - 1] as string | number];
}

/** Keys whose plain value the CLI may refuse, by its strength (pkg/cmd/pulumi/config/config.go: keyPattern, looksLikeSecret). */
const suspicious = /passwd|pass|password|pwd|secret|token/i;

/** Runs one command; throws where the CLI would fail. */
export function run(config: FileConfig, command: string): void {
  const [pulumi, verb, action, ...rest] = words(command);
  if (pulumi !== "pulumi" || verb !== "config") throw new Error(`not a command of the config: ${command}`);
  const flags = rest.filter((word) => word.startsWith("--"));
  const [key = "", value = ""] = rest.filter((word) => !word.startsWith("--"));
  const nested = flags.includes("--path");
  if (!key.includes(":")) throw new Error(`no namespace: ${command}`);
  if (action === "rm") {
    const found = nested ? holder(config, key, false) : ([config as Branch, key] as [Branch, string]);
    if (found === undefined) return;
    const [branch, last] = found;
    if (Array.isArray(branch)) branch.splice(Number(last), 1);
    else delete branch[last];
  } else if (action === "set") {
    if (suspicious.test(key.slice(key.indexOf(":"))) && !flags.includes("--secret") && !flags.includes("--plaintext"))
      throw new Error(
        `config value for '${key}' looks like a secret; rerun with --secret to encrypt it, or --plaintext`,
      );
    const shown = flags.includes("--secret") ? "[secret]" : value;
    if (!nested) config[key] = shown;
    else {
      const [branch, last] = holder(config, key, true) as [Branch, string | number];
      if (Array.isArray(branch) && Number(last) > branch.length) throw new Error(`${key}: array index out of range`);
      branch[last] = typed(shown);
    }
  } else throw new Error(`not a command of the config: ${command}`);
}

/** As the engine hands it over: objects and lists as JSON. */
export const engineConfig = (config: FileConfig): Record<string, string> =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
