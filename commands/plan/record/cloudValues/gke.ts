/** What Google Cloud answers for the GKE home. */
import { type CloudContext, type CloudRule, type Inputs, idOf, member, plannedProjectNumber, text } from "./shared";

/** `projects/P/global/COLLECTION/NAME` with its address, as Compute Engine gives both. */
function global(collection: string, inputs: Inputs, name: string, { gcpProject }: CloudContext): Inputs {
  const own = member(inputs, name);
  const id = `projects/${gcpProject}/global/${collection}/${own}`;
  return { id, name: own, selfLink: `https://www.googleapis.com/compute/v1/${id}` };
}

const inGlobal =
  (collection: string): CloudRule =>
  (inputs, name, context) =>
    global(collection, inputs, name, context);

const inPlace =
  (scope: "regions" | "zones", collection: string): CloudRule =>
  (inputs, name, { gcpProject, region }) => {
    const own = member(inputs, name);
    const place = text(scope === "regions" ? inputs.region : inputs.zone, region);
    const id = `projects/${gcpProject}/${scope}/${place}/${collection}/${own}`;
    return { id, name: own, selfLink: `https://www.googleapis.com/compute/v1/${id}` };
  };

/** What Cloud Monitoring names by itself, with digits. */
const monitored =
  (collection: string): CloudRule =>
  (inputs, name, { gcpProject }) => {
    const id = `projects/${text(inputs.project, gcpProject)}/${collection}/${digits(name)}`;
    return { id, name: id };
  };

/** Digits made from a name, as Google's numeric ids. */
const digits = (name: string): string =>
  String(Number.parseInt(idOf(name, 12), 16))
    .padStart(19, "4")
    .slice(0, 19);

const inCertificates =
  (collection: string): CloudRule =>
  (inputs, name, { gcpProject }) => {
    const own = member(inputs, name);
    return { id: `projects/${gcpProject}/locations/global/${collection}/${own}`, name: own };
  };

export const gkeValues: Record<string, CloudRule> = {
  "gcp:compute/network:Network": inGlobal("networks"),
  "gcp:compute/subnetwork:Subnetwork": inPlace("regions", "subnetworks"),
  "gcp:compute/router:Router": inPlace("regions", "routers"),
  "gcp:compute/disk:Disk": inPlace("zones", "disks"),
  "gcp:compute/snapshot:Snapshot": inGlobal("snapshots"),
  "gcp:compute/resourcePolicy:ResourcePolicy": inPlace("regions", "resourcePolicies"),
  "gcp:compute/diskResourcePolicyAttachment:DiskResourcePolicyAttachment": (inputs, _name, { gcpProject }) => ({
    id: `${text(inputs.project, gcpProject)}/${inputs.zone}/${inputs.disk}/${inputs.name}`,
  }),
  "gcp:compute/globalAddress:GlobalAddress": (inputs, name, context) => ({
    ...global("addresses", inputs, name, context),
    address: "203.0.113.20",
  }),
  "gcp:compute/address:Address": (inputs, name, context) => ({
    ...inPlace("regions", "addresses")(inputs, name, context),
    address: "10.10.0.20",
  }),
  "gcp:compute/healthCheck:HealthCheck": inGlobal("healthChecks"),
  "gcp:compute/backendService:BackendService": (inputs, name, context) => ({
    ...global("backendServices", inputs, name, context),
    generatedId: Number(digits(name).slice(0, 15)),
  }),
  "gcp:compute/uRLMap:URLMap": inGlobal("urlMaps"),
  "gcp:compute/managedSslCertificate:ManagedSslCertificate": inGlobal("sslCertificates"),
  "gcp:compute/sSLPolicy:SSLPolicy": inGlobal("sslPolicies"),
  "gcp:compute/targetHttpsProxy:TargetHttpsProxy": inGlobal("targetHttpsProxies"),
  "gcp:compute/targetHttpProxy:TargetHttpProxy": inGlobal("targetHttpProxies"),
  "gcp:monitoring/notificationChannel:NotificationChannel": monitored("notificationChannels"),
  "gcp:monitoring/alertPolicy:AlertPolicy": monitored("alertPolicies"),
  "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": (inputs, name, context) => {
    const check = idOf(name, 16);
    return { ...monitored("uptimeCheckConfigs")(inputs, name, context), uptimeCheckId: check };
  },
  "gcp:monitoring/dashboard:Dashboard": (_inputs, name) => ({
    id: `projects/${plannedProjectNumber}/dashboards/${idOf(name, 32)}`,
  }),
  "gcp:billing/budget:Budget": (inputs, name) => ({
    id: `billingAccounts/${inputs.billingAccount}/budgets/${idOf(name, 32)}`,
  }),
  "gcp:dns/managedZone:ManagedZone": (inputs, name, { gcpProject }) => ({
    id: `projects/${gcpProject}/managedZones/${member(inputs, name)}`,
    name: member(inputs, name),
    nameServers: [1, 2, 3, 4].map((server) => `ns-cloud-a${server}.googledomains.com.`),
  }),
  "gcp:certificatemanager/certificate:Certificate": inCertificates("certificates"),
  "gcp:certificatemanager/certificateMap:CertificateMap": inCertificates("certificateMaps"),
  "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": (inputs, name, context) => ({
    ...inCertificates("dnsAuthorizations")(inputs, name, context),
    dnsResourceRecords: [
      {
        name: `_acme-challenge.${inputs.domain}.`,
        type: "CNAME",
        data: `${idOf(name, 36)}.9.authorize.certificatemanager.goog.`,
      },
    ],
  }),
  "gcp:storage/bucket:Bucket": (inputs, name) => {
    const own = text(inputs.name, `${name}-${idOf(name, 7)}`);
    return { id: own, name: own, url: `gs://${own}` };
  },
  "gcp:container/cluster:Cluster": (inputs, name, { gcpProject, region }) => {
    const own = text(inputs.name, `${name}-${idOf(name, 7)}`);
    const location = text(inputs.location, region);
    return {
      id: `projects/${gcpProject}/locations/${location}/clusters/${own}`,
      name: own,
      location,
      endpoint: "203.0.113.30",
      masterAuth: { clusterCaCertificate: "UExBTk5FRA==" },
      controlPlaneEndpointsConfig: {
        ...(inputs.controlPlaneEndpointsConfig as Inputs),
        dnsEndpointConfig: { allowExternalTraffic: true, endpoint: `gke-${idOf(name, 10)}.${region}.gke.goog` },
      },
    };
  },
  "gcp:container/nodePool:NodePool": (inputs, name, { gcpProject }) => {
    const own = text(inputs.name, `${name}-${idOf(name, 7)}`);
    return { id: `${gcpProject}/${inputs.location}/${inputs.cluster}/${own}`, name: own };
  },
  "gcp:sql/databaseInstance:DatabaseInstance": (inputs, name, { gcpProject, region }) => {
    const own = text(inputs.name, `${name}-${idOf(name, 7)}`);
    return {
      id: own,
      name: own,
      connectionName: `${gcpProject}:${region}:${own}`,
      pscServiceAttachmentLink: `projects/planned/regions/${region}/serviceAttachments/${own}`,
    };
  },
};

/** Answers of Google's provider functions. */
export const gkeInvokes: Record<string, (inputs: Inputs, context: CloudContext) => Inputs> = {
  "gcp:storage/getProjectServiceAccount:getProjectServiceAccount": (inputs) => {
    const emailAddress = `service-${plannedProjectNumber}@gs-project-accounts.iam.gserviceaccount.com`;
    return { ...inputs, id: emailAddress, emailAddress, member: `serviceAccount:${emailAddress}` };
  },
  "gcp:organizations/getClientConfig:getClientConfig": (inputs, { gcpProject, region }) => ({
    ...inputs,
    id: "planned",
    project: gcpProject,
    region,
    accessToken: "planned",
  }),
  "gcp:organizations/getProject:getProject": (inputs, { gcpProject }) => ({
    ...inputs,
    id: `projects/${gcpProject}`,
    projectId: text(inputs.projectId, gcpProject),
    number: plannedProjectNumber,
  }),
};
