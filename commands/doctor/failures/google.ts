/** What Google, its provider and Identity-Aware Proxy say. */
import type { Failure } from "./failure";

const issues = (path: string) => `https://github.com/${path}`;

export const google: Failure[] = [
  {
    id: "no-default-credentials",
    says: "could not find default credentials",
    cause: "The provider uses application default credentials; `gcloud auth login` alone does not make them.",
    fix: "`gcloud auth application-default login`",
    source: issues("pulumi/pulumi-gcp/issues/816"),
  },
  {
    id: "quota-project",
    says: "API requires a quota project, which is not set by default",
    cause: "Your own credentials are used without a project that the calls are counted to.",
    fix: "`gcloud auth application-default set-quota-project PROJECT`",
    source: issues("pulumi/pulumi-gcp/issues/2896"),
  },
  {
    id: "api-has-not-been-used",
    says: "API has not been used in project",
    matches: /API has not been used in project \S+ before or it is disabled/,
    cause:
      "The API is off, or was turned on less than some minutes ago. The program turns on what it needs and waits; with `airflow:google.enableApis: false` another team does.",
    fix: "`gcloud services enable NAME.googleapis.com --project PROJECT`, wait five minutes, `pulumi up` again.",
    source: issues("hashicorp/terraform-provider-google/issues/10510"),
  },
  {
    id: "stockout",
    says: "does not have enough resources available to fulfill the request",
    matches:
      /GCE_STOCKOUT|ZONE_RESOURCE_POOL_EXHAUSTED|does not have enough resources available to fulfill the request/,
    cause:
      "The zone has no machine of that type left, most often no Spot one. The node pool exists then, in an error state.",
    fix: "Wait and `pulumi up` again; or `pulumi config set --path 'airflow:gke.spot' false`; or another `airflow:gke.machineType`. Another zone moves the database: docs/gke.md says how.",
    source: issues("hashicorp/terraform-provider-google/issues/6287"),
  },
  {
    id: "insufficient-regional-quota",
    says: "Insufficient regional quota to satisfy request: resource",
    matches: /insufficient (?:regional|project) quota to satisfy request:? (?:for )?resource/i,
    cause:
      "The project may not have that many CPUs, addresses or gigabytes of disk in the region; new projects have little.",
    fix: "Fewer `airflow:gke.nodes.max` or a smaller `machineType` or `diskGb`; or ask for more at https://console.cloud.google.com/iam-admin/quotas.",
    source: issues("kubeflow/pipelines/issues/10907"),
  },
  {
    id: "quota-exceeded",
    says: "Quota 'NETWORKS' exceeded",
    matches: /Quota '[A-Z0-9_]+' exceeded/,
    cause: "A project-wide quota is full: networks, CPUs of all regions, addresses, backend services.",
    fix: "Delete what nobody uses, use a VPC that exists (`airflow:gke.network.vpc`), or ask for more at https://console.cloud.google.com/iam-admin/quotas.",
    source: issues("fortinet/fortigate-tutorial-gcp/issues/9"),
  },
  {
    id: "permitted-customer",
    says: "One or more users named in the policy do not belong to a permitted customer",
    cause:
      "The organisation allows grants to its own domains only (`iam.allowedPolicyMemberDomains`), and `airflow:access` names somebody else.",
    fix: "Name people of the organisation, or let its administrator add the customer id of the other domain to the policy.",
    source: issues("terraform-google-modules/terraform-example-foundation/issues/1454"),
  },
  {
    id: "identity-pool-does-not-exist",
    says: "Identity Pool does not exist",
    cause: "PROJECT.svc.id.goog comes with the project's first cluster that has Workload Identity, some time after it.",
    fix: "`pulumi up` again when the cluster runs.",
    source: issues("terraform-google-modules/terraform-google-kubernetes-engine/issues/916"),
  },
  {
    id: "pool-already-exists",
    says: "Error creating WorkloadIdentityPool: googleapi: Error 409: Requested entity already exists",
    cause: "Google keeps the id of a deleted pool for 30 days.",
    fix: "Leave `airflow:google.poolId` out: the program takes a new id whenever project or config change. For a pool that was deleted by hand: `pulumi stack --show-urns | grep RandomId`, then `pulumi up --replace THAT-URN`.",
    source: issues("pulumi/pulumi-gcp/issues/1149"),
  },
  {
    id: "rejected-by-the-attribute-condition",
    says: "The given credential is rejected by the attribute condition",
    cause:
      "Another role than the execution role of this stack asked for a Google token: a task that assumed a role, or a role that was replaced.",
    fix: "`pulumi up`, which binds the present role; in the task, call Google before any `assume_role`.",
    source: issues("circleci/circleci-docs/pull/8541"),
  },
  {
    id: "audience-is-invalid",
    says: 'The target service indicated by the "audience" parameters is invalid',
    matches: /The target service indicated by the \\?"audience\\?" parameters is invalid/,
    cause: "The pool or provider that Airflow was told about is deleted or disabled.",
    fix: "`pulumi refresh`, then `pulumi up`: it makes them again and tells Airflow.",
    source: issues("google-github-actions/auth/issues/202"),
  },
  {
    id: "get-access-token-denied",
    says: "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist)",
    cause: "The federated role, or the pod, may not be the service account: the grant is missing or seconds old.",
    fix: "Wait two minutes. If it stays: `pulumi refresh` and `pulumi up`, which write the grant again.",
    source: issues("google-github-actions/auth/issues/418"),
  },
  {
    id: "neg-was-not-found",
    says: "networkEndpointGroups",
    matches: /networkEndpointGroups\/\S+' was not found/,
    cause:
      "GKE names the endpoint group on the Service some seconds before it makes it. The program waits for the group itself.",
    fix: "`pulumi up` again.",
    source: issues("GoogleCloudPlatform/gke-autoneg-controller/issues/50"),
  },
  {
    id: "resource-in-use",
    says: "is already being used by",
    matches: /resource '?[^' ]+'? is already being used by/,
    cause:
      "Google refuses to delete a network, an endpoint group or a disk that something holds: GKE removes its groups and firewall rules minutes after the Service.",
    fix: "Wait five minutes and `pulumi destroy` again. What the message names after `by` is what holds it.",
    source: issues("murphye/cheap-gke-cluster/issues/8"),
  },
  {
    id: "producer-services-still-use-the-connection",
    says: "Failed to delete connection; Producer services (e.g. CloudSQL, Cloud Memstore, etc.) are still using this connection",
    cause: "A deleted Cloud SQL instance holds the peering for some days, so that it can be restored.",
    fix: "Leave it and destroy again in four days, or `gcloud compute networks peerings delete servicenetworking-googleapis-com --network VPC`, then `pulumi destroy`.",
    source: issues("hashicorp/terraform-provider-google/issues/16275"),
  },
  {
    id: "sql-instance-name-is-taken",
    says: "The Cloud SQL instance already exists. When you delete an instance, you can't reuse the name",
    matches: /The Cloud SQL instance already exists\. When you delete an instance, you (?:can't|cannot) reuse the name/,
    cause: "Google keeps the name of a deleted Cloud SQL instance for a week.",
    fix: "Let Pulumi name it (the program does); if you renamed it by a transform, take that back.",
    source: issues("terraform-google-modules/terraform-google-gke-gitlab/issues/81"),
  },
  {
    id: "verify-ownership-of-the-domain",
    says: "Please verify ownership of the",
    matches: /Please verify ownership of the '[^']+' domain/,
    cause: "Cloud DNS wants proof before it serves a zone of a domain that somebody else may own.",
    fix: "Verify it at https://search.google.com/search-console with the account that runs `up`; or `airflow:gke.dnsZone: external` and make the A record where your DNS is.",
    source: issues("hashicorp/terraform/issues/20273"),
  },
  {
    id: "zone-contains-resource-records",
    says: "cannot be deleted because it contains one or more 'resource records'",
    cause: "Somebody added records to the zone that the stack made.",
    fix: "`gcloud dns record-sets list --zone ZONE`, delete all but NS and SOA, `pulumi destroy` again.",
    source: issues("tetratelabs/tetrate-service-bridge-sandbox/issues/256"),
  },
  {
    id: "certificate-failed-not-visible",
    says: "FAILED_NOT_VISIBLE",
    cause:
      "Google does not reach the load balancer by the domain: no delegation, another A record, or an AAAA record that leads elsewhere.",
    fix: "`dig A DOMAIN` and `dig AAAA DOMAIN`: the first must be the stack's address, the second empty. Then wait up to an hour.",
    source: issues("kubernetes/k8s.io/issues/2505"),
  },
  {
    id: "certificate-failed-rate-limited",
    says: "FAILED_RATE_LIMITED",
    cause:
      "The authority issued too many certificates for the domain, or its CAA record admits only another authority.",
    fix: 'Add a CAA record `0 issue "pki.goog"`, and wait a day.',
    source: issues("GoogleCloudPlatform/gke-managed-certs/issues/40"),
  },
  {
    id: "empty-oauth-client",
    says: "Empty Google Account OAuth client ID(s)/secret(s)",
    cause: "The project belongs to no organisation, and Google's own OAuth client for IAP needs one.",
    fix: "Make a client at https://console.cloud.google.com/auth/clients and set `airflow:gke.oauthClient.id` and, with `--secret`, `.secret` (docs/gke.md).",
    source: issues("nozomi-koborinai/terradart/pull/298"),
  },
  {
    id: "iap-error-code-11",
    says: "There was a problem with your request. Error code 11",
    cause: "IAP's OAuth client is wrong: deleted, of another project, or without the redirect address.",
    fix: "Give the client the redirect `https://iap.googleapis.com/v1/oauth/clientIds/CLIENT_ID:handleRedirect`; set its id and secret again; `pulumi up`.",
    source: issues("doitintl/zorya/issues/44"),
  },
  {
    id: "email-claim",
    says: "Invalid IAP credentials: JWT 'email' claim isn't a string",
    cause: "A token for IAP was made without the email of its account.",
    fix: "Use `npm run trigger`, which asks for it; elsewhere make the token with `includeEmail`.",
    source: issues("googleapis/google-auth-library-nodejs/issues/792"),
  },
];
