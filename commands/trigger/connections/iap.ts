/**
 * Airflow behind Identity-Aware Proxy: the service account's JWT in Proxy-Authorization opens IAP, which takes it off; Airflow's
 * own token, got for IAP's assertion, is in Authorization. See airflow/iap/README.md for the other side.
 */
import { TriggerError } from "../errors";
import { serviceAccountJwt } from "../http/google";
import { type Answer, type Limits, send } from "../http/send";
import type { IapTarget } from "../target";
import { type ApiCall, type Connection, Kept } from "./connection";
import { airflowToken, kept, rest, version } from "./server";

export class IapConnection implements Connection {
  readonly webUrl: string;
  readonly roleFix: string;
  private readonly who: string;
  // One JWT for the whole host ("/*"), so that it serves every path until its hour is over.
  private readonly jwt: Kept<string>;
  private readonly token: Kept<string>;
  private readonly version: Kept<"2" | "3">;

  constructor(private readonly target: IapTarget) {
    this.webUrl = target.url;
    this.who = target.serviceAccount ?? "the caller's service account";
    this.roleFix = `add serviceAccount:${this.who} to airflow:access.triggerCallers of the stack and run \`pulumi up\``;
    const { host } = new URL(target.url);
    this.jwt = new Kept((limits) => serviceAccountJwt(target.serviceAccount, `https://${host}/*`, limits));
    this.token = new Kept(async (limits) => kept(await this.login(limits)));
    this.version = version(target.airflowVersion, async (path, limits) => {
      const call = { method: "GET" as const, url: target.url + path, headers: await this.door(limits) };
      return this.admitted(await send(call, "Airflow behind IAP", limits));
    });
  }

  major(limits: Limits) {
    return this.version.get(limits);
  }

  async call(call: ApiCall, limits: Limits): Promise<Answer> {
    const server = { url: this.target.url, major: await this.major(limits), who: "Airflow behind IAP" };
    const login = async () => ({
      ...(await this.door(limits)),
      authorization: `Bearer ${await this.token.get(limits)}`,
    });
    const stale = (answer: Answer, sent: number) => (isIap(answer) ? this.jwt : this.token).forget(sent);
    return this.admitted(await rest(call, server, login, stale, limits));
  }

  private async door(limits: Limits): Promise<Record<string, string>> {
    return { "proxy-authorization": `Bearer ${await this.jwt.get(limits)}` };
  }

  private async login(limits: Limits): Promise<Answer> {
    for (let again = false; ; again = true) {
      const door = await this.door(limits);
      const sent = performance.now();
      const answer = await airflowToken(this.target.url, {}, door, limits);
      if (answer.status === 401 && isIap(answer) && !again) {
        this.jwt.forget(sent);
        continue;
      }
      this.admitted(answer);
      if (answer.status === 200 || answer.status === 201) return answer;
      const said = /"detail":\s*"([^"]{0,300})/.exec(answer.text)?.[1] ?? `status ${answer.status}`;
      throw new TriggerError(
        "airflow",
        answer.status === 403 ? "not-allowed" : "not-authenticated",
        `IAP let ${this.who} in, but Airflow did not: ${said}`,
        {
          status: answer.status,
          fix:
            answer.status === 403 ? this.roleFix : "check AIRFLOW_IAP_AUDIENCE against the stack's output iapAudience",
        },
      );
    }
  }

  /** The answer, if IAP let the request through. */
  private admitted(answer: Answer): Answer {
    const { status } = answer;
    if (!isIap(answer)) return answer;
    if (status === 403) {
      throw new TriggerError("iap", "not-allowed", `IAP knows ${this.who} but does not let it in`, {
        status,
        fix: `grant it roles/iap.httpsResourceAccessor on the backend service: add serviceAccount:${this.who} to airflow:access.triggerCallers and run \`pulumi up\``,
      });
    }
    const said = /Invalid IAP credentials[^<\n]{0,200}/.exec(answer.text)?.[0] ?? `status ${status}`;
    throw new TriggerError("iap", "not-authenticated", `IAP did not accept the JWT of ${this.who}: ${said}`, {
      status,
      fix: `check that target.url (${this.target.url}) is the domain of Airflow, that ${this.who} exists, and this machine's clock`,
    });
  }
}

/** Whether IAP itself answered. A redirect to a login is IAP's too: Airflow's REST API never sends one. */
const isIap = (answer: Answer): boolean =>
  answer.headers["x-goog-iap-generated-response"] === "true" || (answer.status >= 300 && answer.status < 400);
