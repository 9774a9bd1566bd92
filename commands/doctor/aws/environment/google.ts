import { broken, CouldNotLook } from "../../check";
import type { World } from "../../world";
import { aws, callerOf } from "../clients";
import { environmentCheck, isMade, live } from "./ask";

/** The credential configuration of the stack's outputs: it holds no secret. */
const configOf = (world: World): Record<string, unknown> | undefined => {
  const stack = world.state?.deployment.resources?.find(({ type }) => type === "pulumi:pulumi:Stack");
  const { credentialConfig } = stack?.outputs ?? {};
  return typeof credentialConfig === "object" && credentialConfig !== null
    ? (credentialConfig as Record<string, unknown>)
    : undefined;
};

export const google = environmentCheck({
  id: "mwaa.google",
  about: "the execution role gets a token for the Google service account, from end to end",
  permissions: ["airflow:GetEnvironment", "sts:AssumeRole"],
  why: "Airflow's tasks reach BigQuery as that account, and no other way",
  source: "https://cloud.google.com/iam/docs/workload-identity-federation-with-other-clouds",
  page: "docs/google-credentials.md",
  applies: (world) => isMade(world) && configOf(world) !== undefined,
  run: async (world) => {
    const config = configOf(world) as Record<string, unknown>;
    const RoleArn = String((await live(world))?.ExecutionRoleArn ?? "");
    const credentials = await asRole(world, RoleArn);
    const { AwsClient } = await import("google-auth-library");
    const { region } = callerOf(world);
    const client = new AwsClient({
      type: "external_account",
      audience: String(config.audience),
      subject_token_type: String(config.subject_token_type),
      token_url: String(config.token_url),
      service_account_impersonation_url: String(config.service_account_impersonation_url),
      scopes: ["https://www.googleapis.com/auth/cloud-platform"],
      aws_security_credentials_supplier: {
        getAwsRegion: async () => region,
        getAwsSecurityCredentials: async () => credentials,
      },
    });
    try {
      // The token is asked for and thrown away.
      await client.getAccessToken();
      return [];
    } catch (error) {
      const { message } = error as Error;
      const [wrong, fix] = stepOf(message);
      return [broken(RoleArn, wrong, fix)];
    }
  },
});

/** Keys of the role, for as short as AWS gives them. The role trusts MWAA alone, so that hardly anybody may. */
async function asRole(world: World, RoleArn: string) {
  try {
    const sts = await aws(world, "sts");
    const { Credentials } = await sts.assumeRole({ RoleArn, RoleSessionName: "doctor", DurationSeconds: 900 });
    return {
      accessKeyId: String(Credentials?.AccessKeyId),
      secretAccessKey: String(Credentials?.SecretAccessKey),
      token: String(Credentials?.SessionToken),
    };
  } catch (cause) {
    if (cause instanceof CouldNotLook) throw cause;
    throw new CouldNotLook("the role admits MWAA alone, so nobody else can act as it", {
      permission: `sts:AssumeRole on ${RoleArn}, and a trust that admits the caller`,
      optional: true,
      cause,
    });
  }
}

/** Which step of the way refused (https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token). */
function stepOf(message: string): [wrong: string, fix: string] {
  const up = "pulumi refresh && pulumi up";
  if (/attribute condition/i.test(message))
    return ["Google's pool does not admit it: the provider's condition names another role or account", up];
  if (/invalid_target|audience|invalid_request/i.test(message))
    return ["Google has no such pool or provider, or it is off", up];
  if (/iam\.serviceAccounts\.getAccessToken|PERMISSION_DENIED|403/i.test(message))
    return ["Google's pool admits it, but the service account does not (roles/iam.workloadIdentityUser)", up];
  if (/invalid_grant/i.test(message)) return ["Google does not believe AWS's word for it (invalid_grant)", up];
  return [
    "Google gives it no token",
    "gcloud iam workload-identity-pools providers describe PROVIDER --location=global --workload-identity-pool=POOL",
  ];
}
