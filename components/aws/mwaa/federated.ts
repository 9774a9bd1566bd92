/** The Google side of an MWAA environment. The Google SDK is loaded only where it is wanted. */
import type * as pulumi from "@pulumi/pulumi";
import type { MwaaHomeSettings } from "../settings";

/** APIs that grants, federation and a BigQuery job call. */
const apis = ["cloudresourcemanager", "iam", "iamcredentials", "sts", "bigquery"].map((api) => `${api}.googleapis.com`);

/**
 * The Google identity of the execution role.
 *
 * @param name prefix of the components' names
 * @returns undefined where config wants no Google
 */
export function federated(
  name: string,
  { name: stackName, google, gcpProject: project }: MwaaHomeSettings,
  roleArn: pulumi.Input<string>,
  opts: pulumi.ComponentResourceOptions,
) {
  if (project === undefined) return undefined;
  const { GoogleIdentity } = require("../../gcp/googleIdentity") as typeof import("../../gcp/googleIdentity");
  const { AwsFederation } = require("../../gcp/awsFederation") as typeof import("../../gcp/awsFederation");
  const identity = new GoogleIdentity(`${name}-google`, { project, google, stackName, apis }, opts);
  const { providerName, credentials, ready } = new AwsFederation(
    `${name}-federation`,
    { project, google, stackName, roleArn, identity },
    opts,
  );
  return { email: identity.email, providerName, credentialConfig: credentials, ready };
}
