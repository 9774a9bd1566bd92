/** What every verb ends with. docs/commands.md shows this table, and a test compares the two. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  notReachable: 4,
  timedOut: 5,
  fault: 70,
  cancelled: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Each code's meaning, as `--help` shows it. */
export const MEANINGS: Record<keyof typeof EXIT, string> = {
  done: "done",
  failed: "ran and failed",
  usage: "wrong arguments, config or file",
  refused: "refused",
  notReachable: "nobody answered",
  timedOut: "timed out",
  fault: "a fault of this program",
  cancelled: "cancelled",
};
