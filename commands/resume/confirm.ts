/** Asks a person before something is written. */
import { createInterface } from "node:readline/promises";

/** @returns true for `yes`, or where `--yes` was given; false where nobody can be asked */
export async function confirmed(yes: boolean, question: string): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) return false;
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asked.question(`${question} [y/N] `)).trim());
  } finally {
    asked.close();
  }
}
