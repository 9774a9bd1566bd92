/**
 * Requests to MWAA's API, signed by the AWS SDK's own signer with the SDK's default credential chain.
 *
 * The SDK's generated client (@aws-sdk/client-mwaa) is left out: it would load some 40 modules to send two JSON requests, and
 * retry in a way of its own beside ours. What is signed and where it goes is the SDK's rule (endpoint, AWS_ENDPOINT_URL_MWAA).
 */
import { TriggerError } from "../errors";
import { type Answer, type Limits, send } from "./send";

const LOGIN = "run `aws sso login` or `aws configure`, set AWS_PROFILE, or run where a role is attached";

type Signer = { sign(request: object): Promise<{ headers: Record<string, string> }> };
const signers = new Map<string, Promise<Signer>>();

function signer(region: string): Promise<Signer> {
  let found = signers.get(region);
  if (!found) {
    found = Promise.all([
      import("@aws-sdk/credential-provider-node"),
      import("@smithy/signature-v4"),
      import("@aws-crypto/sha256-js"),
    ]).then(([{ defaultProvider }, { SignatureV4 }, { Sha256 }]) => {
      const credentials = defaultProvider({ clientConfig: { region } });
      return new SignatureV4({ service: "airflow", region, credentials, sha256: Sha256 }) as unknown as Signer;
    });
    signers.set(region, found);
    found.catch(() => signers.delete(region)); // the next call tries anew
  }
  return found;
}

/** Forget which credentials were found. For tests. */
export function forgetAws(): void {
  signers.clear();
}

/** Base address of the data plane: what the SDK's environment variables say, else `env.airflow.REGION.…` of the partition. */
export function mwaaEndpoint(region: string, env: NodeJS.ProcessEnv = process.env): string {
  const given =
    env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === "true" ? "" : env.AWS_ENDPOINT_URL_MWAA || env.AWS_ENDPOINT_URL;
  if (given) return given.replace(/\/+$/, "");
  return `https://env.airflow.${region}.${region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com"}`;
}

/** POST JSON to MWAA. Gives any answer below 500. Each try is signed anew, because a signature lives five minutes. `reads`: nothing is changed. */
export async function mwaaPost(
  region: string,
  path: string,
  body: string,
  limits: Limits,
  reads = false,
): Promise<Answer> {
  const base = new URL(mwaaEndpoint(region) + path);
  const bytes = new TextEncoder().encode(body); // signed and sent alike
  const request = {
    method: "POST",
    protocol: base.protocol,
    hostname: base.hostname,
    port: base.port ? Number(base.port) : undefined,
    path: base.pathname,
    query: {},
    headers: { host: base.host, "content-type": "application/json" },
    body: bytes,
  };
  const sign = async () => {
    try {
      const { host: _, ...headers } = (await (await signer(region)).sign(request)).headers; // fetch writes host itself
      return headers;
    } catch (cause) {
      const why = (cause as Error).message.split("\n")[0].slice(0, 200);
      throw new TriggerError("credentials", "no-credentials", `no usable AWS credentials: ${why}`, {
        fix: LOGIN,
        cause,
      });
    }
  };
  return send({ method: "POST", url: base.href, headers: sign, body: bytes, trouble, reads }, "Amazon MWAA", limits);
}

/** The exception's name: from the header AWS sets, else from the body. */
export function errorKind(answer: Answer): string {
  const header = answer.headers["x-amzn-errortype"];
  const named = (header as string | undefined) ?? /"(?:__type|code)":\s*"([^"]+)"/.exec(answer.text)?.[1] ?? "";
  return named.split(":")[0].split("#").pop() ?? "";
}

/** Source: the AWS SDK's own list, @smithy/service-error-classification (THROTTLING_ERROR_CODES). */
const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|BandwidthLimitExceeded/;

/** Whether AWS hands on an answer of Airflow's. */
export const isInner = (kind: string) => kind === "RestApiClientException" || kind === "RestApiServerException";

/** The status that a later try can better: Airflow's own, or AWS's word for too many requests, which comes as 400 as well. */
function trouble(answer: Answer): number | undefined {
  const kind = errorKind(answer);
  if (THROTTLED.test(kind)) return 429;
  if (!isInner(kind)) return undefined;
  const status = Number(
    /"RestApiStatusCode":\s*(\d+)/.exec(answer.text)?.[1] ?? (kind === "RestApiServerException" ? 500 : 400),
  );
  return status === 429 || status >= 500 ? status : undefined;
}
