/** The stack's own state, as Pulumi keeps it. Secrets stay encrypted: nothing here needs one. */
import { join } from "node:path";
import { lastLines, tryPulumi } from "../../resume/pulumi";
import type { StackState } from "../../resume/state";

/** The state, that there is none, or why it could not be read. */
export type Read = { state: StackState } | { none: string } | { unread: string };

/** Asks `pulumi stack export`. Never throws: without Pulumi or a login there is still all that comes before an `up`. */
export async function readState(stack: string): Promise<Read> {
  try {
    const { code, stdout, said } = await tryPulumi({ cwd: join(__dirname, "..", "..", ".."), stack }, [
      "stack",
      "export",
    ]);
    if (code === 0) return { state: JSON.parse(stdout) as StackState };
    if (/no stack named/.test(said)) return { none: "Pulumi has no such stack yet" };
    return { unread: lastLines(said).split("\n").at(-1)?.trim() ?? "pulumi said nothing" };
  } catch (error) {
    return { unread: (error as Error).message };
  }
}
