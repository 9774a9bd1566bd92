/**
 * What each resource type asks of who makes it: permissions of the provider's calls (google/services of the provider's source:
 * create, then read), and a predefined role that has them (https://docs.cloud.google.com/iam/docs/roles-permissions).
 */
import type { PlannedResource } from "../../../plan/record/graph";
import type { World } from "../../world";
import { projectOf } from "../ask/places";

interface Needed {
  permissions: readonly string[];
  role: string;
}

const network = "roles/compute.networkAdmin";
const balancer = "roles/compute.loadBalancerAdmin";
const certificates = "roles/certificatemanager.editor";
const made = (kind: string, role: string, ...more: string[]): Needed => ({
  permissions: [...["create", "get"].map((verb) => `${kind}.${verb}`), ...more],
  role,
});

const byType: Record<string, Needed> = {
  "gcp:projects/iAMMember:IAMMember": {
    permissions: ["resourcemanager.projects.getIamPolicy", "resourcemanager.projects.setIamPolicy"],
    role: "roles/resourcemanager.projectIamAdmin",
  },
  "gcp:serviceaccount/account:Account": made("iam.serviceAccounts", "roles/iam.serviceAccountAdmin"),
  "gcp:serviceaccount/iAMMember:IAMMember": {
    permissions: ["iam.serviceAccounts.getIamPolicy", "iam.serviceAccounts.setIamPolicy"],
    role: "roles/iam.serviceAccountAdmin",
  },
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": made(
    "iam.googleapis.com/workloadIdentityPools",
    "roles/iam.workloadIdentityPoolAdmin",
    // The provider reads it since 7.28 (github.com/hashicorp/terraform-provider-google/issues/26963).
    "iam.googleapis.com/workloadIdentityPools.getAttestationRules",
  ),
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": made(
    "iam.googleapis.com/workloadIdentityPoolProviders",
    "roles/iam.workloadIdentityPoolAdmin",
  ),
  "gcp:compute/network:Network": made("compute.networks", network),
  "gcp:compute/subnetwork:Subnetwork": made("compute.subnetworks", network),
  "gcp:compute/router:Router": made("compute.routers", network),
  "gcp:compute/routerNat:RouterNat": { permissions: ["compute.routers.update"], role: network },
  "gcp:compute/firewall:Firewall": made(
    "compute.firewalls",
    "roles/compute.securityAdmin",
    "compute.networks.updatePolicy",
  ),
  "gcp:compute/disk:Disk": made("compute.disks", "roles/compute.storageAdmin"),
  "gcp:compute/snapshot:Snapshot": made("compute.snapshots", "roles/compute.storageAdmin"),
  "gcp:compute/globalAddress:GlobalAddress": made("compute.globalAddresses", network),
  "gcp:compute/address:Address": made("compute.addresses", network),
  "gcp:compute/forwardingRule:ForwardingRule": made("compute.forwardingRules", network),
  "gcp:compute/healthCheck:HealthCheck": made("compute.healthChecks", balancer),
  "gcp:compute/backendService:BackendService": made(
    "compute.backendServices",
    balancer,
    "compute.healthChecks.useReadOnly",
    "compute.networkEndpointGroups.get",
    "compute.networkEndpointGroups.use",
  ),
  "gcp:compute/uRLMap:URLMap": made("compute.urlMaps", balancer, "compute.backendServices.use"),
  "gcp:compute/targetHttpProxy:TargetHttpProxy": made("compute.targetHttpProxies", balancer, "compute.urlMaps.use"),
  "gcp:compute/targetHttpsProxy:TargetHttpsProxy": made("compute.targetHttpsProxies", balancer),
  "gcp:compute/globalForwardingRule:GlobalForwardingRule": made("compute.globalForwardingRules", balancer),
  "gcp:compute/managedSslCertificate:ManagedSslCertificate": made("compute.sslCertificates", balancer),
  "gcp:compute/sSLPolicy:SSLPolicy": made("compute.sslPolicies", "roles/compute.securityAdmin"),
  "gcp:container/cluster:Cluster": made(
    "container.clusters",
    "roles/container.admin",
    "container.clusters.update",
    "container.clusters.connect",
  ),
  "gcp:container/nodePool:NodePool": {
    permissions: ["iam.serviceAccounts.actAs"],
    role: "roles/iam.serviceAccountUser",
  },
  "gcp:dns/managedZone:ManagedZone": made("dns.managedZones", "roles/dns.admin"),
  "gcp:dns/recordSet:RecordSet": {
    permissions: ["dns.changes.create", "dns.resourceRecordSets.create", "dns.resourceRecordSets.list"],
    role: "roles/dns.admin",
  },
  "gcp:storage/bucket:Bucket": made("storage.buckets", "roles/storage.admin"),
  "gcp:storage/bucketObject:BucketObject": {
    permissions: ["storage.objects.create", "storage.objects.get"],
    role: "roles/storage.admin",
  },
  "gcp:storage/bucketIAMMember:BucketIAMMember": {
    permissions: ["storage.buckets.getIamPolicy", "storage.buckets.setIamPolicy"],
    role: "roles/storage.admin",
  },
  "gcp:sql/databaseInstance:DatabaseInstance": made("cloudsql.instances", "roles/cloudsql.admin"),
  "gcp:sql/database:Database": made("cloudsql.databases", "roles/cloudsql.admin"),
  "gcp:sql/user:User": {
    permissions: ["cloudsql.users.create", "cloudsql.users.list"],
    role: "roles/cloudsql.admin",
  },
  "gcp:compute/resourcePolicy:ResourcePolicy": made("compute.resourcePolicies", "roles/compute.storageAdmin"),
  "gcp:compute/diskResourcePolicyAttachment:DiskResourcePolicyAttachment": {
    permissions: ["compute.disks.addResourcePolicies", "compute.resourcePolicies.use"],
    role: "roles/compute.storageAdmin",
  },
  "gcp:compute/subnetworkIAMMember:SubnetworkIAMMember": {
    permissions: ["compute.subnetworks.getIamPolicy", "compute.subnetworks.setIamPolicy"],
    role: network,
  },
  "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": {
    permissions: ["cloudkms.cryptoKeys.getIamPolicy", "cloudkms.cryptoKeys.setIamPolicy"],
    role: "roles/cloudkms.admin",
  },
  "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": {
    permissions: ["artifactregistry.repositories.getIamPolicy", "artifactregistry.repositories.setIamPolicy"],
    role: "roles/artifactregistry.admin",
  },
  "gcp:certificatemanager/certificate:Certificate": made(
    "certificatemanager.certs",
    certificates,
    "certificatemanager.certs.use",
  ),
  "gcp:certificatemanager/certificateMap:CertificateMap": made(
    "certificatemanager.certmaps",
    certificates,
    "certificatemanager.certmaps.use",
  ),
  "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": made(
    "certificatemanager.certmapentries",
    certificates,
  ),
  "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": made(
    "certificatemanager.dnsauthorizations",
    certificates,
    "certificatemanager.dnsauthorizations.use",
  ),
  "gcp:monitoring/alertPolicy:AlertPolicy": made("monitoring.alertPolicies", "roles/monitoring.editor"),
  "gcp:monitoring/dashboard:Dashboard": made("monitoring.dashboards", "roles/monitoring.editor"),
  "gcp:monitoring/notificationChannel:NotificationChannel": made(
    "monitoring.notificationChannels",
    "roles/monitoring.editor",
  ),
  "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": made(
    "monitoring.uptimeCheckConfigs",
    "roles/monitoring.editor",
  ),
  "gcp:iap/settings:Settings": {
    permissions: ["iap.webServices.getSettings", "iap.webServices.updateSettings"],
    role: "roles/iap.settingsAdmin",
  },
  // A budget belongs to the billing account, where nobody can be asked by a project; the others turn something on.
  "gcp:billing/budget:Budget": { permissions: [], role: "" },
  "gcp:projects/service:Service": { permissions: [], role: "" },
  "gcp:projects/serviceIdentity:ServiceIdentity": { permissions: [], role: "" },
  "gcp:iap/webBackendServiceIamMember:WebBackendServiceIamMember": {
    permissions: ["iap.webServices.getIamPolicy", "iap.webServices.setIamPolicy"],
    role: "roles/iap.admin",
  },
};

/** Types that the table knows, for the test which says that none is missing. */
export const knownTypes: readonly string[] = Object.keys(byType);

/** Where a resource is made: its own project, or that of the key or the repository that a grant is on. */
const placeOf = ({ inputs }: PlannedResource, own: string): string => {
  const named = [inputs.cryptoKeyId, inputs.project].find((one) => typeof one === "string");
  return /^projects\/([^/]+)\//.exec(String(named ?? ""))?.[1] ?? (named as string | undefined) ?? own;
};

export interface NeededPermission {
  role: string;
  /** The first thing that needs it. */
  thing: string;
}

/** Every permission that what is still to be made asks for, by the project that it is made in. */
export function neededPermissions(world: World): Map<string, Map<string, NeededPermission>> {
  const projects = new Map<string, Map<string, NeededPermission>>();
  for (const one of world.toMake()) {
    const { permissions = [], role = "" } = byType[one.type] ?? {};
    if (permissions.length === 0) continue;
    const place = placeOf(one, projectOf(world));
    const all = projects.get(place) ?? new Map<string, NeededPermission>();
    projects.set(place, all);
    for (const permission of permissions) if (!all.has(permission)) all.set(permission, { role, thing: one.name });
  }
  return projects;
}
