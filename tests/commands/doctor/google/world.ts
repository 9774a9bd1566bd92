/** A Google Cloud in which all is well for a stack. A test changes one thing of it. */
import type { World } from "../../../../commands/doctor/world";
import { iapMembers } from "../../../../components/gke/web/iapAccess";
import type { GkeSettings } from "../../../../config";
import { type KubernetesWorld, wellKubernetes } from "./kubernetes";

type Json = Record<string, unknown>;
export interface Quota {
  metric: string;
  limit: number;
  usage: number;
}
export interface Policy {
  bindings: { role: string; members: string[]; condition?: Json }[];
}

export interface CloudWorld {
  /** Hosts of APIs that are off. */
  off: string[];
  /** Permissions that the caller has not, or all. */
  denied: string[] | "all";
  /** Permissions that the caller lacks for making things. */
  lacks: string[];
  number: string;
  project: Json | undefined;
  organization: Json;
  billing: Json;
  services: Record<string, "ENABLED" | "DISABLED">;
  /** Rules of organisation policies, by constraint. */
  policies: Record<string, Json[]>;
  quotas: { region: Quota[]; project: Quota[] };
  zones: Record<string, Json>;
  /** By `ZONE/TYPE`. */
  machineTypes: Record<string, Json>;
  /** By email. */
  accounts: Record<string, { account: Json; policy: Policy }>;
  /** Pools and providers by their full names. */
  pools: Record<string, Json>;
  addresses: Record<string, Json>;
  networks: Record<string, Json>;
  subnetworks: Record<string, Json>;
  routers: Json[];
  routes: Json[];
  /** By peering. */
  peerRoutes: Record<string, Json[]>;
  buckets: Record<string, Json>;
  zonesOfDns: Record<string, Json>;
  /** By zone. */
  records: Record<string, Json[]>;
  backend: Json | undefined;
  health: Json[];
  certificate: Json | undefined;
  /** Certificate Manager's. */
  proven: Json | undefined;
  rules: Record<string, Json>;
  firewall: Json | undefined;
  /** Operations in the zone. */
  operations: Json[];
  /** Errors of the node pool's instance group. */
  groupErrors: Json[];
  cluster: Json | undefined;
  iapPolicy: Policy;
  projectPolicy: Policy;
  sql: Json | undefined;
  /** How full disks are, by the metric that tells: newest value. */
  fullness: Record<string, { labels: Record<string, string>; value: number }[]>;
  kubernetesHost: string;
  kubernetes: KubernetesWorld;
  /** What the open web answers, by host. */
  pages: Record<string, { status: number; headers: Record<string, string> }>;
}

const projectId = "my-company-data";
const number = "123456789012";
const quota = (metric: string, limit: number, usage = 0): Quota => ({ metric, limit, usage });

/** Limits as a project of a year has them. */
const quotas = () => ({
  region: [
    quota("CPUS", 24, 4),
    quota("PREEMPTIBLE_CPUS", 24),
    quota("SSD_TOTAL_GB", 500, 60),
    quota("DISKS_TOTAL_GB", 4096),
    quota("IN_USE_ADDRESSES", 8, 1),
  ],
  project: [
    ...["NETWORKS", "SUBNETWORKS", "ROUTERS", "FIREWALLS", "STATIC_ADDRESSES", "IN_USE_ADDRESSES", "HEALTH_CHECKS"],
    ...["BACKEND_SERVICES", "URL_MAPS", "TARGET_HTTP_PROXIES", "TARGET_HTTPS_PROXIES", "SSL_CERTIFICATES"],
    ...["SSL_POLICIES", "FORWARDING_RULES", "CPUS_ALL_REGIONS"],
  ].map((metric) => quota(metric, 50, 2)),
});

const outputsOf = (world: World, type: string): Json => world.made(type)[0]?.outputs ?? {};

/** The cloud as the stack's plan, and its state where it has one, want it. */
export function wellCloud(world: World): CloudWorld {
  const services = ["cloudresourcemanager", "bigquery", "compute", "container", "dns", "iam", "iamcredentials", "iap"];
  services.push("logging", "monitoring", "secretmanager", "storage", "sts", "sqladmin", "certificatemanager");
  const made = world.stage === "after";
  const gke = world.settings.platform === "gke" ? (world.settings as GkeSettings) : undefined;
  const domain = gke?.gke.domain ?? "";
  const backend = String(outputsOf(world, "gcp:compute/backendService:BackendService").name ?? "");
  const group = "projects/my-company-data/zones/us-central1-b/networkEndpointGroups/k8s1-airflow-web";
  return {
    off: [],
    denied: [],
    lacks: [],
    number,
    project: { name: `projects/${number}`, projectId, state: "ACTIVE", parent: "organizations/42" },
    organization: {
      name: "organizations/42",
      displayName: "my-company.com",
      directoryCustomerId: "C0abc",
      state: "ACTIVE",
    },
    billing: {
      name: `projects/${projectId}/billingInfo`,
      projectId,
      billingEnabled: true,
      billingAccountName: "billingAccounts/0-1-2",
    },
    services: Object.fromEntries(services.map((name) => [`${name}.googleapis.com`, "ENABLED"])),
    policies: {},
    quotas: quotas(),
    zones: { "us-central1-b": { name: "us-central1-b", status: "UP" } },
    machineTypes: {
      "us-central1-b/e2-standard-2": { name: "e2-standard-2", guestCpus: 2, memoryMb: 8192, architecture: "X86_64" },
    },
    accounts: made ? wellAccounts(world) : {},
    pools: made ? wellPools(world) : {},
    addresses: {},
    networks: { v: { name: "v", peerings: [{ name: "other", state: "ACTIVE" }] } },
    subnetworks: {
      s: {
        name: "s",
        network: `https://www.googleapis.com/compute/v1/projects/${projectId}/global/networks/v`,
        ipCidrRange: "10.0.0.0/20",
        privateIpGoogleAccess: true,
        secondaryIpRanges: [
          { rangeName: "p", ipCidrRange: "10.4.0.0/14" },
          { rangeName: "r", ipCidrRange: "10.8.0.0/20" },
        ],
      },
    },
    // Another NAT in the region would be in the way of the plan's own.
    routers:
      world.planned("gcp:compute/routerNat:RouterNat").length > 0
        ? []
        : [
            {
              name: "nat-router",
              network: `projects/${projectId}/global/networks/v`,
              nats: [{ name: "nat", sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES" }],
            },
          ],
    routes: [
      {
        name: "default",
        network: `projects/${projectId}/global/networks/v`,
        destRange: "0.0.0.0/0",
        nextHopGateway: `projects/${projectId}/global/gateways/default-internet-gateway`,
      },
    ],
    peerRoutes: { other: [{ destRange: "192.168.0.0/16", imported: true, type: "SUBNET_PEERING_ROUTE" }] },
    buckets: { "our-dags": { name: "our-dags", iamConfiguration: { uniformBucketLevelAccess: { enabled: true } } } },
    zonesOfDns: {
      corp: {
        name: "corp",
        dnsName: "my-company.com.",
        visibility: "public",
        nameServers: ["ns-cloud-a1.googledomains.com.", "ns-cloud-a2.googledomains.com."],
      },
    },
    records: { corp: [] },
    backend:
      made && backend
        ? { name: backend, id: "444443295542833", iap: { enabled: true }, backends: [{ group }] }
        : undefined,
    health: [{ healthState: "HEALTHY", ipAddress: "10.4.0.9", port: 8080 }],
    certificate: {
      name: "certificate",
      managed: { status: "ACTIVE", domains: [domain], domainStatus: { [domain]: "ACTIVE" } },
    },
    proven: { name: "proven", managed: { state: "ACTIVE", domains: [domain] } },
    rules: Object.fromEntries(
      world
        .made("gcp:compute/globalForwardingRule:GlobalForwardingRule")
        .map(({ outputs }) => [String(outputs?.name), { name: String(outputs?.name) }]),
    ),
    firewall: { name: "firewall", disabled: false },
    operations: [],
    groupErrors: [],
    cluster: made && gke ? wellCluster(world) : undefined,
    iapPolicy: { bindings: gke ? [{ role: "roles/iap.httpsResourceAccessor", members: iapMembers(gke.access) }] : [] },
    projectPolicy: wellProjectPolicy(world),
    sql: { name: "sql", state: "RUNNABLE", databaseVersion: "POSTGRES_16", settings: { dataDiskSizeGb: "10" } },
    fullness: {
      "kubernetes.io/pod/volume/utilization": [
        { labels: { namespace_name: "airflow", volume_name: "data" }, value: 0.3 },
      ],
    },
    kubernetesHost: String(
      (
        outputsOf(world, "gcp:container/cluster:Cluster").controlPlaneEndpointsConfig as {
          dnsEndpointConfig?: { endpoint?: string };
        }
      )?.dnsEndpointConfig?.endpoint ?? "none.gke.goog",
    ),
    kubernetes: wellKubernetes(world),
    pages:
      domain === ""
        ? {}
        : {
            [domain]: {
              status: 302,
              headers: {
                location: "https://accounts.google.com/o/oauth2/v2/auth?client_id=1",
                "x-goog-iap-generated-response": "true",
              },
            },
          },
  };
}

const wellCluster = (world: World): Json => {
  const { name, location } = outputsOf(world, "gcp:container/cluster:Cluster");
  const instanceGroupUrls = [
    "https://www.googleapis.com/compute/v1/projects/my-company-data/zones/us-central1-b/instanceGroupManagers/gke-pool-grp",
  ];
  return {
    name,
    location,
    status: "RUNNING",
    currentMasterVersion: "1.34.1-gke.100",
    nodePools: [{ name: "pool", status: "RUNNING", instanceGroupUrls }],
  };
};

/** Each grant of a type, as a policy. */
function policyOf(grants: { inputs: Json }[]): Policy {
  const roles = new Map<string, Policy["bindings"][number]>();
  for (const { inputs } of grants) {
    const { role, member, condition } = inputs as { role: string; member: string; condition?: Json };
    const key = `${role} ${JSON.stringify(condition)}`;
    const binding = roles.get(key) ?? { role, members: [], ...(condition && { condition }) };
    binding.members.push(member);
    roles.set(key, binding);
  }
  return { bindings: [...roles.values()] };
}

const wellProjectPolicy = (world: World) => policyOf(world.planned("gcp:projects/iAMMember:IAMMember"));

function wellAccounts(world: World): CloudWorld["accounts"] {
  const grants = world.planned("gcp:serviceaccount/iAMMember:IAMMember");
  return Object.fromEntries(
    world.planned("gcp:serviceaccount/account:Account").map(({ inputs }) => {
      const email = `${inputs.accountId}@${projectId}.iam.gserviceaccount.com`;
      const mine = grants.filter((grant) => String(grant.inputs.serviceAccountId).endsWith(`/${email}`));
      return [
        email,
        { account: { email, name: `projects/${projectId}/serviceAccounts/${email}` }, policy: policyOf(mine) },
      ];
    }),
  );
}

function wellPools(world: World): Record<string, Json> {
  return Object.fromEntries([
    ...world.planned("gcp:iam/workloadIdentityPool:WorkloadIdentityPool").map(({ inputs }) => {
      const name = `projects/${projectId}/locations/global/workloadIdentityPools/${inputs.workloadIdentityPoolId}`;
      return [name, { name, state: "ACTIVE" }];
    }),
    ...world.planned("gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider").map(({ inputs }) => {
      const { workloadIdentityPoolId, workloadIdentityPoolProviderId, aws, attributeCondition, attributeMapping } =
        inputs;
      const name = `projects/${projectId}/locations/global/workloadIdentityPools/${workloadIdentityPoolId}/providers/${workloadIdentityPoolProviderId}`;
      return [name, { name, state: "ACTIVE", aws, attributeCondition, attributeMapping }];
    }),
  ]);
}
