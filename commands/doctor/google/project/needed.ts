/**
 * What each resource type asks of who makes it: permissions of the provider's calls (google/services of the provider's source:
 * create, then read), and a predefined role that has them (https://docs.cloud.google.com/iam/docs/roles-permissions).
 */
import type { World } from "../../world";
import { projectOf } from "../ask/places";

interface Needed {
  permissions: readonly string[];
  role: string;
}

const network = "roles/compute.networkAdmin";
const balancer = "roles/compute.loadBalancerAdmin";
const made = (kind: string, role: string, ...more: string[]): Needed => ({
  permissions: [...["create", "get"].map((verb) => `${kind}.${verb}`), ...more],
  role,
});

const certificates = "roles/certificatemanager.editor";

const byType: Record<string, Needed> = {
  "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": made(
    "certificatemanager.dnsauthorizations",
    certificates,
    "certificatemanager.dnsauthorizations.use",
  ),
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
  "gcp:iap/settings:Settings": {
    permissions: ["iap.webServices.getSettings", "iap.webServices.updateSettings"],
    role: "roles/iap.settingsAdmin",
  },
  "gcp:iap/webBackendServiceIamMember:WebBackendServiceIamMember": {
    permissions: ["iap.webServices.getIamPolicy", "iap.webServices.setIamPolicy"],
    role: "roles/iap.admin",
  },
};

/** Types that the table knows, for the test which says that none is missing. */
export const knownTypes: readonly string[] = Object.keys(byType);

/** Every permission that what is still to be made asks for, with the role that has it and the first thing that needs it. */
export function neededPermissions(world: World): Map<string, { role: string; thing: string }> {
  const all = new Map<string, { role: string; thing: string }>();
  for (const { type, name, inputs } of world.toMake()) {
    // What is made in another project, a shared network's firewall, asks there.
    const elsewhere = typeof inputs.project === "string" && inputs.project !== projectOf(world);
    const needed = elsewhere ? undefined : byType[type];
    for (const one of needed?.permissions ?? [])
      if (!all.has(one)) all.set(one, { role: (needed as Needed).role, thing: name });
  }
  return all;
}
