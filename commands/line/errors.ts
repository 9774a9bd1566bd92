/** Errors that a user can do something about. Anything else that is thrown is a fault of the program. */
import { EXIT, type ExitCode } from "./exitCodes";

/** What the one error line is made of, and the JSON of `--json`. */
export interface Told extends Error {
  /** What refused: "usage", "config", "pulumi", "network" … */
  readonly layer: string;
  /** What exactly, for programs: "bad-request". */
  readonly code: string;
  readonly exitCode: number;
  /** What fixes it, as it can be typed. */
  readonly fix?: string;
  /** More for `--json` and for people who try again; never a secret. */
  readonly status?: number;
  readonly runId?: string;
  readonly problems?: readonly string[];
}

/** The error of a verb. `TriggerError` has the same form but belongs to the trigger library. */
export class CommandError extends Error implements Told {
  readonly fix?: string;
  readonly problems?: readonly string[];

  constructor(
    readonly layer: string,
    readonly code: string,
    readonly exitCode: ExitCode,
    message: string,
    more: { fix?: string; problems?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = "CommandError";
    this.fix = more.fix;
    this.problems = more.problems;
  }
}

/** A mistake in the arguments, or in a file that they name. */
export class UsageError extends CommandError {
  constructor(message: string, fix?: string) {
    super("usage", "bad-request", EXIT.usage, message, { fix });
  }
}

/** Whether an error is one that its user can do something about. */
export const isTold = (error: unknown): error is Told =>
  error instanceof Error && typeof (error as Partial<Told>).exitCode === "number";
