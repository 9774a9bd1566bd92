/** The words of a config error: which key, which value, what is allowed, how to fix it. Nothing here knows a schema. */
import { closest, distance } from "fastest-levenshtein";
import { hiddenValue, outline, type Tell } from "./tell";

/** Text of a message; where it holds values of the config, a function that tells them. */
export type Words = string | ((tell: Tell) => string);

const say = (words: Words, tell: Tell): string => (typeof words === "string" ? words : words(tell));

/** One thing wrong with the stack config. `path` is the key as `pulumi config set --path` takes it. */
export interface Problem {
  path: string;
  /** What is wrong, without the fix. */
  what: Words;
  /** The command or step that fixes it. */
  fix: Words;
  /** A value that would pass: plain text, or a list or object as JSON. Undefined where no one value would. */
  example?: Words;
  /** The key is not there at all. */
  absent?: boolean;
}

/** A problem in words that anybody may read. */
export interface ToldProblem {
  path: string;
  what: string;
  /** What is wrong, and the fix. */
  message: string;
  example?: string;
}

/** @param tell knows what is encrypted and must not be shown */
export function toldProblem({ path, what, fix, example }: Problem, tell: Tell): ToldProblem {
  const said = say(what, tell);
  const told = { path, what: said, message: `${said} Fix: ${say(fix, tell)}` };
  return example === undefined ? told : { ...told, example: say(example, tell) };
}

/** All problems of a stack config, one a line. Thrown before anything is registered. */
export class ConfigError extends Error {
  readonly problems: ToldProblem[];

  /** @param tell knows what is encrypted and must not be shown */
  constructor(problems: Problem[], tell: Tell) {
    const told = problems.map((problem) => toldProblem(problem, tell));
    const count = told.length === 1 ? "1 problem" : `${told.length} problems`;
    super([`${count} in the stack config:`, ...told.map(({ message }) => `  ${message}`)].join("\n"));
    this.name = "ConfigError";
    this.problems = told;
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

/** The command, or commands, that set a key; `value` is text, or a list or object as JSON. */
export function setCommand(path: string, value: string, secret = false): string {
  // Below the top, `config set` takes plain values only: a list or an object is set one by one.
  const parts =
    path.includes(".") && /^[[{]/.test(value) && !value.startsWith(hiddenValue)
      ? Object.entries(JSON.parse(value))
      : [];
  if (parts.length === 0) return setOne(path, value, secret);
  const list = value.startsWith("[");
  const inner = (key: string) => (list ? `[${key}]` : /^\w+$/.test(key) ? `.${key}` : `["${key}"]`);
  const plain = (part: unknown) => (typeof part === "string" ? part : JSON.stringify(part));
  return parts.map(([key, part]) => setCommand(`${path}${inner(key)}`, plain(part), secret)).join(" && ");
}

/** The command that removes a key, at the top or below it. */
export const removeCommand = (path: string): string =>
  `pulumi config rm ${/[[.]/.test(path) ? `--path '${path}'` : path}`;

/** Commands that set a key to a value where there is another: a list or an object below the top has to go first. */
const replaceCommand = (path: string, value: string, secret = false): string =>
  `${path.includes(".") && /^[[{]/.test(value) && !value.startsWith(hiddenValue) ? `${removeCommand(path)} && ` : ""}${setCommand(path, value, secret)}`;

/** A value as a shell takes it. */
const quoted = (value: string): string => (/^[\w./:@-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`);

/** Keys whose plain value `pulumi config set` may take for a secret and refuse (pulumi/pulumi, pkg/cmd/pulumi/config/config.go: keyPattern). */
const suspicious = /passwd|pass|pwd|secret|token/i;

function setOne(path: string, value: string, secret: boolean): string {
  const key = /[[.]/.test(path) ? `--path '${path}'` : path;
  const manner = secret ? "--secret " : suspicious.test(path.slice(path.indexOf(":"))) ? "--plaintext " : "";
  return `pulumi config set ${manner}${key} ${quoted(value)}`;
}

/** What the schema says about telling a key's value. */
export interface Manner {
  /** The value is a secret: it is never shown, and is set with `--secret`. */
  secret?: boolean;
  /** The value may hold a secret: only its keys are shown, and it need not be set as one. */
  hidden?: boolean;
  /** An example made of the value itself, which is told only where the value is. */
  near?: Words | undefined;
}

/** A value that is not allowed. */
export function wrongValue(path: string, value: unknown, allowed: Words, usual: Words, manner: Manner = {}): Problem {
  const told = (tell: Tell) => (manner.secret ? hiddenValue : tell(path, manner.hidden ? outline(value) : value));
  const example: Words = (tell) =>
    say(manner.near === undefined || told(tell).includes(hiddenValue) ? usual : manner.near, tell);
  return {
    path,
    what: (tell) => `${path} is ${told(tell)}; allowed: ${say(allowed, tell)}.`,
    fix: (tell) => replaceCommand(path, say(example, tell), manner.secret),
    example,
  };
}

/** A key that must be there and is not. */
export function missing(path: string, allowed: Words, example: string, secret = false): Problem {
  const what: Words = (tell) => `${path} is not set; it needs ${say(allowed, tell)}.`;
  return { path, what, fix: setCommand(path, example, secret), example, absent: true };
}

/** A key that nothing reads, with the nearest one that something does. */
export function unknownKey(path: string, known: readonly string[]): Problem {
  const last = (key: string) => key.slice(Math.max(key.lastIndexOf("."), key.lastIndexOf(":")) + 1);
  const nearest = known.length > 0 ? closest(last(path), known.map(last)) : "";
  const guess = known.find((key) => last(key) === nearest);
  const near = distance(last(path), nearest) <= Math.ceil(last(path).length / 3);
  const remove = removeCommand(path);
  return near
    ? { path, what: `${path} is not a known key; did you mean ${guess}?`, fix: `rename it, or ${remove}` }
    : { path, what: `${path} is not a known key; known here: ${known.join(", ")}.`, fix: remove };
}

/** A part of the config that the chosen platform does not have. */
export function otherPlatform(part: string, platform: string): Problem {
  const path = `airflow:${part}`;
  const fix = `pulumi config rm ${path}, or pulumi config set airflow:platform ${part}`;
  return { path, what: `${path} is for platform ${part}, and airflow:platform is ${platform}.`, fix };
}

/** Two keys that do not go together; `why` says what contradicts, `fix` what to do. */
export function conflict(path: string, value: unknown, why: Words, fix: Words): Problem {
  return { path, what: (tell) => `${path} is ${tell(path, value)}; ${say(why, tell)}.`, fix };
}
