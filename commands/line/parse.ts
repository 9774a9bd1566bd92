/** Arguments of a verb, read by Commander: the one place that knows the library. */
import { Command, CommanderError, Option as LibraryOption } from "commander";
import { type Args, flagOf, type Option, type Verb } from "../verb";
import { UsageError } from "./errors";
import { EXIT, MEANINGS } from "./exitCodes";
import { calledAs } from "./npmRun";
import { paints, widthOf, wrap } from "./terminal";

/** The arguments, or undefined where `--help` was asked for and is shown. @throws UsageError */
export function parse(verb: Verb, args: readonly string[]): Args | undefined {
  const command = commandOf(verb);
  try {
    command.parse(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === EXIT.done) return undefined;
    throw mistake(error, verb.name);
  }
  const switches = Object.entries(verb.options).filter(([, { value }]) => value === undefined);
  const off = Object.fromEntries(switches.map(([key]) => [key, false]));
  const { operands } = verb;
  if (operands && command.args.length < operands.least)
    throw new UsageError(`give ${operands.name}: ${operands.about}`, seeHelp(verb.name));
  if (operands && command.args.length > operands.most)
    throw new UsageError(
      `${command.args.length} words were given where ${operands.most} ${operands.name} is expected`,
      seeHelp(verb.name),
    );
  for (const word of command.args)
    if (operands?.choices && !operands.choices.includes(word))
      throw new UsageError(`${operands.name} is ${JSON.stringify(word)}: give ${operands.choices.join(", ")}`);
  return { ...off, ...negated(switches, command.opts()), operands: command.args } as unknown as Args;
}

/** The library reads `--no-check` as `check: false`; here it is the switch `noCheck`. */
function negated(switches: [string, Option][], opts: Record<string, unknown>): Record<string, unknown> {
  const read = { ...opts };
  for (const [key] of switches) {
    const [, first, rest] = /^no([A-Z])(.*)$/.exec(key) ?? [];
    if (first === undefined) continue;
    const name = `${first.toLowerCase()}${rest}`;
    read[key] = read[name] === false;
    delete read[name];
  }
  return read;
}

/** A Commander error in the one form of this command line. */
export function mistake(error: CommanderError, verb: string): UsageError {
  const [first, second = ""] = error.message.replace(/^error: /, "").split("\n");
  // What follows the name of an unknown option may be a value that must not be shown.
  const what = first.replace(/^(unknown option '-{1,2}[\w-]*).*$/s, "$1'");
  const near = /Did you mean (.*)\?/.exec(second)?.[1];
  return new UsageError(near ? `${what}; did you mean ${near}?` : what, seeHelp(verb));
}

const seeHelp = (verb: string) => `${calledAs(verb)} --help`;

/** The settings that every command of the library has here. */
export function prepared(command: Command): Command {
  const { bold } = paints(process.stdout);
  return command
    .exitOverride()
    .allowExcessArguments()
    .helpOption("-h, --help", "show this text")
    .configureHelp({ styleTitle: bold, helpWidth: Math.min(widthOf(process.stdout), 120) })
    .configureOutput({ writeErr: () => undefined, getOutHasColors: () => true });
}

export function commandOf(verb: Verb): Command {
  const name = calledAs(verb.name);
  const command = prepared(new Command(name)).description(sentence(verb.about));
  const { operands } = verb;
  if (operands) {
    const word = operands.least > 0 ? `<${operands.name}>` : `[${operands.name}]`;
    command.usage(`${word}${operands.most > 1 ? " …" : ""} [options]`);
  }
  for (const [key, option] of Object.entries(verb.options)) {
    const flags = option.value === undefined ? flagOf(key) : `${flagOf(key)} <${option.value}>`;
    const made = new LibraryOption(flags, option.about).conflicts([...(option.excludes ?? [])]);
    if (option.value !== undefined) made.argParser(valueReader(verb, key, option));
    command.addOption(made);
  }
  return command.addHelpText("after", () => `\n${epilogue(verb, Math.min(widthOf(process.stdout), 120))}`);
}

/** Reads an option's value. `--stack --json` forgot it: the library would take the next option for it. */
function valueReader(verb: Verb, key: string, { value, choices }: Option) {
  const flags = new Set(Object.keys(verb.options).map(flagOf));
  return (given: string): string => {
    if (flags.has(given.split("=", 1)[0])) throw new UsageError(`${flagOf(key)} is given no ${value} before ${given}`);
    if (choices && !choices.includes(given))
      throw new UsageError(`${flagOf(key)} is ${JSON.stringify(given)}: give ${choices.join(", ")}`);
    return given;
  };
}

function epilogue(verb: Verb, width: number): string {
  return wrap([...(verb.notes ? [verb.notes, ""] : []), exitCodes()].join("\n"), width);
}

/** The line that ends every help. */
export function exitCodes(): string {
  const codes = Object.entries(EXIT).map(([key, code]) => `${code} ${MEANINGS[key as keyof typeof EXIT]}`);
  return `Exit codes: ${codes.join(", ")}.`;
}

const sentence = (text: string) => `${text[0]?.toUpperCase()}${text.slice(1)}.`;
