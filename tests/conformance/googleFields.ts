/**
 * How the provider's inputs become the body of Google's REST API, where the two differ: Terraform's names are in the
 * provider's source (`google/services/`), Pulumi makes lists plural and a block of one an object.
 */

/** A field's place in the body: another name or path, null where it is the provider's own and never sent. */
/** `list`: the value in a list of one. `first`: the one of a list. `lists`: a map whose values are lists of one each. `byName`: a list as a map by `exclusionName`. */
export type Field = string | null | { to?: string; shape?: "list" | "first" | "lists" | "byName"; inner?: Fields };
export type Fields = Record<string, Field>;

export interface GoogleType {
  /** Discovery document, as in data/google.json. */
  api: string;
  /** Undefined where the request has no body. */
  schema?: string;
  fields?: Fields;
}

/** Where a thing is goes into the URL. */
const place: Fields = { project: null, region: null, zone: null, location: null };
const compute = (schema: string, fields: Fields = {}): GoogleType => ({ api: "compute.v1", schema, fields });
const grant = (target: string): GoogleType => ({
  api: "iam.v1",
  schema: "Binding",
  fields: { ...place, [target]: null, member: { to: "members", shape: "list" } },
});
const certificates = (schema: string, fields: Fields = {}): GoogleType => ({
  api: "certificatemanager.v1",
  schema,
  fields: { ...place, ...fields },
});
const forwarding = compute("ForwardingRule", { ipAddress: "IPAddress", ipProtocol: "IPProtocol" });

export const googleTypes: Record<string, GoogleType> = {
  "gcp:compute/network:Network": compute("Network"),
  "gcp:compute/subnetwork:Subnetwork": compute("Subnetwork"),
  "gcp:compute/router:Router": compute("Router", { project: null }),
  "gcp:compute/routerNat:RouterNat": compute("RouterNat", {
    ...place,
    router: null,
    subnetworks: { inner: { sourceIpRangesToNats: "sourceIpRangesToNat" } },
  }),
  "gcp:compute/disk:Disk": compute("Disk", {
    ...place,
    size: "sizeGb",
    snapshot: "sourceSnapshot",
    // The provider's own: what it does before it deletes the disk.
    createSnapshotBeforeDestroy: null,
    createSnapshotBeforeDestroyPrefix: null,
    diskEncryptionKey: { inner: { kmsKeySelfLink: "kmsKeyName" } },
  }),
  "gcp:compute/resourcePolicy:ResourcePolicy": compute("ResourcePolicy", {
    ...place,
    snapshotSchedulePolicy: { inner: { snapshotProperties: { inner: { storageLocations: { shape: "list" } } } } },
  }),
  "gcp:compute/diskResourcePolicyAttachment:DiskResourcePolicyAttachment": compute("DisksAddResourcePoliciesRequest", {
    ...place,
    disk: null,
    name: { to: "resourcePolicies", shape: "list" },
  }),
  "gcp:compute/snapshot:Snapshot": compute("Snapshot", { ...place }),
  "gcp:compute/healthCheck:HealthCheck": compute("HealthCheck"),
  "gcp:compute/backendService:BackendService": compute("BackendService", {
    connectionDrainingTimeoutSec: "connectionDraining.drainingTimeoutSec",
    healthChecks: { shape: "list" },
  }),
  "gcp:compute/firewall:Firewall": compute("Firewall", {
    project: null,
    allows: { to: "allowed", inner: { protocol: "IPProtocol" } },
  }),
  "gcp:compute/address:Address": compute("Address"),
  "gcp:compute/globalAddress:GlobalAddress": compute("Address"),
  "gcp:compute/managedSslCertificate:ManagedSslCertificate": compute("SslCertificate"),
  "gcp:compute/uRLMap:URLMap": compute("UrlMap"),
  "gcp:compute/targetHttpProxy:TargetHttpProxy": compute("TargetHttpProxy"),
  "gcp:compute/targetHttpsProxy:TargetHttpsProxy": compute("TargetHttpsProxy"),
  "gcp:compute/sSLPolicy:SSLPolicy": compute("SslPolicy"),
  "gcp:compute/forwardingRule:ForwardingRule": forwarding,
  "gcp:compute/globalForwardingRule:GlobalForwardingRule": forwarding,
  "gcp:container/cluster:Cluster": {
    api: "container.v1",
    schema: "Cluster",
    fields: {
      ...place,
      deletionProtection: null,
      removeDefaultNodePool: null,
      networkingMode: null,
      nodeLocations: "locations",
      datapathProvider: "networkConfig.datapathProvider",
      loggingConfig: { inner: { enableComponents: "componentConfig.enableComponents" } },
      maintenancePolicy: {
        inner: {
          recurringWindow: {
            to: "window.recurringWindow",
            inner: { startTime: "window.startTime", endTime: "window.endTime" },
          },
          maintenanceExclusions: {
            to: "window.maintenanceExclusions",
            shape: "byName",
            inner: { exclusionOptions: "maintenanceExclusionOptions" },
          },
        },
      },
      monitoringConfig: {
        inner: {
          enableComponents: "componentConfig.enableComponents",
          managedPrometheus: "managedPrometheusConfig",
        },
      },
    },
  },
  "gcp:container/nodePool:NodePool": {
    api: "container.v1",
    schema: "NodePool",
    fields: { ...place, cluster: null, nodeConfig: "config", nodeLocations: "locations" },
  },
  "gcp:sql/databaseInstance:DatabaseInstance": {
    api: "sqladmin.v1",
    schema: "DatabaseInstance",
    fields: {
      deletionProtection: null,
      encryptionKeyName: "diskEncryptionConfiguration.kmsKeyName",
      settings: {
        inner: {
          diskAutoresize: "storageAutoResize",
          diskSize: "dataDiskSizeGb",
          diskType: "dataDiskType",
          ipConfiguration: { inner: { pscConfigs: { to: "pscConfig", shape: "first" } } },
        },
      },
    },
  },
  "gcp:sql/database:Database": { api: "sqladmin.v1", schema: "Database" },
  "gcp:sql/user:User": { api: "sqladmin.v1", schema: "User" },
  "gcp:monitoring/alertPolicy:AlertPolicy": {
    api: "monitoring.v3",
    schema: "AlertPolicy",
    fields: { ...place },
  },
  "gcp:monitoring/notificationChannel:NotificationChannel": {
    api: "monitoring.v3",
    schema: "NotificationChannel",
    fields: { ...place },
  },
  "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": {
    api: "monitoring.v3",
    schema: "UptimeCheckConfig",
    fields: { ...place },
  },
  // One text; its content is checked in tests/components/gke/alerts.spec.ts.
  "gcp:monitoring/dashboard:Dashboard": { api: "monitoring.v1" },
  "gcp:billing/budget:Budget": {
    api: "billingbudgets.v1",
    schema: "GoogleCloudBillingBudgetsV1Budget",
    fields: {
      billingAccount: null,
      allUpdatesRule: "notificationsRule",
      budgetFilter: { inner: { labels: { shape: "lists" } } },
    },
  },
  "gcp:dns/managedZone:ManagedZone": { api: "dns.v1", schema: "ManagedZone" },
  "gcp:dns/recordSet:RecordSet": { api: "dns.v1", schema: "ResourceRecordSet", fields: { managedZone: null } },
  "gcp:storage/bucket:Bucket": {
    api: "storage.v1",
    schema: "Bucket",
    fields: {
      forceDestroy: null,
      uniformBucketLevelAccess: "iamConfiguration.uniformBucketLevelAccess.enabled",
      publicAccessPrevention: "iamConfiguration.publicAccessPrevention",
      lifecycleRules: "lifecycle.rule",
    },
  },
  "gcp:storage/bucketObject:BucketObject": {
    api: "storage.v1",
    schema: "Object",
    fields: { content: null, source: null },
  },
  "gcp:storage/bucketIAMMember:BucketIAMMember": grant("bucket"),
  "gcp:projects/iAMMember:IAMMember": grant("project"),
  "gcp:serviceaccount/iAMMember:IAMMember": grant("serviceAccountId"),
  "gcp:iap/settings:Settings": { api: "iap.v1", schema: "IapSettings", fields: { ...place } },
  "gcp:iap/webBackendServiceIamMember:WebBackendServiceIamMember": grant("webBackendService"),
  "gcp:serviceaccount/account:Account": {
    api: "iam.v1",
    schema: "CreateServiceAccountRequest",
    fields: { ...place, displayName: "serviceAccount.displayName", description: "serviceAccount.description" },
  },
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": {
    api: "iam.v1",
    schema: "WorkloadIdentityPool",
    fields: { ...place, workloadIdentityPoolId: null },
  },
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": {
    api: "iam.v1",
    schema: "WorkloadIdentityPoolProvider",
    fields: { ...place, workloadIdentityPoolId: null, workloadIdentityPoolProviderId: null },
  },
  "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": certificates("DnsAuthorization"),
  "gcp:certificatemanager/certificate:Certificate": certificates("Certificate"),
  "gcp:certificatemanager/certificateMap:CertificateMap": certificates("CertificateMap"),
  "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": certificates("CertificateMapEntry", { map: null }),
  "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": grant("cryptoKeyId"),
  "gcp:compute/subnetworkIAMMember:SubnetworkIAMMember": grant("subnetwork"),
  "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": grant("repository"),
  "gcp:projects/serviceIdentity:ServiceIdentity": { api: "serviceusage.v1beta1" },
  // The name of the API is in the URL, and nothing is in the body.
  "gcp:projects/service:Service": { api: "serviceusage.v1" },
};
