/** Cloud Composer 2 and 3: Airflow's REST API with an access token of the caller. */
import { TriggerError } from "../errors";
import { accessToken } from "../http/google";
import { type Answer, type Limits, send } from "../http/send";
import type { ComposerTarget } from "../target";
import type { ApiCall, Connection, Kept } from "./connection";
import { rest, version } from "./server";

export class ComposerConnection implements Connection {
  readonly webUrl: string;
  readonly roleFix =
    "give your user a role in Airflow that may start runs (Composer gives new callers Op): Security, List Users";
  private readonly version: Kept<"2" | "3">;

  constructor(private readonly target: ComposerTarget) {
    this.webUrl = target.url;
    this.version = version(target.airflowVersion, async (path, limits) => {
      const call = { method: "GET" as const, url: target.url + path, headers: await this.login() };
      return this.admitted(await send(call, "Cloud Composer", limits));
    });
  }

  major(limits: Limits) {
    return this.version.get(limits);
  }

  async call(call: ApiCall, limits: Limits): Promise<Answer> {
    const server = { url: this.target.url, major: await this.major(limits), who: "Cloud Composer" };
    // The library renews a token in time by itself; after a 401 the same one would come back, and does no harm.
    return this.admitted(
      await rest(
        call,
        server,
        () => this.login(),
        () => undefined,
        limits,
      ),
    );
  }

  /** The answer, if it is Airflow's own: Composer's front refuses with redirects and pages. */
  private admitted(answer: Answer): Answer {
    const { status } = answer;
    const page = !(answer.headers["content-type"] ?? "").includes("json");
    if (status === 401 || (status >= 300 && status < 400)) throw this.refusal(status, "not-authenticated");
    if (status === 403 && page) throw this.refusal(status, "not-allowed");
    return answer;
  }

  private async login(): Promise<Record<string, string>> {
    return { authorization: `Bearer ${await accessToken()}` };
  }

  private refusal(status: number, code: "not-allowed" | "not-authenticated") {
    return new TriggerError("composer", code, `Cloud Composer did not let you in (${status})`, {
      status,
      fix: "grant yourself roles/composer.user on the project, and allow this address in the environment's web server access",
    });
  }
}
