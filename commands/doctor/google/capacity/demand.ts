/**
 * What a plan takes of Compute Engine's quotas (https://docs.cloud.google.com/compute/resource-usage). Pure.
 * `start` is what the first `up` needs, `peak` what all nodes need that the autoscaler may add.
 */
import type { PlannedResource } from "../../../plan/record/graph";
import { textOf } from "../ask/places";

export interface Demand {
  metric: string;
  scope: "region" | "project";
  start: number;
  peak: number;
  /** The first thing that needs it. */
  thing: string;
}

/** One of each, wherever Google counts it. */
const single: Record<string, readonly [Demand["scope"], string][]> = {
  "gcp:compute/network:Network": [["project", "NETWORKS"]],
  "gcp:compute/subnetwork:Subnetwork": [["project", "SUBNETWORKS"]],
  "gcp:compute/router:Router": [["project", "ROUTERS"]],
  "gcp:compute/routerNat:RouterNat": [["region", "IN_USE_ADDRESSES"]],
  "gcp:compute/firewall:Firewall": [["project", "FIREWALLS"]],
  "gcp:compute/globalAddress:GlobalAddress": [
    ["project", "STATIC_ADDRESSES"],
    ["project", "IN_USE_ADDRESSES"],
  ],
  "gcp:compute/healthCheck:HealthCheck": [["project", "HEALTH_CHECKS"]],
  "gcp:compute/backendService:BackendService": [
    ["project", "BACKEND_SERVICES"],
    ["project", "GLOBAL_EXTERNAL_MANAGED_BACKEND_SERVICES"],
  ],
  "gcp:compute/uRLMap:URLMap": [["project", "URL_MAPS"]],
  "gcp:compute/targetHttpProxy:TargetHttpProxy": [["project", "TARGET_HTTP_PROXIES"]],
  "gcp:compute/targetHttpsProxy:TargetHttpsProxy": [["project", "TARGET_HTTPS_PROXIES"]],
  "gcp:compute/managedSslCertificate:ManagedSslCertificate": [["project", "SSL_CERTIFICATES"]],
  "gcp:compute/sSLPolicy:SSLPolicy": [["project", "SSL_POLICIES"]],
  "gcp:compute/globalForwardingRule:GlobalForwardingRule": [
    ["project", "FORWARDING_RULES"],
    ["project", "GLOBAL_EXTERNAL_MANAGED_FORWARDING_RULES"],
  ],
};

/** Families whose CPUs are counted apart; a newer one is counted where the answer does not tell. */
const family = (machineType: string): string => {
  const name = machineType.split("-")[0] ?? "";
  if (/^(e2|n1|f1|g1)$/.test(name)) return "CPUS";
  return `${name.toUpperCase()}_CPUS`;
};

/** GB of the boot disk of the node that each cluster is born with (container.v1: NodeConfig.diskSizeGb), and its CPUs (e2-medium). */
const firstNode = { gb: 100, cpus: 2 };

interface Shape {
  machineType?: string;
  spot?: boolean;
  diskSizeGb?: number;
  diskType?: string;
}
interface Scaling {
  totalMinNodeCount?: number;
  totalMaxNodeCount?: number;
}

/**
 * @param cpusOf vCPUs of a machine type; undefined where nobody knows
 * @param ownSpot whether the region has a quota for Spot; without one they count as the others do
 */
export function demandOf(
  resources: readonly PlannedResource[],
  cpusOf: (machineType: string) => number | undefined,
  ownSpot: boolean,
): Demand[] {
  const all = new Map<string, Demand>();
  const add = (scope: Demand["scope"], metric: string, start: number, peak: number, thing: string) => {
    const key = `${scope} ${metric}`;
    const now = all.get(key) ?? { metric, scope, start: 0, peak: 0, thing };
    all.set(key, { ...now, start: now.start + start, peak: now.peak + peak });
  };
  for (const { type, name, inputs } of resources) {
    for (const [scope, metric] of single[type] ?? []) add(scope, metric, 1, 1, name);
    if (type === "gcp:compute/disk:Disk")
      add("region", diskMetric(inputs.type), gb(inputs.size), gb(inputs.size), name);
    if (type === "gcp:container/nodePool:NodePool") {
      const { machineType = "", spot, diskSizeGb, diskType } = (inputs.nodeConfig ?? {}) as Shape;
      const { totalMinNodeCount = 0, totalMaxNodeCount = 0 } = (inputs.autoscaling ?? {}) as Scaling;
      const first = Math.max(totalMinNodeCount, Number(inputs.initialNodeCount ?? 0));
      const most = Math.max(first, totalMaxNodeCount);
      const cpus = cpusOf(machineType) ?? 0;
      const metric = spot && ownSpot ? "PREEMPTIBLE_CPUS" : family(machineType);
      add("region", metric, first * cpus, most * cpus, name);
      add("project", "CPUS_ALL_REGIONS", first * cpus, most * cpus, name);
      add("region", diskMetric(diskType), first * gb(diskSizeGb), most * gb(diskSizeGb), name);
    }
    if (type === "gcp:container/cluster:Cluster") {
      // It is gone before the pool comes, so it counts only where it is the larger.
      add("region", "CPUS", 0, 0, name);
      add("region", "SSD_TOTAL_GB", 0, 0, name);
    }
  }
  const cluster = resources.some(({ type }) => type === "gcp:container/cluster:Cluster");
  return [...all.values()].map((one) => {
    const first = !cluster
      ? 0
      : one.metric === "CPUS"
        ? firstNode.cpus
        : one.metric === "SSD_TOTAL_GB"
          ? firstNode.gb
          : 0;
    return { ...one, start: Math.max(one.start, first), peak: Math.max(one.peak, first) };
  });
}

/** https://docs.cloud.google.com/compute/resource-usage#disk_quota: all but pd-standard count as SSD. */
const diskMetric = (type: unknown): string => (textOf(type) === "pd-standard" ? "DISKS_TOTAL_GB" : "SSD_TOTAL_GB");
const gb = (value: unknown): number => Number(value ?? 0);
