/** What each type asks of the price book, by exact value: items, keys, quantities, and what is due only while Airflow works. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { awsRules } from "../../../commands/plan/cost/aws";
import type { Demand, View } from "../../../commands/plan/cost/demand";
import { isFree } from "../../../commands/plan/cost/free";
import { gcpRules } from "../../../commands/plan/cost/gcp";
import type { PlannedResource } from "../../../commands/plan/record/graph";

const resource = (
  type: string,
  inputs: Record<string, unknown> = {},
  dependencies: string[] = [],
): PlannedResource => ({
  urn: `urn:${type}`,
  type,
  name: "x",
  parent: undefined,
  dependencies,
  inputs,
  custom: true,
  provider: "",
});

function demands(type: string, inputs: Record<string, unknown> = {}, others: PlannedResource[] = []): Demand[] {
  const one = resource(type, inputs);
  const view: View = { resources: [...others, one], awsRegion: "us-east-1", gcpRegion: "us-central1" };
  return (awsRules[type] ?? gcpRules[type])?.(one, view) ?? [];
}

const month = 730;
const use = (item: string, key: string): Demand => ({ item, key, whileAwake: true });
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

const cases: [what: string, type: string, inputs: Record<string, unknown>, Demand[], others?: PlannedResource[]][] = [
  [
    "an environment beyond its base in every way",
    "aws:mwaa/environment:Environment",
    { environmentClass: "mw1.large", minWorkers: 2, maxWorkers: 6, schedulers: 3, minWebservers: 3, maxWebservers: 5 },
    [
      { item: "MWAA environment mw1.large", key: "mwaa.large.hour", quantity: month },
      { item: "MWAA workers beyond the first", key: "mwaa.worker.large.hour", quantity: month, peak: 4 * month },
      { item: "MWAA schedulers beyond two", key: "mwaa.scheduler.large.hour", quantity: month, peak: 0 },
      { item: "MWAA web servers beyond two", key: "mwaa.webserver.large.hour", quantity: month, peak: 2 * month },
      { item: "MWAA metadata database", key: "mwaa.db.gb.month" },
    ],
  ],
  [
    "an environment that leaves all to AWS",
    "aws:mwaa/environment:Environment",
    {},
    [
      { item: "MWAA environment mw1.small", key: "mwaa.small.hour", quantity: month },
      { item: "MWAA workers beyond the first", key: "mwaa.worker.small.hour", quantity: 0, peak: 9 * month },
      { item: "MWAA metadata database", key: "mwaa.db.gb.month" },
    ],
  ],
  [
    "a NAT gateway",
    "aws:ec2/natGateway:NatGateway",
    {},
    [{ item: "NAT gateways", key: "nat.hour", quantity: month }, use("data through NAT", "nat.gb")],
  ],
  ["an address", "aws:ec2/eip:Eip", {}, [{ item: "public IPv4 addresses", key: "public-ipv4.hour", quantity: month }]],
  ["a gateway endpoint", "aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "Gateway" }, []],
  ["an endpoint of AWS's default kind", "aws:ec2/vpcEndpoint:VpcEndpoint", {}, []],
  [
    "an interface endpoint of unknown zones",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    { vpcEndpointType: "Interface", subnetIds: "[unknown]" },
    [
      { item: "interface endpoints, per zone", key: "endpoint.interface.hour.az", quantity: month },
      use("data through interface endpoints", "endpoint.interface.gb"),
    ],
  ],
  [
    "a key",
    "aws:kms/key:Key",
    {},
    [{ item: "KMS keys", key: "kms.key.month", quantity: 1 }, use("KMS requests", "kms.request.10k")],
  ],
  ["a bucket of S3", "aws:s3/bucket:Bucket", {}, [{ item: "objects in S3", key: "s3.gb.month" }]],
  [
    "a log group",
    "aws:cloudwatch/logGroup:LogGroup",
    {},
    [
      use("logs taken in by CloudWatch", "logs.ingest.gb"),
      { item: "logs kept by CloudWatch", key: "logs.storage.gb.month" },
    ],
  ],
  [
    "a secret of AWS",
    "aws:secretsmanager/secret:Secret",
    {},
    [{ item: "secrets in Secrets Manager", key: "secretsmanager.secret.month", quantity: 1 }],
  ],
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
  ...(["INTERNAL", "VPC_PEERING", "PRIVATE_SERVICE_CONNECT"] as const).map((purpose): (typeof cases)[number] => [
    `an address for ${purpose}`,
    "gcp:compute/address:Address",
    { purpose },
    [],
  ]),
  ["an internal address", "gcp:compute/globalAddress:GlobalAddress", { addressType: "INTERNAL" }, []],
  ...(["gcp:compute/globalAddress:GlobalAddress", "gcp:compute/address:Address"] as const).flatMap(
    (type): typeof cases => [
      [
        `a ${type} that nothing uses`,
        type,
        {},
        [{ item: "reserved address, not in use", key: "unused-ip.hour", quantity: month }],
        [
          resource("gcp:compute/forwardingRule:ForwardingRule", {}, ["another"]),
          resource("a:b:C", {}, [`urn:${type}`]),
        ],
      ],
      [`a ${type} in use`, type, {}, [], [resource("gcp:compute/forwardingRule:ForwardingRule", {}, [`urn:${type}`])]],
      [
        `a ${type} in use by a global rule`,
        type,
        {},
        [],
        [resource("gcp:compute/globalForwardingRule:GlobalForwardingRule", {}, [`urn:${type}`])],
      ],
    ],
  ),
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
  ).map(([name, disk]): (typeof cases)[number] => [
    `a claim of the class ${name}`,
    "kubernetes:core/v1:PersistentVolumeClaim",
    { spec: spec("2Gi", name) },
    claim(disk, 2),
  ]),
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

  it("every type that has a rule, tried above or in cost.spec.ts", () => {
    const tried = [...cases.map(([, type]) => type), "gcp:compute/globalForwardingRule:GlobalForwardingRule"];
    expect([...new Set(tried)].sort()).to.deep.equal([...Object.keys(awsRules), ...Object.keys(gcpRules)].sort());
  });
});

describe("what is free", () => {
  const folder = join(__dirname, "..", "..", "components", "golden");
  const planned = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => Object.keys(JSON.parse(readFileSync(join(folder, file), "utf8"))))
    .filter((place) => place.includes("::"))
    .map((place) => place.replace(/::.*$/, "").replace(/^.*\$/, ""));

  it("is every type of the golden stacks that has no rule, and none that has one", () => {
    const priced = (type: string) => type in awsRules || type in gcpRules;
    const types = [...new Set(planned)].filter((type) => !/^(airflow|pulumi):/.test(type));
    expect(types.length).to.be.greaterThan(50);
    expect(types.filter((type) => !priced(type) && !isFree(type))).to.deep.equal([]);
    const both = Object.keys({ ...awsRules, ...gcpRules }).filter((type) => isFree(type));
    // Kubernetes objects are free but for what asks for a disk.
    expect(both.filter((type) => !type.startsWith("kubernetes:"))).to.deep.equal([]);
  });

  it("is nothing that no rule knows and that is not listed", () => {
    for (const type of [
      "aws:rds/cluster:Cluster",
      "gcp:bigtable/instance:Instance",
      "aws:ec2/instance:Instance",
      "xrandom:a:B",
    ])
      expect(isFree(type), type).to.equal(false);
  });
});
