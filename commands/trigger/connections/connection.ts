/** What every connection offers: Airflow's REST API under one form, logged in. */
import type { Answer, Limits } from "../http/send";

export interface ApiCall {
  method: "GET" | "POST" | "PATCH";
  /** Path and query after `/api/vN`: "/dags/ID/dagRuns". */
  path: string;
  /** JSON text. */
  body?: string;
}

export interface Connection {
  /** "3" or "2" of the Airflow behind it; undefined where it is not known and need not be. */
  major(limits: Limits): Promise<"2" | "3" | undefined>;
  /**
   * The answer of Airflow itself, any status below 500; a 401 was tried again with a new token. What refuses before Airflow
   * (credentials, IAP, MWAA, Composer) is thrown as a TriggerError.
   */
  call(call: ApiCall, limits: Limits): Promise<Answer>;
  /** How the grant that fixes a 403 of Airflow's is given here. */
  readonly roleFix: string;
  /** Where people look at Airflow, if known. */
  readonly webUrl?: string;
}

/** A value that is made once and kept while it is good; callers at the same time share the making. */
export class Kept<T> {
  private held?: { value: Promise<T>; until: number; made: number };

  /** `make` gives the value and the time (milliseconds since the epoch) until which it may be used. */
  constructor(private readonly make: (limits: Limits) => Promise<{ value: T; until: number }>) {}

  get(limits: Limits): Promise<T> {
    if (this.held && Date.now() < this.held.until) return this.held.value;
    const making = this.make(limits);
    const mine = {
      value: making.then(({ value }) => value),
      until: Number.POSITIVE_INFINITY,
      made: Number.POSITIVE_INFINITY,
    };
    this.held = mine;
    making.then(
      ({ until }) => {
        mine.until = until;
        mine.made = performance.now();
      },
      () => {
        if (this.held === mine) this.held = undefined;
      },
    );
    return mine.value;
  }

  /** Forget a value that was made before `time` (of performance.now()): many calls may find one token stale at once. */
  forget(time: number): void {
    if (this.held && this.held.made <= time) this.held = undefined;
  }
}
