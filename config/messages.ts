/** The words of a config error: which key, which value, what is allowed, how to fix it. Nothing here knows a schema. */
import { closest, distance } from "fastest-levenshtein";

/** One thing wrong with the stack config. `path` is the key as `pulumi config set --path` takes it. */
export interface Problem {
  path: string;
  /** What is wrong, without the fix. */
  what: string;
  /** What is wrong, and the command or step that fixes it. */
  message: string;
  /** A value that would pass: plain text, or a list or object as JSON. Undefined where no one value would. */
  example?: string;
}

/** A problem in words of its own. */
export const problem = (path: string, what: string, fix: string, example?: string): Problem => ({
  path,
  what,
  message: `${what} Fix: ${fix}`,
  ...(example !== undefined && { example }),
});

/** All problems of a stack config, one a line. Thrown before anything is registered. */
export class ConfigError extends Error {
  constructor(readonly problems: Problem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super([`${count} in the stack config:`, ...problems.map((problem) => `  ${problem.message}`)].join("\n"));
    this.name = "ConfigError";
  }
}

/** `["mwaa", "network", "privateSubnetIds", 0]` in namespace `airflow` -> `airflow:mwaa.network.privateSubnetIds[0]`. */
export function keyPath(namespace: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part, index) =>
      typeof part === "number"
        ? `${text}[${part}]`
        : /^[A-Za-z0-9_-]+$/.test(String(part))
          ? `${text}${index === 0 ? ":" : "."}${String(part)}`
          : `${text}["${String(part)}"]`,
    namespace,
  );
}

/** A value as it is shown in an error: JSON, shortened; what a secret key holds is never shown. */
export function valueText(value: unknown, secret = false): string {
  if (secret) return "[secret]";
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** The command, or commands, that set a key; `value` is text, or a list or object as JSON. */
export function setCommand(path: string, value: string, secret = false): string {
  // Below the top, `config set` takes plain values only: a list or an object is set one by one.
  const parts = path.includes(".") && /^[[{]/.test(value) ? Object.entries(JSON.parse(value)) : [];
  if (parts.length === 0) return setOne(path, value, secret);
  const list = value.startsWith("[");
  const inner = (key: string) => (list ? `[${key}]` : /^\w+$/.test(key) ? `.${key}` : `["${key}"]`);
  const plain = (part: unknown) => (typeof part === "string" ? part : JSON.stringify(part));
  return parts.map(([key, part]) => setCommand(`${path}${inner(key)}`, plain(part), secret)).join(" && ");
}

function setOne(path: string, value: string, secret: boolean): string {
  const key = /[[.]/.test(path) ? `--path '${path}'` : path;
  return `pulumi config set ${secret ? "--secret " : ""}${key} ${/^[\w./:@-]+$/.test(value) ? value : `'${value}'`}`;
}

/** A value that is not allowed. */
export function wrongValue(path: string, value: unknown, allowed: string, example: string, secret = false): Problem {
  const what = `${path} is ${valueText(value, secret)}; allowed: ${allowed}.`;
  return problem(path, what, setCommand(path, example, secret), example);
}

/** A key that must be there and is not. */
export function missing(path: string, allowed: string, example: string, secret = false): Problem {
  return problem(path, `${path} is not set; it needs ${allowed}.`, setCommand(path, example, secret), example);
}

/** A key that nothing reads, with the nearest one that something does. */
export function unknownKey(path: string, known: readonly string[]): Problem {
  const last = (key: string) => key.slice(Math.max(key.lastIndexOf("."), key.lastIndexOf(":")) + 1);
  const nearest = known.length > 0 ? closest(last(path), known.map(last)) : "";
  const guess = known.find((key) => last(key) === nearest);
  const near = distance(last(path), nearest) <= Math.ceil(last(path).length / 3);
  const remove = `pulumi config rm ${/[[.]/.test(path) ? `--path '${path}'` : path}`;
  return near
    ? problem(path, `${path} is not a known key; did you mean ${guess}?`, `rename it, or ${remove}`)
    : problem(path, `${path} is not a known key; known here: ${known.join(", ")}.`, remove);
}

/** A part of the config that the chosen platform does not have. */
export function otherPlatform(part: string, platform: string): Problem {
  const path = `airflow:${part}`;
  const fix = `pulumi config rm ${path}, or pulumi config set airflow:platform ${part}`;
  return problem(path, `${path} is for platform ${part}, and airflow:platform is ${platform}.`, fix);
}

/** Two keys that do not go together; `why` says what contradicts, `fix` what to do. */
export function conflict(path: string, value: unknown, why: string, fix: string): Problem {
  return problem(path, `${path} is ${valueText(value)}; ${why}.`, fix);
}
