/**
 * Amazon MWAA: AWS's InvokeRestApi carries the call to Airflow. Where the caller has no airflow:InvokeRestApi but may open the web
 * page (airflow:CreateWebLoginToken), the call goes to the web server with such a login instead.
 * Sources: https://docs.aws.amazon.com/mwaa/latest/API/API_InvokeRestApi.html and .../latest/userguide/access-mwaa-apache-airflow-rest-api.html
 */

import { TriggerError } from "../errors";
import { errorKind, isInner, mwaaPost } from "../http/aws";
import { type Answer, json, type Limits, send } from "../http/send";
import type { MwaaTarget } from "../target";
import { type ApiCall, type Connection, Kept } from "./connection";
import { rest } from "./server";

/** InvokeRestApi takes no more. */
const MOST_BYTES = 6 * 1024 * 1024;

interface Login {
  url: string;
  headers: Record<string, string>;
  major: "2" | "3";
}

export class MwaaConnection implements Connection {
  readonly webUrl?: string;
  readonly roleFix: string;
  private readonly name: string;
  private denied?: TriggerError;
  private readonly web: Kept<Login>;

  constructor(private readonly target: MwaaTarget) {
    this.webUrl = target.url;
    this.name = `MWAA environment ${target.environment} in ${target.region}`;
    this.roleFix =
      `allow airflow:InvokeRestApi on arn:aws:airflow:${target.region}:ACCOUNT:role/${target.environment}/ROLE with a ROLE that may start ` +
      "runs (User, Op or Admin)";
    this.web = new Kept((limits) => this.login(limits));
  }

  async major(): Promise<"2" | "3" | undefined> {
    const { airflowVersion } = this.target;
    return airflowVersion === undefined ? undefined : airflowVersion.startsWith("2") ? "2" : "3";
  }

  async call(call: ApiCall, limits: Limits): Promise<Answer> {
    if (!this.denied) {
      const answer = await this.invoke(call, limits);
      if (!(answer instanceof TriggerError)) return answer;
      this.denied = answer;
    }
    return this.overWeb(call, limits);
  }

  /** Airflow's answer through InvokeRestApi, or the refusal of a caller who may not use it. */
  private async invoke(call: ApiCall, limits: Limits): Promise<Answer | TriggerError> {
    const [path, query] = call.path.split("?");
    // Ids as they are, as Amazon's own provider sends them (MwaaHook.invoke_rest_api): whoever encodes them does it once.
    const parts = [`"Method":"${call.method}"`, `"Path":${JSON.stringify(decodeURIComponent(path))}`];
    if (query) parts.push(`"QueryParameters":${JSON.stringify(Object.fromEntries(new URLSearchParams(query)))}`);
    if (call.body !== undefined) parts.push(`"Body":${call.body}`);
    const body = `{${parts.join(",")}}`;
    if (Buffer.byteLength(body) > MOST_BYTES) {
      throw new TriggerError("usage", "too-large", "the request is larger than the 6 MB that MWAA takes", {
        fix: "put large data into a bucket and give its address in conf",
      });
    }
    const answer = await mwaaPost(
      this.target.region,
      `/restapi/${this.target.environment}`,
      body,
      limits,
      call.method === "GET",
    );
    if (answer.status === 200) return inner(answer, json<Inner>(answer, "mwaa", "Amazon MWAA"));
    const kind = errorKind(answer);
    if (isInner(kind)) return inner(answer, json<Inner>(answer, "mwaa", "Amazon MWAA"));
    return this.refusal(kind, answer, "airflow:InvokeRestApi");
  }

  /** What AWS's refusal means; thrown unless another connection is left, which is so only where the permission is missing. */
  private refusal(kind: string, answer: Answer, action: string): TriggerError {
    const { status } = answer;
    const said = /"[Mm]essage":\s*"([^"]{0,300})/.exec(answer.text)?.[1];
    if (kind === "ResourceNotFoundException") {
      throw new TriggerError(
        "mwaa",
        "unknown-environment",
        `there is no ${this.name} in the account of your credentials`,
        {
          status,
          fix: "check the target's region and environment, and which account `aws sts get-caller-identity` shows",
        },
      );
    }
    if (/Token|Signature|Unrecognized|Expired|MissingAuthentication/.test(kind)) {
      throw new TriggerError("credentials", "no-credentials", `AWS does not accept your credentials (${kind})`, {
        status,
        fix: "run `aws sso login` again, or check AWS_PROFILE and this machine's clock",
      });
    }
    if (status === 403) {
      const role = `arn:aws:airflow:${this.target.region}:ACCOUNT:role/${this.target.environment}/User`;
      const message = `${this.name} does not let you in: ${said ?? "access denied"}`;
      return new TriggerError("mwaa", "not-allowed", message, {
        status,
        fix: `allow ${action} on ${role} to your role`,
      });
    }
    throw new TriggerError(
      "mwaa",
      "rejected",
      `${this.name} refused the call (${kind || status})${said ? `: ${said}` : ""}`,
      { status },
    );
  }

  private async overWeb(call: ApiCall, limits: Limits): Promise<Answer> {
    const { url, major } = await this.web.get(limits);
    const server = { url, major, who: `the web server of ${this.name}` };
    const login = async () => (await this.web.get(limits)).headers;
    return rest(call, server, login, (_, sent) => this.web.forget(sent), limits);
  }

  /** A web login token traded for what the web server wants: a session cookie (Airflow 2) or a bearer token (Airflow 3). */
  private async login(limits: Limits): Promise<{ value: Login; until: number }> {
    const answer = await mwaaPost(this.target.region, `/webtoken/${this.target.environment}`, "{}", limits, true);
    if (answer.status !== 200) {
      const second = this.refusal(errorKind(answer), answer, "airflow:CreateWebLoginToken");
      throw this.denied ?? second;
    }
    const { WebToken, WebServerHostname } = json<{ WebToken: string; WebServerHostname: string }>(
      answer,
      "mwaa",
      "Amazon MWAA",
    );
    const url = `https://${WebServerHostname}`;
    const known = await this.major();
    const majors: ("2" | "3")[] = known ? [known] : ["3", "2"];
    for (const major of majors) {
      const page = major === "2" ? "/aws_mwaa/login" : "/pluginsv2/aws_mwaa/login";
      const form = { "content-type": "application/x-www-form-urlencoded" };
      const body = new URLSearchParams({ token: WebToken }).toString();
      const entered = await send(
        { method: "POST", url: url + page, headers: form, body },
        `the web server of ${this.name}`,
        limits,
      );
      const cookies = (entered.headers["set-cookie"] ?? []).map((line) => line.split(";", 1)[0]);
      const token = cookies.find((one) => one.startsWith("_token="));
      const session = cookies.find((one) => one.startsWith("session="));
      const headers: Record<string, string> = {};
      if (major === "3" && token) headers.authorization = `Bearer ${token.slice("_token=".length)}`;
      else if (major === "2" && session) headers.cookie = session;
      else continue;
      if (entered.status < 400) return { value: { url, headers, major }, until: Date.now() + 600_000 };
    }
    throw new TriggerError("mwaa", "not-authenticated", `the web server of ${this.name} did not take the login token`, {
      fix: this.denied?.fix ?? "allow airflow:InvokeRestApi to your role",
    });
  }
}

/** Airflow's own answer inside MWAA's, good or bad. */
interface Inner {
  RestApiStatusCode?: number;
  RestApiResponse?: unknown;
}

function inner(answer: Answer, { RestApiStatusCode: status, RestApiResponse: response }: Inner): Answer {
  const text = typeof response === "string" ? response : JSON.stringify(response ?? null);
  return { status: status ?? 200, headers: answer.headers, text };
}
