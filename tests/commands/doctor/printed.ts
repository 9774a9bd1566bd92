/** Messages as the reports that the failures name, or ones like them, quote them. Names and ids are the reporters'. */
export const printed: Record<string, string[]> = {
  "expired-token": [
    "Details: validating provider credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: 83805f40-faa6-4c05-8ff0-883cbaf478bb, api error ExpiredToken: The security token included in the request is expired",
  ],
  "failed-to-save-snapshot": [
    'error: post-step event returned an error: failed to save snapshot: An IO error occurred while writing the new snapshot file: blob (key ".pulumi/stacks/provisioner/prod.json") (code=Unknown): ExpiredToken: The provided token has expired.\n\tstatus code: 400, request id: Y45095KT8PN4FZ82',
  ],
  "no-aws-credentials": [
    "error: unable to discover AWS AccessKeyID and/or SecretAccessKey",
    "error: rpc error: code = Unknown desc = No valid credential sources found. Details: failed to refresh cached credentials, no EC2 IMDS role found",
  ],
  "role-without-permissions-for-s3-location": [
    "Invalid request provided: Provided role does not have sufficient permissions for s3 location airflow-xxx-xxx/dags",
  ],
  "bucket-without-block-public-access": [
    "Invalid request provided: Provided bucket does not have BlockPublicAccess set for s3 bucket {nameofs3bucket}. (Service: Mwaa, Status Code: 400, Request ID: 634a77b4-0105-443d-a64f-d8ef3c141c26, Extended Request ID: null)",
  ],
  "create-failed-incorrect-configuration": [
    "Error: waiting for MWAA Environment (data_platform_mwaa_environment) create: unexpected state 'CREATE_FAILED', wanted target 'AVAILABLE'. last error: INCORRECT_CONFIGURATION: You may need to check the execution role permissions policy for your environment, and that each of the VPC networking components required by the environment are configured to allow traffic. Troubleshooting: https://docs.aws.amazon.com/mwaa/latest/userguide/troubleshooting.html",
  ],
  "environment-pending": [
    "waiting for MWAA Environment (test-airflow) create: unexpected state 'PENDING', wanted target 'AVAILABLE'. last error: %!s(<nil>)",
  ],
  "environment-stays-creating": [
    "Error: error waiting for MWAA Environment (mccstan-mwaa) creation: timeout while waiting for state to become 'AVAILABLE' (last state: 'CREATING', timeout: 2h0m0s)",
  ],
  "vpc-limit-exceeded": [
    "Error: Error creating VPC: VpcLimitExceeded: The maximum number of VPCs has been reached.\n\tstatus code: 400, request id: 9559ac7e-6c55-46ff-89ca-becbe10b30dd",
  ],
  "address-limit-exceeded": [
    "Error creating EIP: AddressLimitExceeded: The maximum number of addresses has been reached.",
  ],
  "conflicting-dns-domain": [
    "Error creating VPC Endpoint: InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for elasticloadbalancing.us-east-1.amazonaws.com in the VPC vpc-XXXXX",
  ],
  "s3-needs-a-gateway-endpoint": [
    "Error: creating EC2 VPC Endpoint (com.amazonaws.us-west-2.s3): InvalidParameter: To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC vpc-xxxxxxx must have a Gateway endpoint for the service.",
  ],
  "has-dependencies-and-cannot-be-deleted": [
    "deleting EC2 Subnet (subnet-xxxxxxx): DependencyViolation: The subnet 'subnet-xxxxxxx' has dependencies and cannot be deleted.",
    "DependencyViolation: resource sg-04eb9b4569cb59608 has a dependent object",
    "DependencyViolation: The internetGateway 'igw-9a69f6fe' has dependencies and cannot be deleted.",
  ],
  "mapped-public-addresses": [
    "DependencyViolation: Network vpc-00db40ad268a8758a has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.",
  ],
  "kms-key-not-allowed-for-logs": [
    "Error: creating CloudWatch Logs Log Group (vpc-flow-logs): AccessDeniedException: The specified KMS key does not exist or is not allowed to be used with Arn 'arn:aws:logs:eu-west-2:1234567890:log-group:vpc-flow-logs'",
  ],
  "log-group-already-exists": [
    "Error: creating CloudWatch Logs Log Group (/aws/eks/learnk8s/cluster): ResourceAlreadyExistsException: The specified log group already exists",
  ],
  "bucket-not-empty": [
    "BucketNotEmpty: The bucket you tried to delete is not empty. You must delete all versions in the bucket.\n\tstatus code: 409, request id: 123, host id: XYZ",
  ],
  "pass-role-denied": [
    "AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/ci/run is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/airflow-dev because no identity-based policy allows the iam:PassRole action",
  ],
  "requirements-conflict": [
    "The conflict is caused by:\n    The user requested pymongo==3.12.0\n    The user requested (constraint) pymongo==3.12.0,==4.10.1",
  ],
  "no-default-credentials": [
    "error: google: could not find default credentials. See https://developers.google.com/accounts/docs/application-default-credentials for more information.",
  ],
  "quota-project": [
    "googleapi: Error 403: Your application is authenticating by using local Application Default Credentials. The apikeys.googleapis.com API requires a quota project, which is not set by default. To learn how to set your quota project, see https://cloud.google.com/docs/authentication/adc-troubleshooting/user-creds .",
  ],
  "api-has-not-been-used": [
    "Serverless VPC Access API has not been used in project 962980043765 before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/vpcaccess.googleapis.com/overview?project=962980043765 then retry.",
  ],
  stockout: [
    "Error waiting for creating GKE NodePool: Google Compute Engine: Not all instances running in IGM after 1m6.219216581s. Expected 40, running 1, transitioning 39. Current errors: [GCE_STOCKOUT]: Instance 'instance' creation failed: The zone 'projects/redacted/zones/us-west1-b' does not have enough resources available to fulfill the request.  '(resource type:compute)'.; (truncated).",
    "code: ZONE_RESOURCE_POOL_EXHAUSTED",
  ],
  "insufficient-regional-quota": [
    "Error: Error creating Cluster: googleapi: Error 403: Insufficient regional quota to satisfy request: resource \"SSD_TOTAL_GB\": request requires '300.0' and is short '50.0'. project has a quota of '250.0' with '250.0' available.",
    "insufficient regional quota to satisfy request: resource \"CPUS\": request requires '72.0' and is short '48.0'.",
    "Insufficient project quota to satisfy request: resource \"CPUS_ALL_REGIONS\": request requires '16.0' and is short '4.0'.",
  ],
  "quota-exceeded": [
    "Error: Error waiting to create Network: Error waiting for Creating Network: Quota 'NETWORKS' exceeded.  Limit: 5.0 globally.",
    "googleapi: Error 403: Quota 'SSD_TOTAL_GB' exceeded. Limit: 100.0 in region us-west1., quotaExceeded",
  ],
  "permitted-customer": [
    'Error setting IAM policy for project "prj-c-logging-yonr": googleapi: Error 400: One or more users named in the policy do not belong to a permitted customer.',
  ],
  "identity-pool-does-not-exist": [
    "googleapi: Error 400: Identity Pool does not exist (<project_id>.svc.id.goog). Please check that you specified a valid resource name as returned in the `name` attribute in the configuration API., badRequest",
  ],
  "pool-already-exists": [
    "error: 1 error occurred:\n\t* Error creating WorkloadIdentityPool: googleapi: Error 409: Requested entity already exists",
  ],
  "rejected-by-the-attribute-condition": [
    "google.auth.exceptions.OAuthError: ('Error code unauthorized_client: The given credential is rejected by the attribute condition.', '{\"error\":\"unauthorized_client\"}')",
  ],
  "audience-is-invalid": [
    '{"error":"invalid_target","error_description":"The target service indicated by the \\"audience\\" parameters is invalid. This might either be because the pool or provider is disabled or deleted or because it doesn\'t exist."}',
    'Error code invalid_target: The target service indicated by the "audience" parameters is invalid.',
  ],
  "get-access-token-denied": [
    "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
  ],
  "neg-was-not-found": [
    "googleapi: Error 404: The resource 'projects/myproduct-dev/zones/europe-west1-c/networkEndpointGroups/k8s1-4fd3dc4c-envoy-envoy-8000-44f9746b' was not found, notFound",
  ],
  "resource-in-use": [
    "Error: Error waiting for Deleting Network: The network resource 'projects/murphye/global/networks/my-network' is already being used by 'projects/murphye/zones/us-west4-a/networkEndpointGroups/ingressgateway'",
  ],
  "producer-services-still-use-the-connection": [
    "Error: Unable to remove Service Networking Connection, err: Error waiting for Delete Service Networking Connection: Error code 9, message: Failed to delete connection; Producer services (e.g. CloudSQL, Cloud Memstore, etc.) are still using this connection.",
  ],
  "sql-instance-name-is-taken": [
    "Error, failed to create instance gitlab-db: googleapi: Error 409: The Cloud SQL instance already exists. When you delete an instance, you can't reuse the name of the deleted instance until one week from the deletion date., instanceAlreadyExists",
  ],
  "verify-ownership-of-the-domain": [
    "Error creating DNS ManagedZone: googleapi: Error 400: Please verify ownership of the 'domain.com.' domain (or a parent) at http://www.google.com/webmasters/verification/ and try again, verifyManagedZoneDnsNameOwnership",
  ],
  "zone-contains-resource-records": [
    "Error when reading or editing ManagedZone: googleapi: Error 400: The resource named 'gke-nacx161rc2-europe-southwest1-0-gcp-sandbox-tetrate-io' cannot be deleted because it contains one or more 'resource records'., containerNotEmpty",
  ],
  "certificate-failed-not-visible": ["    k8s-infra-prow.k8s.io: FAILED_NOT_VISIBLE"],
  "certificate-failed-rate-limited": ["My certificate is in FAILED_RATE_LIMITED status"],
  "empty-oauth-client": ["Empty Google Account OAuth client ID(s)/secret(s)."],
  "iap-error-code-11": ["There was a problem with your request. Error code 11"],
  "email-claim": ["Invalid IAP credentials: JWT 'email' claim isn't a string"],
  "helm-operation-in-progress": [
    " ~  kubernetes:helm.sh/v3:Release airflow **updating failed** [diff: ~values]; error: another operation (install/upgrade/rollback) is in progress",
  ],
  "helm-name-in-use": ["error: cannot re-use a name that is still in use"],
  "unapplied-migrations": [
    'File "<string>", line 32, in <module> TimeoutError: There are still unapplied migrations after 60 seconds.',
  ],
  "client-must-provide-credentials": [
    "error: failed to list pods: the server has asked for the client to provide credentials",
  ],
  "cluster-is-unreachable": [
    "configured Kubernetes cluster is unreachable: unable to load schema information from the API server: unexpected error when reading response body. Please retry. Original error: net/http: request canceled (Client.Timeout or context cancellation while reading body)",
  ],
  "volume-node-affinity-conflict": ["0/3 nodes are available: 3 node(s) had volume node affinity conflict."],
  "unbound-claims": [
    'running "VolumeBinding" filter plugin for pod "airflow-postgresql-0": pod has unbound immediate PersistentVolumeClaims',
  ],
  "pull-rate-limit": [
    "429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit",
    "429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit.",
  ],
  "no-scale-up": [
    "pod didn't trigger scale-up (it wouldn't fit if a new node is added): 1 max node group size reached",
  ],
  "pending-operations": [
    "warning: Attempting to deploy or update resources with 1 pending operations from previous deployment.",
    "error: the current deployment has 6 resource(s) with pending operations:",
  ],
  locked: [
    "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.",
  ],
  "marked-for-protection": [
    'error: Preview failed: unable to delete resource "urn:pulumi:dev::test-protect::aws:s3/bucket:Bucket::my-bucket"\n    as it is currently marked for protection. To unprotect the resource, either remove the `protect` flag from the resource in your Pulumi program or use the command:',
  ],
};
