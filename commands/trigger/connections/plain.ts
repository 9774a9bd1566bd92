/** A plain Airflow server: a token, or a user's name and password. */
import { TriggerError } from "../errors";
import { type Answer, type Limits, send } from "../http/send";
import type { AirflowTarget } from "../target";
import { type ApiCall, type Connection, Kept } from "./connection";
import { airflowToken, kept, rest, version } from "./server";

/** What a plain server wants to see. Default: AIRFLOW_TOKEN, else AIRFLOW_USERNAME and AIRFLOW_PASSWORD, of the environment. */
export type Credentials = { token: string } | { username: string; password: string };

export function credentialsFromEnv(env: NodeJS.ProcessEnv = process.env): Credentials | undefined {
  if (env.AIRFLOW_TOKEN) return { token: env.AIRFLOW_TOKEN };
  const { AIRFLOW_USERNAME: username, AIRFLOW_PASSWORD: password } = env;
  return username && password ? { username, password } : undefined;
}

export class PlainConnection implements Connection {
  readonly webUrl: string;
  readonly roleFix = "give the user a role that may start runs, such as User or Op: Security, List Users";
  private readonly version: Kept<"2" | "3">;
  private readonly token: Kept<string>;

  constructor(
    private readonly target: AirflowTarget,
    private readonly credentials: Credentials | undefined,
  ) {
    this.webUrl = target.url;
    this.version = version(target.airflowVersion, (path, limits) =>
      send({ method: "GET", url: target.url + path }, "Airflow", limits),
    );
    this.token = new Kept((limits) => this.mint(limits));
  }

  major(limits: Limits) {
    return this.version.get(limits);
  }

  async call(call: ApiCall, limits: Limits): Promise<Answer> {
    const server = { url: this.target.url, major: await this.major(limits), who: "Airflow" };
    const stale = (_: Answer, sent: number) => this.token.forget(sent);
    const answer = await rest(call, server, () => this.login(server.major, limits), stale, limits);
    if (answer.status === 401) throw this.refused(answer.status);
    return answer;
  }

  private async login(major: "2" | "3", limits: Limits): Promise<Record<string, string>> {
    const given = this.credentials;
    if (!given) {
      throw new TriggerError("credentials", "no-credentials", `no login for ${this.target.url}`, {
        fix: "set AIRFLOW_TOKEN, or AIRFLOW_USERNAME and AIRFLOW_PASSWORD, in the environment",
      });
    }
    if (!("token" in given) && major === "2") {
      return { authorization: `Basic ${Buffer.from(`${given.username}:${given.password}`).toString("base64")}` };
    }
    return { authorization: `Bearer ${await this.token.get(limits)}` };
  }

  private async mint(limits: Limits): Promise<{ value: string; until: number }> {
    const given = this.credentials as Credentials;
    if ("token" in given) return { value: given.token, until: Number.POSITIVE_INFINITY };
    const answer = await airflowToken(this.target.url, given, {}, limits);
    if (answer.status === 200 || answer.status === 201) return kept(answer);
    throw this.refused(answer.status);
  }

  private refused(status: number) {
    const what = this.credentials && "token" in this.credentials ? "the token" : "the name and password";
    return new TriggerError("airflow", "not-authenticated", `Airflow at ${this.target.url} did not accept ${what}`, {
      status,
      fix: "check AIRFLOW_TOKEN or AIRFLOW_USERNAME and AIRFLOW_PASSWORD; Airflow 2 also needs basic_auth in [api] auth_backends",
    });
  }
}
