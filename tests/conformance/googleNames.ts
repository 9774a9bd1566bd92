/** The limits of names on Google Cloud, and what the provider's auto-naming adds. */

interface NameRule {
  /** Input that names the thing; the provider makes `name` itself where it is left out. */
  input: string;
  form: RegExp;
  source: string;
}

/** Compute Engine's form (RFC 1035), in its discovery document: 1 to 63 of a-z, 0-9 and hyphen. */
const rfc1035 = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const named = (form: RegExp, source: string, input = "name"): NameRule => ({ input, form, source });
const computeEngine = named(rfc1035, "compute.v1, Network.name");

// terraform-provider-google, google/services/certificatemanager/resource_certificate_manager_*.go: "1-64 characters long".
const certificate = named(/^[a-z][-a-z0-9]{0,62}[a-z0-9]$/, "Certificate Manager: 64");

const rules: Record<string, NameRule> = {
  "gcp:container/cluster:Cluster": named(/^[a-z][-a-z0-9]{0,38}[a-z0-9]$/, "container.v1, Cluster.name: 40"),
  // https://docs.cloud.google.com/kubernetes-engine/docs/how-to/node-pools
  "gcp:container/nodePool:NodePool": named(/^[a-z][-a-z0-9]{0,38}[a-z0-9]$/, "GKE: 40"),
  // With the project id 98 (https://docs.cloud.google.com/sql/docs/postgres/instance-settings); a project id has 30 at most.
  "gcp:sql/databaseInstance:DatabaseInstance": named(/^[a-z][-a-z0-9]{0,65}[a-z0-9]$/, "Cloud SQL: 98 less PROJECT:"),
  "gcp:sql/database:Database": named(/^[a-z_][a-z0-9_-]{0,62}$/, "Postgres: 63"),
  "gcp:sql/user:User": named(/^[a-z_][a-z0-9_-]{0,62}$/, "Postgres: 63"),
  // https://docs.cloud.google.com/dns/docs/reference/rest/v1/managedZones
  "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": certificate,
  "gcp:certificatemanager/certificate:Certificate": certificate,
  "gcp:certificatemanager/certificateMap:CertificateMap": certificate,
  "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": certificate,
  "gcp:dns/managedZone:ManagedZone": named(rfc1035, "dns.v1, ManagedZone.name: 63"),
  // https://docs.cloud.google.com/storage/docs/buckets#naming
  "gcp:storage/bucket:Bucket": named(/^(?!goog)[a-z0-9][-_a-z0-9]{1,61}[a-z0-9]$/, "Cloud Storage: 3 to 63"),
  "gcp:storage/bucketObject:BucketObject": named(/^[^\r\n]{1,1024}$/, "Cloud Storage: 1024"),
  "gcp:serviceaccount/account:Account": named(
    /^[a-z][-a-z0-9]{4,28}[a-z0-9]$/,
    "iam.v1, CreateServiceAccountRequest.accountId: 6 to 30",
    "accountId",
  ),
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": named(
    /^(?!gcp-)[-a-z0-9]{4,32}$/,
    "iam.v1: 4 to 32",
    "workloadIdentityPoolId",
  ),
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": named(
    /^(?!gcp-)[-a-z0-9]{4,32}$/,
    "iam.v1: 4 to 32",
    "workloadIdentityPoolProviderId",
  ),
};

/** Hyphen and seven hexadecimal digits (pulumi-terraform-bridge, pkg/tfbridge/names.go: AutoName). */
export const autoNamed = (logical: string): string => `${logical}-0a1b2c3`;

/** The name that Google gets: the program's own, or the provider's for a resource with a name. */
export function nameOf(type: string, logical: string, inputs: Record<string, unknown>): string | undefined {
  const rule = rules[type] ?? (type.startsWith("gcp:compute/") ? computeEngine : undefined);
  if (rule === undefined) return undefined;
  const given = inputs[rule.input];
  return typeof given === "string" ? given : rule.input === "name" ? autoNamed(logical) : undefined;
}

/** What is wrong with a resource's name. */
export function nameProblems(type: string, logical: string, inputs: Record<string, unknown>): string[] {
  const rule = rules[type] ?? computeEngine;
  const name = nameOf(type, logical, inputs);
  if (name === undefined || rule.form.test(name)) return [];
  return [`the name ${name} (${name.length} characters) does not fit (${rule.source})`];
}
