import type { GkeInputs } from "../settings";

/**
 * Google APIs that the home is built with, that its pods call, and that a BigQuery job calls.
 *
 * @param budget whether the stack has a budget
 */
export function apisFor(
  { database, kmsKey, certificate }: Pick<GkeInputs, "database" | "kmsKey" | "certificate">,
  budget = false,
): string[] {
  const names = ["compute", "container", "dns", "iap", "iam", "iamcredentials", "cloudresourcemanager"];
  names.push("storage", "secretmanager", "logging", "monitoring", "bigquery");
  if (database.kind === "cloudSql") names.push("sqladmin");
  if (kmsKey !== undefined) names.push("cloudkms");
  if (certificate === "dnsAuthorized") names.push("certificatemanager");
  if (budget) names.push("billingbudgets");
  return names.map((name) => `${name}.googleapis.com`);
}
