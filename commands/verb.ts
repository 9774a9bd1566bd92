/**
 * What a verb is: a small value. Its module imports nothing that costs time; what it does is in `./main` beside it, which
 * `run` loads.
 */
import type { ExitCode } from "./line/exitCodes";

/** `--name`, written in camelCase as its key. */
export interface Option {
  about: string;
  /** What its value is called: "FILE", "NAME". A switch has none. */
  value?: string;
  /** The only values that it takes. */
  choices?: readonly string[];
  /** Keys of options that exclude it. */
  excludes?: readonly string[];
  /** Its value is never repeated in a message. */
  secret?: boolean;
}

type Options = Record<string, Option>;

/** What `run` gets: each option by its key, and the words that are no options. */
export type Args<O extends Options = Options> = {
  [K in keyof O]: O[K] extends { value: string } ? string | undefined : boolean;
} & { operands: string[] };

/** Words after the verb that are no options. */
export interface Operands {
  /** "DAG_ID", "FILE" */
  name: string;
  about: string;
  least: number;
  most: number;
  choices?: readonly string[];
}

interface VerbOf<O extends Options> {
  /** As it is typed; its folder has the same name. */
  name: string;
  /** One line, no full stop: what it does. */
  about: string;
  options: O;
  operands?: Operands;
  /** Text below the options in `--help`; paragraphs, wrapped when shown. */
  notes?: string;
  /** Does it. Gives the exit code where it is not `done`; throws a `CommandError` for what the user can fix. */
  run(args: Args<O>): Promise<ExitCode | undefined>;
}

export type Verb = VerbOf<Options>;

/** Checks a verb's form where it is written, and knows its options' types in `run`. */
export const defineVerb = <const O extends Options>(verb: VerbOf<O>): Verb => verb as unknown as Verb;

/** Options that mean the same in every verb which has them. */
export const common = {
  stack: { value: "NAME", about: "the stack of Pulumi.NAME.yaml (default: dev)", excludes: ["config"] },
  config: { value: "FILE", about: "a stack file anywhere" },
  json: { about: "print the result, or the error, as JSON" },
} as const;

/** `runId` -> `--run-id` */
export const flagOf = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
