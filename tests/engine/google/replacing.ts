/**
 * Fields of Google's and Kubernetes' resources that cannot be changed in place, by the providers' sources:
 * terraform-provider-google, google/services/SERVICE/resource_*.go (ForceNew), and pulumi-kubernetes,
 * provider/pkg/provider/force_new.go.
 */
const of = (...types: string[]) => types.map((type) => `gcp:compute/${type}`);
const place = ["name", "project", "region", "zone"];

export const googleReplacing: Record<string, string[]> = {
  "gcp:container/cluster:Cluster": [
    "name",
    "project",
    "location",
    "network",
    "subnetwork",
    "networkingMode",
    "ipAllocationPolicy",
    "datapathProvider",
    "initialNodeCount",
    "privateClusterConfig.enablePrivateNodes",
  ],
  "gcp:container/nodePool:NodePool": [
    "name",
    "project",
    "location",
    "cluster",
    "initialNodeCount",
    "nodeConfig.spot",
    "nodeConfig.serviceAccount",
    "nodeConfig.oauthScopes",
    "nodeConfig.shieldedInstanceConfig",
    "nodeConfig.bootDiskKmsKey",
  ],
  ...Object.fromEntries(
    of("network:Network", "healthCheck:HealthCheck", "router:Router").map((type) => [type, [...place, "network"]]),
  ),
  "gcp:compute/subnetwork:Subnetwork": [...place, "network", "ipCidrRange"],
  "gcp:compute/routerNat:RouterNat": [...place, "router"],
  "gcp:compute/disk:Disk": [...place, "type", "snapshot", "image", "diskEncryptionKey"],
  "gcp:compute/snapshot:Snapshot": [...place, "sourceDisk"],
  "gcp:compute/backendService:BackendService": ["name", "project"],
  "gcp:compute/firewall:Firewall": ["name", "project", "network", "direction"],
  "gcp:compute/address:Address": [...place, "subnetwork", "addressType"],
  "gcp:compute/globalAddress:GlobalAddress": ["name", "project"],
  "gcp:compute/managedSslCertificate:ManagedSslCertificate": ["name", "project", "managed"],
  "gcp:compute/forwardingRule:ForwardingRule": [...place, "network", "ipAddress", "loadBalancingScheme"],
  "gcp:compute/globalForwardingRule:GlobalForwardingRule": [
    "name",
    "project",
    "ipAddress",
    "portRange",
    "loadBalancingScheme",
  ],
  "gcp:certificatemanager/certificate:Certificate": ["name", "project", "managed"],
  "gcp:certificatemanager/certificateMap:CertificateMap": ["name", "project"],
  "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": ["name", "project", "map", "hostname"],
  "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": ["name", "project", "domain", "type"],
  "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": ["cryptoKeyId", "member", "role"],
  "gcp:compute/subnetworkIAMMember:SubnetworkIAMMember": ["project", "region", "subnetwork", "member", "role"],
  "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": [
    "project",
    "location",
    "repository",
    "member",
    "role",
  ],
  "gcp:projects/serviceIdentity:ServiceIdentity": ["project", "service"],
  "gcp:dns/managedZone:ManagedZone": ["name", "project", "dnsName"],
  "gcp:dns/recordSet:RecordSet": ["name", "project", "managedZone", "type"],
  "gcp:sql/databaseInstance:DatabaseInstance": ["name", "project", "region", "encryptionKeyName"],
  "gcp:sql/database:Database": ["name", "project", "instance"],
  "gcp:sql/user:User": ["name", "project", "instance"],
  "gcp:storage/bucket:Bucket": ["name", "project", "location"],
  "gcp:storage/bucketObject:BucketObject": ["name", "bucket"],
  "gcp:storage/bucketIAMMember:BucketIAMMember": ["bucket", "member", "role"],
  "gcp:iap/settings:Settings": ["name"],
  "gcp:iap/webBackendServiceIamMember:WebBackendServiceIamMember": ["project", "member", "role", "webBackendService"],
  "gcp:projects/service:Service": ["project", "service"],
  "kubernetes:core/v1:Secret": ["type", "stringData", "data"],
  "kubernetes:core/v1:ConfigMap": ["data", "binaryData"],
  "kubernetes:core/v1:PersistentVolume": ["spec.csi"],
  "kubernetes:core/v1:PersistentVolumeClaim": [
    "spec.accessModes",
    "spec.selector",
    "spec.storageClassName",
    "spec.volumeName",
  ],
  "kubernetes:core/v1:Service": ["spec.clusterIP"],
  "kubernetes:apps/v1:StatefulSet": [
    "spec.podManagementPolicy",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "kubernetes:batch/v1:Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  "kubernetes:helm.sh/v3:Release": ["name", "namespace"],
};

/** A disk that shrinks is another disk (ForceNewIfChange, isDiskShrinkage). */
export const shrinking: Record<string, string[]> = {
  "gcp:compute/disk:Disk": ["size"],
  "gcp:sql/databaseInstance:DatabaseInstance": ["settings.diskSize"],
};
