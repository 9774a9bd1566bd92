/**
 * MWAA's own word on an environment: GetEnvironment and UpdateEnvironment, signed with the caller's credentials by the AWS
 * SDK's signer (https://docs.aws.amazon.com/mwaa/latest/API/API_GetEnvironment.html). Loaded only where the engine runs.
 */
import type { AwsPlace } from "../../iam/arn";
import { partitionOf } from "../../iam/arn";

/** What GetEnvironment tells, as far as it is read here; settings have AWS's names (`EnvironmentClass`). */
export interface LiveEnvironment {
  Status: string;
  /** Seconds since 1970. */
  CreatedAt?: number;
  Arn?: string;
  LastUpdate?: {
    Status?: string;
    Error?: { ErrorCode?: string; ErrorMessage?: string };
    WorkerReplacementStrategy?: string;
  };
  [setting: string]: unknown;
}

/** The environment, none, or why nobody answered. */
export type Answer = { found: LiveEnvironment } | { none: true } | { silent: string };

/** Where and as whom to ask. */
export interface Caller extends AwsPlace {
  /** Stack config `aws:profile`; default: the SDK's chain. */
  profile: string | undefined;
}

/** Milliseconds that an answer may take. */
const patience = 10_000;

/** Base address of the control plane, of the SDK's environment variables where they say one. */
function endpoint({ region }: Caller, env: NodeJS.ProcessEnv = process.env): string {
  const given = env.AWS_ENDPOINT_URL_MWAA || env.AWS_ENDPOINT_URL;
  if (given) return given.replace(/\/+$/, "");
  return `https://api.airflow.${region}.amazonaws.com${partitionOf(region) === "aws-cn" ? ".cn" : ""}`;
}

/**
 * One signed call to MWAA's control plane.
 *
 * @param path with its leading slash, query included
 * @throws where there are no credentials, or nobody answers
 */
export async function callMwaa(
  caller: Caller,
  method: "GET" | "PATCH" | "POST",
  path: string,
  change?: object,
): Promise<Response> {
  const { defaultProvider } =
    require("@aws-sdk/credential-provider-node") as typeof import("@aws-sdk/credential-provider-node");
  const { SignatureV4 } = require("@smithy/signature-v4") as typeof import("@smithy/signature-v4");
  const { Sha256 } = require("@aws-crypto/sha256-js") as typeof import("@aws-crypto/sha256-js");
  const { region, profile } = caller;
  const credentials = defaultProvider({ clientConfig: { region }, ...(profile && { profile }) });
  const signer = new SignatureV4({ service: "airflow", region, credentials, sha256: Sha256 });
  const url = new URL(`${endpoint(caller)}${path}`);
  const body = change === undefined ? undefined : JSON.stringify(change);
  const { host: _, ...headers } = (
    await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      port: url.port ? Number(url.port) : undefined,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host, ...(body && { "content-type": "application/json" }) },
      body,
    })
  ).headers;
  return fetch(url, { method, headers, body, signal: AbortSignal.timeout(patience) });
}

/** Asks for the environment. Never throws: who is offline or may not ask gets a reason. */
export async function getEnvironment(caller: Caller, name: string): Promise<Answer> {
  try {
    const response = await callMwaa(caller, "GET", `/environments/${name}`);
    if (response.status === 404) return { none: true };
    if (!response.ok) return { silent: `HTTP ${response.status}: ${(await response.text()).slice(0, 200)}` };
    const { Environment: found } = (await response.json()) as { Environment: LiveEnvironment };
    const owner = found.Arn?.split(":")[4];
    if (owner !== undefined && owner !== caller.accountId)
      return {
        silent: `the credentials of this shell are of account ${owner}, the stack's account is ${caller.accountId}`,
      };
    return { found };
  } catch (error) {
    return { silent: (error as Error).message.split("\n")[0]?.slice(0, 200) ?? "no answer" };
  }
}

/**
 * Sends an update; AWS's names.
 *
 * @throws with AWS's reason where it is refused
 */
export async function updateEnvironment(caller: Caller, name: string, change: object): Promise<void> {
  const response = await callMwaa(caller, "PATCH", `/environments/${name}`, change);
  if (!response.ok)
    throw new Error(`UpdateEnvironment: HTTP ${response.status}: ${(await response.text()).slice(0, 300)}`);
}
