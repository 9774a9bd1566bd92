/** The credential configuration of workload identity federation (no secret: it names who may ask, and where). */
export interface CredentialConfig {
  universe_domain: string;
  type: "external_account";
  audience: string;
  subject_token_type: string;
  token_url: string;
  service_account_impersonation_url: string;
  credential_source: { environment_id: string; regional_cred_verification_url: string };
}

/**
 * Credential configuration for AWS. It has no `url` and no `region_url`: those name the instance metadata server, which
 * Fargate does not have. The region comes from AWS_REGION, the keys from the supplier in `airflow/plugins`.
 *
 * @param provider full name, `projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/ID`
 * @param serviceAccount email of the account to act as
 * @see https://google.aip.dev/auth/4117
 */
export function credentialConfig(provider: string, serviceAccount: string): CredentialConfig {
  return {
    universe_domain: "googleapis.com",
    type: "external_account",
    audience: `//iam.googleapis.com/${provider}`,
    subject_token_type: "urn:ietf:params:aws:token-type:aws4_request",
    token_url: "https://sts.googleapis.com/v1/token",
    service_account_impersonation_url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${serviceAccount}:generateAccessToken`,
    credential_source: {
      environment_id: "aws1",
      regional_cred_verification_url: "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15",
    },
  };
}
