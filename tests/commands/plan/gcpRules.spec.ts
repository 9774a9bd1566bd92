/** What each type of Google's, and each claim in Kubernetes, asks of the price book, by exact value. */
import { expect } from "chai";
import { gcpRules } from "../../../commands/plan/cost/gcp";
import { type Case, demands, month, resource, use } from "./demands";

const pool = (inputs: Record<string, unknown>) => resource("gcp:container/nodePool:NodePool", inputs);
const nodes = (count: number, more = 0) => [
  { item: "nodes e2-medium, on-demand", key: "e2-medium.hour", quantity: count * month, peak: more * month },
  { item: "disks of nodes (pd-balanced)", key: "pd-balanced.gb.month", quantity: count * 100, peak: more * 100 },
];
const natOf = (least: number, more: number, address: [number, number]) => [
  { item: "Cloud NAT, per node", key: "nat.vm.hour", quantity: least * month, peak: more * month },
  { item: "address of Cloud NAT", key: "vm-ip.hour", quantity: address[0] * month, peak: address[1] * month },
  use("data through NAT", "nat.gb"),
];
const claim = (disk: string, quantity: number | undefined) => [
  { item: `disks of volume claims (${disk})`, key: `${disk}.gb.month`, quantity },
];
const spec = (size: string, storageClassName?: string) => ({
  storageClassName,
  resources: { requests: { storage: size } },
});
const cloudSql = (settings: object) => ({ settings });

const cases: Case[] = [
  [
    "a regional cluster that keeps its default pool, in two zones",
    "gcp:container/cluster:Cluster",
    { location: "us-central1", initialNodeCount: 2, nodeLocations: ["a", "b"] },
    [
      { item: "GKE cluster fee", key: "gke.cluster.hour", quantity: month },
      ...nodes(4),
      use("logs taken in by Cloud Logging", "logs.gcp.ingest.gb"),
    ],
  ],
  [
    "a zonal cluster without its default pool",
    "gcp:container/cluster:Cluster",
    { location: "us-central1-b", initialNodeCount: 1, removeDefaultNodePool: true },
    [
      { item: "GKE cluster fee", key: "gke.cluster.hour", quantity: month },
      { item: "GKE free credit (one zonal cluster)", key: "gke.free-credit.month", quantity: 1, credit: true },
      use("logs taken in by Cloud Logging", "logs.gcp.ingest.gb"),
    ],
  ],
  [
    "a cluster with a key of Cloud KMS",
    "gcp:container/cluster:Cluster",
    { location: "us-central1", databaseEncryption: { state: "ENCRYPTED", keyName: "projects/p/…/k" } },
    [
      { item: "GKE cluster fee", key: "gke.cluster.hour", quantity: month },
      use("logs taken in by Cloud Logging", "logs.gcp.ingest.gb"),
      use("operations with the key of Cloud KMS", "cloudkms.operation.10k"),
    ],
  ],
  [
    "a pool of a fixed count a zone",
    "gcp:container/nodePool:NodePool",
    { nodeCount: 2, nodeLocations: ["a", "b"] },
    nodes(4),
  ],
  ["a pool that says nothing", "gcp:container/nodePool:NodePool", { nodeLocations: [] }, nodes(1)],
  ["a pool by its first count", "gcp:container/nodePool:NodePool", { initialNodeCount: 3 }, nodes(3)],
  ["a pool of none", "gcp:container/nodePool:NodePool", { nodeCount: 0 }, []],
  [
    "a pool that scales in each zone",
    "gcp:container/nodePool:NodePool",
    { autoscaling: { minNodeCount: 1, maxNodeCount: 3 }, nodeLocations: ["a", "b"] },
    nodes(2, 4),
  ],
  [
    "a pool that scales in all",
    "gcp:container/nodePool:NodePool",
    { autoscaling: { totalMinNodeCount: 1, totalMaxNodeCount: 3 }, nodeLocations: ["a", "b"] },
    nodes(1, 2),
  ],
  ["a pool without a least", "gcp:container/nodePool:NodePool", { autoscaling: { maxNodeCount: 3 } }, nodes(0, 3)],
  [
    "a pool of preemptible nodes with disks of their own",
    "gcp:container/nodePool:NodePool",
    { nodeConfig: { machineType: "n1-standard-2", preemptible: true, diskType: "pd-ssd", diskSizeGb: 20 } },
    [
      { item: "nodes n1-standard-2, spot", key: "n1-standard-2.spot.hour", quantity: month, peak: 0 },
      { item: "disks of nodes (pd-ssd)", key: "pd-ssd.gb.month", quantity: 20, peak: 0 },
    ],
  ],
  ["NAT without a node", "gcp:compute/routerNat:RouterNat", {}, []],
  [
    "NAT of two pools",
    "gcp:compute/routerNat:RouterNat",
    {},
    natOf(3, 2, [1, 0]),
    [pool({ nodeCount: 2 }), pool({ autoscaling: { totalMinNodeCount: 1, totalMaxNodeCount: 3 } })],
  ],
  [
    "NAT of more nodes than Google counts",
    "gcp:compute/routerNat:RouterNat",
    {},
    natOf(31, 1, [1, 0]),
    [pool({ autoscaling: { totalMinNodeCount: 31, totalMaxNodeCount: 40 } })],
  ],
  [
    "NAT of a pool that may be empty",
    "gcp:compute/routerNat:RouterNat",
    {},
    natOf(0, 3, [0, 1]),
    [pool({ autoscaling: { totalMinNodeCount: 0, totalMaxNodeCount: 3 } })],
  ],
  [
    "an endpoint of Private Service Connect by its target",
    "gcp:compute/forwardingRule:ForwardingRule",
    { target: "projects/p/regions/r/serviceAttachments/s", loadBalancingScheme: "EXTERNAL" },
    [{ item: "Private Service Connect endpoint", key: "psc.endpoint.hour", quantity: month }],
  ],
  [
    "an endpoint of Private Service Connect by its scheme",
    "gcp:compute/forwardingRule:ForwardingRule",
    { loadBalancingScheme: "" },
    [{ item: "Private Service Connect endpoint", key: "psc.endpoint.hour", quantity: month }],
  ],
  [
    "a regional rule",
    "gcp:compute/forwardingRule:ForwardingRule",
    { loadBalancingScheme: "EXTERNAL" },
    [{ item: "regional forwarding rule", key: "forwarding-rules.hour", quantity: month }],
  ],
  ...(["INTERNAL", "VPC_PEERING", "PRIVATE_SERVICE_CONNECT"] as const).map(
    (purpose): Case => [`an address for ${purpose}`, "gcp:compute/address:Address", { purpose }, []],
  ),
  ["an internal address", "gcp:compute/globalAddress:GlobalAddress", { addressType: "INTERNAL" }, []],
  ...(["gcp:compute/globalAddress:GlobalAddress", "gcp:compute/address:Address"] as const).flatMap((type): Case[] => [
    [
      `a ${type} that nothing uses`,
      type,
      {},
      [{ item: "reserved address, not in use", key: "unused-ip.hour", quantity: month }],
      [resource("gcp:compute/forwardingRule:ForwardingRule", {}, ["another"]), resource("a:b:C", {}, [`urn:${type}`])],
    ],
    [`a ${type} in use`, type, {}, [], [resource("gcp:compute/forwardingRule:ForwardingRule", {}, [`urn:${type}`])]],
    [
      `a ${type} in use by a global rule`,
      type,
      {},
      [],
      [resource("gcp:compute/globalForwardingRule:GlobalForwardingRule", {}, [`urn:${type}`])],
    ],
  ]),
  [
    "Cloud SQL that says nothing",
    "gcp:sql/databaseInstance:DatabaseInstance",
    {},
    [
      { item: "Cloud SQL db-g1-small", key: "cloudsql.db-g1-small.hour", quantity: month },
      { item: "disk of Cloud SQL", key: "cloudsql.ssd.gb.month", quantity: 10 },
    ],
  ],
  [
    "Cloud SQL doubled, on a slow disk, with backups",
    "gcp:sql/databaseInstance:DatabaseInstance",
    cloudSql({
      tier: "db-custom-2-7680",
      diskType: "PD_HDD",
      diskSize: 40,
      availabilityType: "REGIONAL",
      backupConfiguration: { enabled: true },
      activationPolicy: "ALWAYS",
    }),
    [
      { item: "Cloud SQL db-custom-2-7680", key: "cloudsql.db-custom-2-7680.hour", quantity: 2 * month },
      { item: "disk of Cloud SQL", key: "cloudsql.hdd.gb.month", quantity: 80 },
      { item: "backups of Cloud SQL", key: "cloudsql.backup.gb.month" },
    ],
  ],
  [
    "Cloud SQL stopped",
    "gcp:sql/databaseInstance:DatabaseInstance",
    cloudSql({ activationPolicy: "NEVER", backupConfiguration: { enabled: false } }),
    [{ item: "disk of Cloud SQL", key: "cloudsql.ssd.gb.month", quantity: 10 }],
  ],
  [
    "a disk that says nothing",
    "gcp:compute/disk:Disk",
    {},
    [{ item: "disks (pd-standard)", key: "pd-standard.gb.month", quantity: 10 }],
  ],
  [
    "a disk",
    "gcp:compute/disk:Disk",
    { type: "pd-ssd", size: 7 },
    [{ item: "disks (pd-ssd)", key: "pd-ssd.gb.month", quantity: 7 }],
  ],
  ["a snapshot", "gcp:compute/snapshot:Snapshot", {}, [use("snapshot of the database's disk", "snapshot.gb.month")]],
  [
    "snapshots of every day",
    "gcp:compute/resourcePolicy:ResourcePolicy",
    {},
    [{ item: "daily snapshots of the database's disk", key: "snapshot.gb.month" }],
  ],
  [
    "an alerting policy of two conditions",
    "gcp:monitoring/alertPolicy:AlertPolicy",
    { conditions: [{}, {}] },
    [
      { item: "alerting conditions of Cloud Monitoring", key: "alerting.condition.month", quantity: 2 },
      { item: "points that alerting conditions read", key: "alerting.points.million", quantity: 0.1752 },
    ],
  ],
  [
    "a backend whose requests are logged",
    "gcp:compute/backendService:BackendService",
    { logConfig: { enable: true } },
    [use("requests logged by the load balancer", "logs.gcp.ingest.gb")],
  ],
  ["a backend without a log", "gcp:compute/backendService:BackendService", {}, []],
  [
    "metrics of Airflow's own",
    "kubernetes:monitoring.googleapis.com/v1:PodMonitoring",
    {},
    [use("samples of Airflow's metrics", "prometheus.samples.million")],
  ],
  ["a zone", "gcp:dns/managedZone:ManagedZone", {}, [{ item: "DNS zone", key: "dns-zone.month", quantity: 1 }]],
  [
    "a bucket of Google's",
    "gcp:storage/bucket:Bucket",
    {},
    [{ item: "objects in Cloud Storage", key: "gcs.gb.month" }],
  ],
  [
    "a secret's version",
    "gcp:secretmanager/secretVersion:SecretVersion",
    {},
    [{ item: "secret versions in Secret Manager", key: "secretmanager.version.month", quantity: 1 }],
  ],
  ...(
    [
      ["standard-rwo", "pd-balanced"],
      ["premium-rwo", "pd-ssd"],
      ["standard", "pd-standard"],
      ["their-own", "pd-balanced"],
      [undefined, "pd-balanced"],
    ] as const
  ).map(
    ([name, disk]): Case => [
      `a claim of the class ${name}`,
      "kubernetes:core/v1:PersistentVolumeClaim",
      { spec: spec("2Gi", name) },
      claim(disk, 2),
    ],
  ),
  [
    "a claim on a volume by name",
    "kubernetes:core/v1:PersistentVolumeClaim",
    { spec: { ...spec("2Gi"), volumeName: "v" } },
    [],
  ],
  [
    "a claim of a size in words",
    "kubernetes:core/v1:PersistentVolumeClaim",
    { spec: spec("much") },
    claim("pd-balanced", undefined),
  ],
  [
    "a set with claims",
    "kubernetes:apps/v1:StatefulSet",
    { spec: { volumeClaimTemplates: [{ spec: spec("1Ti") }, { spec: spec("512Mi", "premium-rwo") }] } },
    [...claim("pd-balanced", 1024), ...claim("pd-ssd", 0.5)],
  ],
  ["a set without claims", "kubernetes:apps/v1:StatefulSet", { spec: {} }, []],
];

describe("the demands of", () => {
  for (const [what, type, inputs, expected, others] of cases)
    it(what, () => expect(demands(type, inputs, others)).to.deep.equal(expected));

  it("a claim on a volume of the program's own", () => {
    const volume = resource("kubernetes:core/v1:PersistentVolume");
    const type = "kubernetes:core/v1:PersistentVolumeClaim";
    const view = { resources: [volume], awsRegion: undefined, gcpRegion: undefined };
    const on = (urn: string) => gcpRules[type]?.(resource(type, { spec: spec("2Gi") }, [urn]), view);
    expect(on(volume.urn)).to.deep.equal([]);
    expect(on("another")).to.deep.equal(claim("pd-balanced", 2));
  });

  it("every type of Google's and Kubernetes' that has a rule, tried above or in cost.spec.ts", () => {
    const tried = [...cases.map(([, type]) => type), "gcp:compute/globalForwardingRule:GlobalForwardingRule"];
    expect([...new Set(tried)].sort()).to.deep.equal(Object.keys(gcpRules).sort());
  });
});
