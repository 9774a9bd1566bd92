/** Ctrl-C as a signal, for verbs that have something to leave in order. A second Ctrl-C ends the process at once. */
import { CommandError } from "./errors";
import { EXIT } from "./exitCodes";

let controller: AbortController | undefined;

/** Aborted by SIGINT and SIGTERM from now on. Verbs that do not ask end as Node does. */
export function interruption(): AbortSignal {
  if (!controller) {
    const made = new AbortController();
    const stop = () => made.abort(new CommandError("usage", "cancelled", EXIT.cancelled, "cancelled"));
    process.once("SIGINT", stop).once("SIGTERM", stop);
    controller = made;
  }
  return controller.signal;
}
