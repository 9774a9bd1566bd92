/**
 * Google: every name is chosen before the thing is made, by the program or by Pulumi, so every id can be told.
 * Ids as the provider imports them: https://www.pulumi.com/registry/packages/gcp/api-docs/ ("Import").
 */
import type { Properties } from "../state";
import { byId, type Place, text, type Way } from "./place";

const global = (kind: string) => byId(`projects/{project}/global/${kind}/{name}`);
const regional = (kind: string) => byId(`projects/{project}/regions/{region}/${kind}/{name}`);

/** A grant: where, what, to whom, and the title of its condition. */
const grant = (where: (inputs: Properties, place: Place) => string): Way => ({
  by: "id",
  id: (inputs, place) => {
    const title = (inputs.condition as { title?: string } | undefined)?.title;
    return [where(inputs, place), text(inputs, "role"), text(inputs, "member"), ...(title ? [title] : [])].join(" ");
  },
});
const project = (inputs: Properties, place: Place) => text(inputs, "project", place.project);

const certificates = (kind: string) => byId(`projects/{project}/locations/global/${kind}/{name}`);

/** Google gives these a number for a name, and no API finds them by the stack's label: the next `up` makes another. */
const namedByGoogle: Way = {
  by: "again",
  why: "it holds nothing; a second one of its name in the console (Monitoring, or Billing for a budget) can be deleted",
};

export const google: Record<string, Way> = {
  "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": grant(
    (inputs) =>
      `projects/${text(inputs, "project")}/locations/${text(inputs, "location")}/repositories/${text(inputs, "repository")}`,
  ),
  "gcp:certificatemanager/certificate:Certificate": certificates("certificates"),
  "gcp:certificatemanager/certificateMap:CertificateMap": certificates("certificateMaps"),
  "gcp:certificatemanager/certificateMapEntry:CertificateMapEntry": byId(
    "projects/{project}/locations/global/certificateMaps/{map}/certificateMapEntries/{name}",
  ),
  "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": certificates("dnsAuthorizations"),
  "gcp:billing/budget:Budget": namedByGoogle,
  "gcp:compute/address:Address": regional("addresses"),
  "gcp:compute/backendService:BackendService": global("backendServices"),
  "gcp:compute/disk:Disk": byId("projects/{project}/zones/{zone}/disks/{name}"),
  "gcp:compute/firewall:Firewall": global("firewalls"),
  "gcp:compute/forwardingRule:ForwardingRule": regional("forwardingRules"),
  "gcp:compute/globalAddress:GlobalAddress": global("addresses"),
  "gcp:compute/globalForwardingRule:GlobalForwardingRule": global("forwardingRules"),
  "gcp:compute/healthCheck:HealthCheck": global("healthChecks"),
  "gcp:compute/managedSslCertificate:ManagedSslCertificate": global("sslCertificates"),
  "gcp:compute/network:Network": global("networks"),
  "gcp:compute/diskResourcePolicyAttachment:DiskResourcePolicyAttachment": byId("{project}/{zone}/{disk}/{name}"),
  "gcp:compute/resourcePolicy:ResourcePolicy": regional("resourcePolicies"),
  "gcp:compute/router:Router": regional("routers"),
  "gcp:compute/routerNat:RouterNat": byId("{project}/{region}/{router}/{name}"),
  "gcp:compute/sSLPolicy:SSLPolicy": global("sslPolicies"),
  "gcp:compute/snapshot:Snapshot": global("snapshots"),
  "gcp:compute/subnetwork:Subnetwork": regional("subnetworks"),
  "gcp:compute/subnetworkIAMMember:SubnetworkIAMMember": grant(
    (inputs) =>
      `projects/${text(inputs, "project")}/regions/${text(inputs, "region")}/subnetworks/${text(inputs, "subnetwork")}`,
  ),
  "gcp:compute/targetHttpProxy:TargetHttpProxy": global("targetHttpProxies"),
  "gcp:compute/targetHttpsProxy:TargetHttpsProxy": global("targetHttpsProxies"),
  "gcp:compute/uRLMap:URLMap": global("urlMaps"),
  "gcp:container/cluster:Cluster": byId("projects/{project}/locations/{location}/clusters/{name}"),
  "gcp:container/nodePool:NodePool": byId("{project}/{location}/{cluster}/{name}"),
  "gcp:dns/managedZone:ManagedZone": byId("projects/{project}/managedZones/{name}"),
  "gcp:dns/recordSet:RecordSet": byId("projects/{project}/managedZones/{managedZone}/rrsets/{name}/{type}"),
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": byId(
    "projects/{project}/locations/global/workloadIdentityPools/{workloadIdentityPoolId}",
  ),
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": byId(
    "projects/{project}/locations/global/workloadIdentityPools/{workloadIdentityPoolId}/providers/{workloadIdentityPoolProviderId}",
  ),
  // They are there from the first, with Google's defaults: to find them says nothing.
  "gcp:iap/settings:Settings": { by: "again", why: "settings overwrite what is there" },
  "gcp:iap/webBackendServiceIamMember:WebBackendServiceIamMember": grant(
    (inputs, place) =>
      `projects/${project(inputs, place)}/iap_web/compute/services/${text(inputs, "webBackendService")}`,
  ),
  "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": grant((inputs) => text(inputs, "cryptoKeyId")),
  "gcp:monitoring/alertPolicy:AlertPolicy": namedByGoogle,
  "gcp:monitoring/dashboard:Dashboard": namedByGoogle,
  "gcp:monitoring/notificationChannel:NotificationChannel": namedByGoogle,
  "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": namedByGoogle,
  "gcp:projects/iAMMember:IAMMember": grant(project),
  "gcp:projects/service:Service": byId("{project}/{service}"),
  // The provider imports none, and need not: asked again, Google tells of the one that is there.
  "gcp:projects/serviceIdentity:ServiceIdentity": { by: "again", why: "Google tells of the agent that is there" },
  "gcp:serviceaccount/account:Account": {
    by: "id",
    id: (inputs, place) => {
      const id = project(inputs, place);
      // A project of a domain, `acme.com:data`, is written the other way round in an email.
      const host = id.includes(":") ? id.split(":").reverse().join(".") : id;
      return `projects/${id}/serviceAccounts/${text(inputs, "accountId")}@${host}.iam.gserviceaccount.com`;
    },
  },
  "gcp:serviceaccount/iAMMember:IAMMember": grant((inputs) => text(inputs, "serviceAccountId")),
  "gcp:sql/database:Database": byId("projects/{project}/instances/{instance}/databases/{name}"),
  "gcp:sql/databaseInstance:DatabaseInstance": byId("projects/{project}/instances/{name}"),
  "gcp:sql/user:User": byId("{project}/{instance}/{name}"),
  "gcp:storage/bucket:Bucket": byId("{project}/{name}"),
  "gcp:storage/bucketIAMMember:BucketIAMMember": grant((inputs) => `b/${text(inputs, "bucket")}`),
  // The provider cannot read one that is not in the state, and need not: an upload overwrites what has its name.
  "gcp:storage/bucketObject:BucketObject": { by: "again", why: "an upload overwrites what has its name" },
};
