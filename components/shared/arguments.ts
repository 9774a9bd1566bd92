/**
 * Checks a home's arguments as the stack config is checked: at once where they are plain, in the chain where another
 * resource makes them, with one text for both.
 */
import { existsSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { type ConfigTree, checkedSettings, type Settings, schemas } from "../../config";
import { schemaAt, textsAt } from "../../config/fields";
import { uploadsOf } from "../../config/uploads/folders";
import { ConfigError, keyPath, type ToldProblem, toldProblem } from "../../config/words/messages";
import { wrongField } from "../../config/words/schemaProblems";
import { teller } from "../../config/words/tell";
import { userText } from "./airflowFolder";
import { PlainError } from "./plainError";

type Path = readonly (string | number)[];
type Branch = Record<string | number, unknown>;

/** An argument that only the chain knows, and where it stands. */
interface Pending {
  path: Path;
  input: pulumi.Output<unknown>;
}

/** A program's arguments are not encrypted; a key that sounds like a secret is not told all the same. */
const tellPlain = teller(() => false);

/** What the stack config calls otherwise than the arguments. */
const argumentNames: [config: RegExp, argument: string][] = [
  [/\baws:allowedAccountIds(\[0\])?/g, "aws.accountId"],
  [/\baws:/g, "aws."],
  [/\bgcp:project\b/g, "gcpProject"],
  [/\bgcp:region\b/g, "gcpRegion"],
  [/\bairflow:/g, ""],
];

const asArgument = (text: string): string =>
  argumentNames.reduce((told, [config, argument]) => told.replace(config, argument), text);

/** A problem as a program's author reads it: no command of the config, but a value that would pass. */
function toldToAuthor({ path, what, example }: ToldProblem): string {
  const value = example === undefined || /^[[{]/.test(example) ? example : JSON.stringify(example);
  return asArgument(value === undefined ? what : `${what} Fix: ${path}: ${value}`);
}

/** All problems of a home's arguments, one a line. Pulumi prints it as it is. */
export class ArgumentError extends PlainError {
  constructor(home: string, problems: ToldProblem[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super([`${home}: ${count} in its arguments:`, ...problems.map((one) => `  ${toldToAuthor(one)}`)].join("\n"));
    this.name = "ArgumentError";
  }
}

/** A value that passes the schema and stands for one that is not known yet; two in one list differ. */
function standIn(schema: Parameters<typeof textsAt>[0], path: Path): unknown {
  const last = path[path.length - 1];
  const listed = typeof last === "number" ? textsAt(schema, path.slice(0, -1))?.example : undefined;
  const parsed = listed === undefined ? undefined : (JSON.parse(listed) as unknown[])[last as number];
  const example = parsed ?? textsAt(schema, path)?.example ?? "known later";
  return typeof example === "string" && typeof last === "number" ? example.replace(/0$/, last.toString(16)) : example;
}

/** Takes outputs and promises out of the arguments, and puts a stand-in at the place of each. */
function withoutPending(schema: Parameters<typeof textsAt>[0], value: unknown, path: Path, found: Pending[]): unknown {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) {
    found.push({ path, input: pulumi.output(value) });
    return standIn(schema, path);
  }
  if (Array.isArray(value)) return value.map((inner, index) => withoutPending(schema, inner, [...path, index], found));
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutPending(schema, inner, [...path, key], found)]));
}

/** The argument, known only when it passes. */
function checkedLater(home: string, schema: Parameters<typeof textsAt>[0], { path, input }: Pending) {
  const field = schemaAt(schema, path);
  const texts = textsAt(schema, path);
  if (field === undefined || texts === undefined) return input;
  return input.apply((value) => {
    if (field.safeParse(value).success) return value;
    const key = keyPath(String(path[0]), path.slice(1));
    throw new ArgumentError(home, [toldProblem(wrongField(key, value, texts), tellPlain)]);
  });
}

function put(root: unknown, path: Path, value: unknown): void {
  const parent = path.slice(0, -1).reduce<unknown>((inner, key) => (inner as Branch | undefined)?.[key], root);
  const last = path[path.length - 1];
  if (parent !== undefined && last !== undefined) (parent as Branch)[last] = value;
}

/**
 * A home's settings from its arguments: defaults filled in, everything plain checked, the rest checked in the chain.
 *
 * @param home what errors name: `AirflowOnMwaa "airflow"`
 * @param tree the arguments by the namespaces of the stack config
 * @throws ArgumentError with every problem found
 */
export function settingsFrom<Home extends Settings["platform"]>(
  home: string,
  platform: Home,
  tree: ConfigTree,
): Extract<Settings, { platform: Home }> {
  const schema = schemas[platform];
  const pending: Pending[] = [];
  const plain = withoutPending(schema, { ...tree, airflow: { ...tree.airflow, platform } }, [], pending);
  const early = pending.filter(({ path: [namespace] }) => namespace !== "airflow");
  if (early.length > 0) {
    const names = early.map(({ path }) => asArgument(keyPath(String(path[0]), path.slice(1)))).join(", ");
    throw new PlainError(`${home}: ${names} must be plain text: names and policies are made of it.`);
  }
  try {
    const settings = checkedSettings(plain as ConfigTree, {
      folderExists: (path) => existsSync(path),
      userText: (path) => userText(path),
      uploads: (config) => uploadsOf(config, process.cwd()),
      tell: tellPlain,
    });
    for (const one of pending) put(settings, one.path.slice(1), checkedLater(home, schema, one));
    return settings as Extract<Settings, { platform: Home }>;
  } catch (error) {
    if (error instanceof ConfigError) throw new ArgumentError(home, error.problems);
    throw error;
  }
}
