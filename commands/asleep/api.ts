/** Airflow's REST API, 2.x and 3.x, as sleep and wake need it: whole lists, and changes. */
import type { Connection } from "../trigger/connections/connection";
import { TriggerError } from "../trigger/errors";
import { type Answer, json, type Limits } from "../trigger/http/send";

/** Both versions give no more at once ([api] maximum_page_limit). */
const PAGE = 100;

/** A part of an address. */
export const part = (text: string): string => encodeURIComponent(text);

export class AirflowState {
  constructor(
    readonly connection: Connection,
    readonly limits: Limits,
  ) {}

  /** Every row of a list, a page at a time: a history may have more than memory should hold. */
  async *pages<T>(path: string, list: string, order?: string): AsyncGenerator<T[]> {
    for (let done = 0; ; ) {
      const query = `limit=${PAGE}&offset=${done}${order ? `&order_by=${order}` : ""}`;
      const answer = await this.call("GET", `${path}${path.includes("?") ? "&" : "?"}${query}`);
      const found = this.data<Record<string, T[]> & { total_entries: number }>(answer, `list ${list}`);
      const page = found[list] ?? [];
      if (page.length > 0) yield page;
      done += page.length;
      if (page.length === 0 || done >= found.total_entries) return;
    }
  }

  async all<T>(path: string, list: string, order?: string): Promise<T[]> {
    const rows: T[] = [];
    for await (const page of this.pages<T>(path, list, order)) rows.push(...page);
    return rows;
  }

  async get<T>(path: string, doing: string): Promise<T> {
    return this.data<T>(await this.call("GET", path), doing);
  }

  /** Makes it; false where something of that name is there. */
  async make(path: string, body: object, doing: string): Promise<boolean> {
    const answer = await this.call("POST", path, body);
    if (answer.status === 409) return false;
    this.data(answer, doing);
    return true;
  }

  async change(path: string, body: object, doing: string): Promise<void> {
    this.data(await this.call("PATCH", path, body), doing);
  }

  private call(method: "GET" | "POST" | "PATCH", path: string, body?: object): Promise<Answer> {
    return this.connection.call({ method, path, ...(body && { body: JSON.stringify(body) }) }, this.limits);
  }

  /** Never repeats what Airflow says of a body: it may be a variable's value. */
  private data<T>(answer: Answer, doing: string): T {
    const { status } = answer;
    if (status >= 200 && status < 300) return json<T>(answer, "airflow", "Airflow");
    const told = (code: "not-authenticated" | "not-allowed" | "rejected", what: string, fix?: string) =>
      new TriggerError("airflow", code, `Airflow ${what} ${doing}`, { status, ...(fix && { fix }) });
    if (status === 401) throw told("not-authenticated", "does not accept the login, so it did not", "log in again");
    if (status === 403)
      throw told(
        "not-allowed",
        "gives the caller no role that may",
        "use a login with the Airflow role Op or Admin: sleep and wake read and write pools, variables and connections",
      );
    throw told("rejected", `answered ${status}, so it did not`);
  }
}
