/** What the connections that speak HTTP to Airflow's own server share: which version it is, and one new login after a 401. */
import { TriggerError } from "../errors";
import { type Answer, json, type Limits, send } from "../http/send";
import { type ApiCall, Kept } from "./connection";

/** "2" or "3" from the target, else by asking the server, through `ask`, for a path that only Airflow 3 has. */
export function version(known: string | undefined, ask: (path: string, limits: Limits) => Promise<Answer>) {
  return new Kept<"2" | "3">(async (limits) => {
    const until = Number.POSITIVE_INFINITY;
    if (known) return { value: known.startsWith("2") ? "2" : "3", until };
    const answer = await ask("/api/v2/version", limits);
    if (answer.status === 404) return { value: "2", until };
    if (answer.status === 200 && json<{ version?: string }>(answer, "airflow", "The server").version)
      return { value: "3", until };
    const to = answer.headers.location;
    throw new TriggerError(
      "airflow",
      "rejected",
      `the server answered ${answer.status}${to ? ` (to ${to})` : ""}, not as Airflow does`,
      {
        status: answer.status,
        fix: "check that the target's address is the one of an Airflow server",
      },
    );
  });
}

/**
 * Send to Airflow's REST API. `login` gives the headers; `stale` is told of a 401 and when its request was sent, so that the next
 * `login` gives new ones, which is done once.
 */
export async function rest(
  call: ApiCall,
  server: { url: string; major: "2" | "3"; who: string },
  login: (limits: Limits) => Promise<Record<string, string>>,
  stale: (answer: Answer, sent: number) => void,
  limits: Limits,
): Promise<Answer> {
  for (let again = false; ; again = true) {
    const headers: Record<string, string> = { accept: "application/json", ...(await login(limits)) };
    if (call.body !== undefined) headers["content-type"] = "application/json";
    const url = `${server.url}/api/${server.major === "2" ? "v1" : "v2"}${call.path}`;
    const sent = performance.now();
    const answer = await send({ method: call.method, url, headers, body: call.body }, server.who, limits);
    if (answer.status !== 401 || again) return answer;
    stale(answer, sent);
  }
}

/** Airflow's own token by POST /auth/token (Airflow 3), renewed well before `[api_auth] jwt_expiration_time` can end it. */
export async function airflowToken(
  url: string,
  body: object,
  headers: Record<string, string>,
  limits: Limits,
): Promise<Answer> {
  const call = { method: "POST" as const, url: `${url}/auth/token`, body: JSON.stringify(body), reads: true };
  return send({ ...call, headers: { "content-type": "application/json", ...headers } }, "Airflow", limits);
}

/** The token of a 201 with the time until which it is used; how long it lives is in the token. */
export function kept(answer: Answer): { value: string; until: number } {
  const { access_token: token } = json<{ access_token?: string }>(answer, "airflow", "Airflow's login");
  if (!token) {
    throw new TriggerError("airflow", "rejected", "Airflow's login gave no token", { status: answer.status });
  }
  let ends = Date.now() + 600_000;
  try {
    const { exp } = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString()) as { exp: number };
    ends = exp * 1000;
  } catch {
    // Not a JWT that can be read: ten minutes are safe, and a 401 renews it anyway.
  }
  return { value: token, until: ends - 30_000 };
}
