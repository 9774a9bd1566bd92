/** What the specs against real Airflow share: the homes, started once, and a look past the client. */
import { forgetConnections } from "../../../commands/trigger/connections/connect";
import { forgetAws } from "../../../commands/trigger/http/aws";
import { forgetGoogle } from "../../../commands/trigger/http/google";
import type { Target } from "../../../commands/trigger/index";
import { type Homes, homes, missing, targets } from "./homes";

export const PAUSED = { dagId: "probe_paused", allowPaused: true }; // runs that cost nothing: they stay in the queue
export const KINDS = [
  "plain Airflow 2",
  "plain Airflow 3",
  "Airflow 3 behind IAP",
  "Cloud Composer with Airflow 2",
  "Cloud Composer with Airflow 3",
  "MWAA with Airflow 2",
  "MWAA with Airflow 3",
  "MWAA of unknown version",
  "MWAA with Airflow 2 by web token",
  "MWAA with Airflow 3 by web token",
];
export const isTwo = (name: string) => name.includes("Airflow 2") || name.includes("unknown");

/** Started before the first test of a suite, which is skipped where they cannot be had. */
export interface Shared {
  made: Homes;
  to: Record<string, Target>;
}

export function sharedHomes(): Shared {
  const shared = {} as Shared;
  before(async function () {
    const reason = missing();
    if (reason) {
      console.log(`    skipped: ${reason}`);
      return this.skip();
    }
    shared.made = await homes();
    shared.to = targets(shared.made);
  });
  afterEach(() => {
    forgetConnections();
    forgetGoogle();
    forgetAws();
  });
  return shared;
}

/** Read straight from the server, past the client: with the admin's own login. */
export async function direct(
  made: Homes,
  two: boolean,
  path: string,
): Promise<{ text: string; data: Record<string, unknown> }> {
  let authorization = `Basic ${Buffer.from(`admin:${made.password}`).toString("base64")}`;
  if (!two) {
    const login = { method: "POST", headers: { "content-type": "application/json" } };
    const body = JSON.stringify({ username: "admin", password: made.password });
    const token = (await (await fetch(`${made.three}/auth/token`, { ...login, body })).json()) as {
      access_token: string;
    };
    authorization = `Bearer ${token.access_token}`;
  }
  const url = two ? `${made.two}/api/v1${path}` : `${made.three}/api/v2${path}`;
  const text = await (await fetch(url, { headers: { authorization } })).text();
  return { text, data: JSON.parse(text) as Record<string, unknown> };
}
