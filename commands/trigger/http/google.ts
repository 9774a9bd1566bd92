/** The caller's Google identity, by Application Default Credentials. google-auth-library is loaded only here, when needed. */
import type { GoogleAuth } from "google-auth-library";
import { TriggerError } from "../errors";
import type { Limits } from "./send";
import { json, send } from "./send";

const CLOUD = "https://www.googleapis.com/auth/cloud-platform";
const IAM = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts";
const LOGIN =
  "run `gcloud auth application-default login`, or run where a service account is attached; no key file is needed";

let auth: Promise<GoogleAuth> | undefined;

function adc(): Promise<GoogleAuth> {
  // A project is named because the library would else look for one that nothing here uses: by `gcloud`, then for seconds by the
  // metadata server.
  if (!auth) {
    auth = import("google-auth-library").then(
      ({ GoogleAuth }) => new GoogleAuth({ scopes: [CLOUD], projectId: "unused" }),
    );
    auth.catch(forgetGoogle); // the next call tries anew
  }
  return auth;
}

/** Forget what was found, so that the next call looks again. For tests. */
export function forgetGoogle(): void {
  auth = undefined;
}

/** An access token of the caller, from Google's own cache while it is good. */
export async function accessToken(): Promise<string> {
  try {
    const token = await (await adc()).getAccessToken();
    if (token) return token;
  } catch (cause) {
    throw noCredentials(cause);
  }
  throw noCredentials(undefined);
}

/** The e-mail of the service account this process runs as; an error for a person, who must name one. */
async function ownServiceAccount(): Promise<string> {
  let email: string | undefined;
  try {
    email = (await (await adc()).getCredentials()).client_email;
  } catch (cause) {
    throw noCredentials(cause);
  }
  if (email) return email;
  throw new TriggerError(
    "usage",
    "bad-target",
    "target.serviceAccount is missing and your credentials are not a service account's",
    {
      fix: "name the service account to call as: IAP lets programs in by a service account's JWT",
    },
  );
}

/**
 * A JWT of a service account for `audience`, signed by Google (IAM `signJwt`), good for an hour. No key leaves Google.
 * Source: https://cloud.google.com/iap/docs/authentication-howto#authenticate_with_a_service_account_jwt
 */
export async function serviceAccountJwt(account: string | undefined, audience: string, limits: Limits) {
  const email = account ?? (await ownServiceAccount());
  const token = await accessToken();
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: email, sub: email, aud: audience, iat: now, exp: now + 3600 };
  const call = {
    method: "POST" as const,
    url: `${IAM}/${encodeURIComponent(email)}:signJwt`,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ payload: JSON.stringify(claims) }),
    reads: true,
  };
  const answer = await send(call, "Google's IAM Credentials", limits);
  if (answer.status === 200) {
    const { signedJwt } = json<{ signedJwt: string }>(answer, "credentials", "Google's IAM Credentials");
    return { value: signedJwt, until: (now + 3300) * 1000 };
  }
  if (answer.status === 401) throw noCredentials(new Error("IAM Credentials answered 401"));
  const said = /"message":\s*"([^"]{0,300})/.exec(answer.text)?.[1] ?? `status ${answer.status}`;
  throw new TriggerError("credentials", "not-allowed", `Google does not let you sign as ${email}: ${said}`, {
    status: answer.status,
    fix:
      `grant yourself roles/iam.serviceAccountTokenCreator on it: gcloud iam service-accounts add-iam-policy-binding ${email} ` +
      "--member=user:YOU --role=roles/iam.serviceAccountTokenCreator, and check that the API iamcredentials.googleapis.com is on",
  });
}

function noCredentials(cause: unknown): TriggerError {
  const why = cause instanceof Error ? `: ${cause.message.split("\n")[0].slice(0, 200)}` : "";
  return new TriggerError("credentials", "no-credentials", `no usable Google credentials${why}`, { fix: LOGIN, cause });
}
