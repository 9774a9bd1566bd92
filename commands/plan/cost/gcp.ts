/** What Google Cloud resources, and disks that Kubernetes asks for, bill for. */
import { hoursPerMonth } from "../../../prices/book";
import type { PlannedResource } from "../record/graph";
import { type CostRule, type Demand, inputAt, numberAt, stored, textAt, used, type View } from "./demand";

const zones = (inputs: unknown): number => {
  const list = inputAt(inputs, "nodeLocations");
  return Array.isArray(list) && list.length > 0 ? list.length : 1;
};

/** Nodes of a pool at its least and its most. */
export function nodeCounts({ inputs }: PlannedResource): [min: number, max: number] {
  if (inputAt(inputs, "autoscaling") === undefined) {
    const fixed = numberAt(inputs, "nodeCount", numberAt(inputs, "initialNodeCount", 1)) * zones(inputs);
    return [fixed, fixed];
  }
  const perZone = inputAt(inputs, "autoscaling.maxNodeCount") !== undefined;
  const count = (name: string) =>
    perZone
      ? numberAt(inputs, `autoscaling.${name}NodeCount`, 0) * zones(inputs)
      : numberAt(inputs, `autoscaling.total${name === "min" ? "Min" : "Max"}NodeCount`, 0);
  return [count("min"), count("max")];
}

const nodePoolType = "gcp:container/nodePool:NodePool";

/** Machine and disk of nodes; GKE's own defaults where an input is left out. */
function nodes(inputs: unknown, min: number, max: number): Demand[] {
  if (max === 0) return [];
  const machine = textAt(inputs, "nodeConfig.machineType", "e2-medium");
  const spot = inputAt(inputs, "nodeConfig.spot") === true || inputAt(inputs, "nodeConfig.preemptible") === true;
  const disk = textAt(inputs, "nodeConfig.diskType", "pd-balanced");
  const size = numberAt(inputs, "nodeConfig.diskSizeGb", 100);
  return [
    {
      item: `nodes ${machine}, ${spot ? "spot" : "on-demand"}`,
      key: `${machine}${spot ? ".spot" : ""}.hour`,
      quantity: min * hoursPerMonth,
      peak: (max - min) * hoursPerMonth,
    },
    { item: `disks of nodes (${disk})`, key: `${disk}.gb.month`, quantity: min * size, peak: (max - min) * size },
  ];
}

const cluster: CostRule = ({ inputs }) => {
  // The credit of an account covers one zonal cluster (or Autopilot).
  const zonal = /-[a-z]$/.test(textAt(inputs, "location", ""));
  const own = inputAt(inputs, "removeDefaultNodePool") === true ? 0 : numberAt(inputs, "initialNodeCount", 0);
  return [
    { item: "GKE cluster fee", key: "gke.cluster.hour", quantity: hoursPerMonth },
    ...(zonal
      ? [{ item: "GKE free credit (one zonal cluster)", key: "gke.free-credit.month", quantity: 1, credit: true }]
      : []),
    ...nodes(inputs, own * zones(inputs), own * zones(inputs)),
    used("logs taken in by Cloud Logging", "logs.gcp.ingest.gb"),
    // Of all that is encrypted with the key; the key itself bills where it was made.
    ...(inputAt(inputs, "databaseEncryption.keyName") === undefined
      ? []
      : [used("operations with the key of Cloud KMS", "cloudkms.operation.10k")]),
  ];
};

const nat: CostRule = (_resource, { resources }) => {
  const counts = resources.filter(({ type }) => type === nodePoolType).map(nodeCounts);
  const [min, max] = [0, 1].map((end) => counts.reduce((sum, count) => sum + (count[end] as number), 0)) as [
    number,
    number,
  ];
  // Billed per VM up to 32, then flat.
  const [least, most] = [Math.min(32, min), Math.min(32, max)];
  if (most === 0) return [];
  return [
    {
      item: "Cloud NAT, per node",
      key: "nat.vm.hour",
      quantity: least * hoursPerMonth,
      peak: (most - least) * hoursPerMonth,
    },
    {
      item: "address of Cloud NAT",
      key: "vm-ip.hour",
      quantity: least > 0 ? hoursPerMonth : 0,
      peak: least > 0 ? 0 : hoursPerMonth,
    },
    used("data through NAT", "nat.gb"),
  ];
};

const isRule = ({ type }: PlannedResource) =>
  type === "gcp:compute/globalForwardingRule:GlobalForwardingRule" ||
  type === "gcp:compute/forwardingRule:ForwardingRule";

/** The first five global rules of a project bill as one. */
const forwardingRule: CostRule = (resource, { resources }) => {
  const all = resources.filter(({ type }) => type === resource.type);
  const index = all.indexOf(resource);
  if (index === 0)
    return [
      { item: "load balancer, up to five forwarding rules", key: "forwarding-rules.hour", quantity: hoursPerMonth },
    ];
  return index < 5
    ? []
    : [{ item: "forwarding rules beyond five", key: "forwarding-rules.further.hour", quantity: hoursPerMonth }];
};

/** A reserved address costs nothing while a forwarding rule uses it. */
const address: CostRule = ({ urn, inputs }, { resources }) => {
  const free =
    /INTERNAL|VPC_PEERING|PRIVATE_SERVICE_CONNECT/.test(
      `${inputAt(inputs, "addressType")} ${inputAt(inputs, "purpose")}`,
    ) || resources.some((other) => isRule(other) && other.dependencies.includes(urn));
  return free ? [] : [{ item: "reserved address, not in use", key: "unused-ip.hour", quantity: hoursPerMonth }];
};

const privateEndpoint: CostRule = ({ inputs }) =>
  textAt(inputs, "target", "").includes("serviceAttachments") || inputAt(inputs, "loadBalancingScheme") === ""
    ? [{ item: "Private Service Connect endpoint", key: "psc.endpoint.hour", quantity: hoursPerMonth }]
    : [{ item: "regional forwarding rule", key: "forwarding-rules.hour", quantity: hoursPerMonth }];

const database: CostRule = ({ inputs }) => {
  const tier = textAt(inputs, "settings.tier", "db-g1-small");
  const disk = textAt(inputs, "settings.diskType", "PD_SSD") === "PD_HDD" ? "hdd" : "ssd";
  const stopped = inputAt(inputs, "settings.activationPolicy") === "NEVER";
  const copies = inputAt(inputs, "settings.availabilityType") === "REGIONAL" ? 2 : 1;
  const size = numberAt(inputs, "settings.diskSize", 10);
  return [
    ...(stopped ? [] : [{ item: `Cloud SQL ${tier}`, key: `cloudsql.${tier}.hour`, quantity: copies * hoursPerMonth }]),
    { item: "disk of Cloud SQL", key: `cloudsql.${disk}.gb.month`, quantity: copies * size },
    ...(inputAt(inputs, "settings.backupConfiguration.enabled") === true
      ? [stored("backups of Cloud SQL", "cloudsql.backup.gb.month")]
      : []),
  ];
};

/** `10Gi`, `500Mi`, `1Ti` in GB as Google bills them (GiB). */
export function gigabytes(quantity: string): number | undefined {
  const [, value, unit] = /^(\d+(?:\.\d+)?)(Mi|Gi|Ti|G|T)$/.exec(quantity) ?? [];
  const factor = { Mi: 1 / 1024, Gi: 1, Ti: 1024, G: 1e9 / 2 ** 30, T: 1e12 / 2 ** 30 }[unit ?? ""];
  return value === undefined || factor === undefined ? undefined : Number(value) * factor;
}

const diskClasses: Record<string, string> = {
  "standard-rwo": "pd-balanced",
  "premium-rwo": "pd-ssd",
  standard: "pd-standard",
};

/** A disk for a claim's spec; undefined size means that the plan cannot tell. */
function claim(spec: unknown): Demand[] {
  const disk = diskClasses[textAt(spec, "storageClassName", "standard-rwo")] ?? "pd-balanced";
  const quantity = gigabytes(textAt(spec, "resources.requests.storage", ""));
  return [{ item: `disks of volume claims (${disk})`, key: `${disk}.gb.month`, quantity }];
}

/** A claim on a volume of the program's own: its disk bills, not the claim. */
const volumeClaim: CostRule = ({ inputs, dependencies }, { resources }) =>
  inputAt(inputs, "spec.volumeName") !== undefined ||
  resources.some(({ urn, type }) => type === "kubernetes:core/v1:PersistentVolume" && dependencies.includes(urn))
    ? []
    : claim(inputAt(inputs, "spec"));

const statefulSet: CostRule = ({ inputs }) => {
  const templates = inputAt(inputs, "spec.volumeClaimTemplates");
  return Array.isArray(templates) ? templates.flatMap((template) => claim(inputAt(template, "spec"))) : [];
};

/** Points that a condition of one series reads in a month: one every 30 seconds. In millions. */
const pointsOfCondition = (2 * 60 * hoursPerMonth) / 1e6;

const alertPolicy: CostRule = ({ inputs }) => {
  const conditions = inputAt(inputs, "conditions");
  const count = Array.isArray(conditions) ? conditions.length : 1;
  return [
    { item: "alerting conditions of Cloud Monitoring", key: "alerting.condition.month", quantity: count },
    {
      item: "points that alerting conditions read",
      key: "alerting.points.million",
      quantity: count * pointsOfCondition,
    },
  ];
};

/** Rules of billing types. */
export const gcpRules: Record<string, CostRule> = {
  "gcp:container/cluster:Cluster": cluster,
  [nodePoolType]: (pool: PlannedResource, _view: View) => nodes(pool.inputs, ...nodeCounts(pool)),
  "gcp:compute/routerNat:RouterNat": nat,
  "gcp:compute/globalForwardingRule:GlobalForwardingRule": forwardingRule,
  "gcp:compute/forwardingRule:ForwardingRule": privateEndpoint,
  "gcp:compute/globalAddress:GlobalAddress": address,
  "gcp:compute/address:Address": address,
  "gcp:compute/disk:Disk": ({ inputs }) => {
    const disk = textAt(inputs, "type", "pd-standard");
    return [{ item: `disks (${disk})`, key: `${disk}.gb.month`, quantity: numberAt(inputs, "size", 10) }];
  },
  "gcp:compute/backendService:BackendService": ({ inputs }) =>
    inputAt(inputs, "logConfig.enable") === true
      ? [used("requests logged by the load balancer", "logs.gcp.ingest.gb")]
      : [],
  "gcp:monitoring/alertPolicy:AlertPolicy": alertPolicy,
  "kubernetes:monitoring.googleapis.com/v1:PodMonitoring": () => [
    used("samples of Airflow's metrics", "prometheus.samples.million"),
  ],
  // Kept for as long as a move takes.
  "gcp:compute/snapshot:Snapshot": () => [used("snapshot of the database's disk", "snapshot.gb.month")],
  // What changed since the last one, compressed: how much that is, only the database knows. Kept asleep too.
  "gcp:compute/resourcePolicy:ResourcePolicy": () => [
    stored("daily snapshots of the database's disk", "snapshot.gb.month"),
  ],
  "gcp:dns/managedZone:ManagedZone": () => [{ item: "DNS zone", key: "dns-zone.month", quantity: 1 }],
  "gcp:sql/databaseInstance:DatabaseInstance": database,
  "gcp:storage/bucket:Bucket": () => [stored("objects in Cloud Storage", "gcs.gb.month")],
  "gcp:secretmanager/secretVersion:SecretVersion": () => [
    { item: "secret versions in Secret Manager", key: "secretmanager.version.month", quantity: 1 },
  ],
  "kubernetes:core/v1:PersistentVolumeClaim": volumeClaim,
  "kubernetes:apps/v1:StatefulSet": statefulSet,
};
