/** Hears what goes wrong in a program, and tells it. The first error is the cause; all others follow from it. */
import { join, sep } from "node:path";
import { RunError } from "@pulumi/pulumi/errors";
import { ConfigError } from "../../../config";

/** What was thrown; it need not be an error. */
export interface Thrown {
  value: unknown;
}

/** While a program runs, its errors are the recorder's: nobody else is told of a promise that fails unheard. */
export class Failures {
  first: Thrown | undefined;
  private readonly others = process.rawListeners("unhandledRejection") as NodeJS.UnhandledRejectionListener[];
  private readonly hear = (value: unknown): void => this.add(value);
  private readonly onIdle: () => void;
  /** Resolves when Node has nothing left to do, so that what the program waits for can never come. */
  readonly idle: Promise<void>;

  constructor() {
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", this.hear);
    let idle = (): void => {};
    this.idle = new Promise((resolve) => {
      idle = resolve;
    });
    this.onIdle = idle;
    process.once("beforeExit", this.onIdle);
  }

  add(value: unknown): void {
    this.first ??= { value };
  }

  /** Gives the listeners back, after a turn in which Node tells of the last promises that failed. */
  async end(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    process.removeListener("unhandledRejection", this.hear);
    process.removeListener("beforeExit", this.onIdle);
    for (const other of this.others) process.on("unhandledRejection", other);
  }
}

/** The project's folder. */
const root = join(__dirname, "..", "..", "..") + sep;

/** A program's failure as a user reads it: one message, and for a mistake in the code also where it was made. */
export class ProgramError extends Error {
  readonly layer = "program";
  readonly code = "failed";
  readonly exitCode = 1;

  constructor(thrown: unknown) {
    super(textOf(thrown));
    // Printed whole, it shows no trace of this file.
    this.stack = this.message;
  }
}

function textOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  // Pulumi writes this before the message for each input that the error passes through.
  const message = thrown.message.replace(/^(error serializing property "[^"]*": )+/, "");
  if (!isMistake(thrown)) return message;
  const frames = thrown.stack?.split("\n").filter((line) => line.startsWith("    at ")) ?? [];
  const frame = frames.find(
    (line) => line.includes(root) && !line.includes("node_modules") && !line.includes(__dirname),
  );
  return frame === undefined ? message : `${message}\n  ${frame.trim().replace(root, "")}`;
}

/** Whether it is a mistake in the code, of which a trace tells more. */
const isMistake = (thrown: unknown): boolean =>
  thrown instanceof Error && !(thrown instanceof ConfigError) && !RunError.isInstance(thrown);
