/** What can go wrong, by the layer that refused. */
import { EXIT, type ExitCode } from "../line/exitCodes";

/**
 * Who said no:
 * `usage` the request itself · `credentials` the caller's own cloud credentials · `iap` Identity-Aware Proxy · `mwaa` AWS's API
 * of the environment · `composer` Cloud Composer's front · `airflow` Airflow's login or role · `dag` the DAG or its conf ·
 * `network` nobody answered (in time, or only with 429 and 5xx) · `run` the run that was waited for · `stack` the Pulumi stack.
 */
export type Layer =
  | "usage"
  | "credentials"
  | "iap"
  | "mwaa"
  | "composer"
  | "airflow"
  | "dag"
  | "network"
  | "run"
  | "stack";

/** What exactly, for programs. */
export type Code =
  | "bad-request"
  | "bad-target"
  | "bad-stack"
  | "no-credentials"
  | "not-allowed"
  | "not-authenticated"
  | "unknown-environment"
  | "unknown-dag"
  | "unknown-run"
  | "paused"
  | "import-error"
  | "bad-conf"
  | "conflict"
  | "too-large"
  | "rejected"
  | "unreadable"
  | "not-reachable"
  | "timed-out"
  | "cancelled";

export interface Details {
  /** What fixes it: a grant, a command, a page. */
  fix?: string;
  /** The HTTP status that said so. */
  status?: number;
  /** The run it is about, where one was (or may have been) started. */
  runId?: string;
  cause?: unknown;
}

/** Every error of this library. Its message is safe to log: it never holds a token or a value of `conf`. */
export class TriggerError extends Error {
  readonly fix?: string;
  readonly status?: number;
  runId?: string;

  constructor(
    readonly layer: Layer,
    readonly code: Code,
    message: string,
    details: Details = {},
  ) {
    super(message, { cause: details.cause });
    this.name = "TriggerError";
    this.fix = details.fix;
    this.status = details.status;
    this.runId = details.runId;
  }

  get exitCode(): ExitCode {
    if (this.code === "timed-out") return EXIT.timedOut;
    if (this.code === "cancelled") return EXIT.cancelled;
    if (this.layer === "usage" || this.layer === "stack") return EXIT.usage;
    return this.layer === "network" ? EXIT.notReachable : EXIT.refused;
  }
}

/** A mistake in the request itself. */
export const badRequest = (message: string): TriggerError => new TriggerError("usage", "bad-request", message);
