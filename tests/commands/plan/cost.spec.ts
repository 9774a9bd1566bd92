import { expect } from "chai";
import { gigabytes } from "../../../commands/plan/cost/gcp";
import { type Bill, bill } from "../../../commands/plan/cost/price";
import { costOf, gapsOf, isAtLeast, orientationOf } from "../../../commands/plan/cost/total";
import type { PlannedResource } from "../../../commands/plan/record/graph";
import { costText } from "../../../commands/plan/show/costText";
import { type Figure, listPrices, PriceBook } from "../../../prices/book";

const figure = (key: string, price: number | null, region = "global"): Figure => ({
  key,
  region,
  price,
  unit: "hour",
  currency: "USD",
  source: "test",
  date: "2026-11-21",
});

/** A recorded resource with only what rules read. */
const resource = (type: string, inputs: Record<string, unknown>, dependencies: string[] = []): PlannedResource => {
  const name = `${type.split(":")[2]}-${JSON.stringify(inputs).length}`;
  return {
    urn: `urn:${type}::${name}`,
    type,
    name,
    parent: undefined,
    dependencies,
    inputs,
    custom: true,
    provider: "",
  };
};

function priced(
  resources: PlannedResource[],
  {
    figures = listPrices,
    volumes = {},
    region = ["us-east-1", "us-central1"],
  }: {
    figures?: Figure[];
    volumes?: Record<string, number>;
    region?: [string | undefined, string | undefined] | string[];
  } = {},
): Bill {
  const [awsRegion, gcpRegion] = region;
  return bill({ resources, awsRegion, gcpRegion }, { book: new PriceBook(figures), volumes });
}

/** item, quantity, unit price, monthly of every line. */
const rows = ({ lines }: Bill) =>
  lines.map(({ item, quantity, unitPrice, monthly }) => [item, quantity, unitPrice, monthly]);

const environment = (inputs: Record<string, unknown>) => resource("aws:mwaa/environment:Environment", inputs);
const pool = (inputs: Record<string, unknown>) => resource("gcp:container/nodePool:NodePool", inputs);

describe("the price of recorded resources", () => {
  it("counts the base of an environment, and what runs beyond it at the least and at the most", () => {
    const inputs = { environmentClass: "mw1.medium", minWorkers: 3, maxWorkers: 8, schedulers: 4, minWebservers: 2 };
    const found = priced([environment(inputs)]);
    expect(rows(found)).to.deep.equal([
      ["MWAA environment mw1.medium", 730, 0.74, 540.2],
      ["MWAA workers beyond the first", 2 * 730, 0.11, 160.6],
      ["MWAA schedulers beyond two", 2 * 730, 0.11, 160.6],
    ]);
    expect(found.monthly).to.equal(861.4);
    // Five more workers.
    expect(found.peakMonthly).to.equal(861.4 + 401.5);
  });

  it("counts NAT by gateway, address and GB, endpoints by zone, and a gateway endpoint nothing", () => {
    const interfaces = ["sqs", "logs"].map((serviceName) =>
      resource("aws:ec2/vpcEndpoint:VpcEndpoint", { serviceName, vpcEndpointType: "Interface", subnetIds: ["a", "b"] }),
    );
    const found = priced(
      [
        resource("aws:ec2/natGateway:NatGateway", { subnetId: "a" }),
        resource("aws:ec2/natGateway:NatGateway", { subnetId: "bb" }),
        resource("aws:ec2/eip:Eip", {}),
        ...interfaces,
        resource("aws:ec2/vpcEndpoint:VpcEndpoint", { vpcEndpointType: "Gateway" }),
      ],
      { volumes: { "nat.gb": 100, "endpoint.interface.gb": 20 } },
    );
    expect(rows(found)).to.deep.equal([
      ["NAT gateways (2)", 2 * 730, 0.045, 65.7],
      ["data through NAT", 100, 0.045, 4.5],
      ["public IPv4 addresses", 730, 0.005, 3.65],
      ["interface endpoints, per zone (2)", 2 * 2 * 730, 0.01, 29.2],
      ["data through interface endpoints", 20, 0.01, 0.2],
    ]);
    expect(found.unknown).to.deep.equal([]);
  });

  it("counts nodes spot and on-demand, their disks, the cluster's fee and the credit that pays it", () => {
    const cluster = resource("gcp:container/cluster:Cluster", {
      location: "us-central1-a",
      removeDefaultNodePool: true,
      initialNodeCount: 1,
    });
    const config = { machineType: "e2-standard-2", spot: true, diskSizeGb: 50, diskType: "pd-ssd" };
    const found = priced([
      cluster,
      pool({ autoscaling: { minNodeCount: 1, maxNodeCount: 3 }, nodeConfig: config }),
      resource("gcp:compute/routerNat:RouterNat", {}),
    ]);
    expect(rows(found)).to.deep.equal([
      ["GKE cluster fee", 730, 0.1, 73],
      ["GKE free credit (one zonal cluster)", 1, -73, -73],
      ["nodes e2-standard-2, spot", 730, 0.040212, 29.35],
      ["disks of nodes (pd-ssd)", 50, 0.17, 8.5],
      ["Cloud NAT, per node", 730, 0.0014, 1.02],
      ["address of Cloud NAT", 730, 0.005, 3.65],
    ]);
    // Two more nodes, with a disk each and their share of NAT.
    expect(found.peakMonthly).to.be.closeTo(found.monthly + 2 * (29.35476 + 8.5 + 1.022), 0.005);
    const onDemand = priced([pool({ nodeCount: 2, nodeConfig: { ...config, spot: false } })]);
    expect(rows(onDemand)[0]).to.deep.equal(["nodes e2-standard-2, on-demand", 2 * 730, 0.06701142, 97.84]);
  });

  it("gives no credit to a regional cluster, and counts its default pool where it is kept", () => {
    const found = priced([resource("gcp:container/cluster:Cluster", { location: "us-central1", initialNodeCount: 1 })]);
    expect(rows(found).map(([item]) => item)).to.deep.equal([
      "GKE cluster fee",
      "nodes e2-medium, on-demand",
      "disks of nodes (pd-balanced)",
    ]);
  });

  it("counts five forwarding rules as one, and an address only while nothing uses it", () => {
    const address = resource("gcp:compute/globalAddress:GlobalAddress", {});
    const rules = Array.from({ length: 6 }, (_, index) =>
      resource("gcp:compute/globalForwardingRule:GlobalForwardingRule", { portRange: "x".repeat(index) }, [
        address.urn,
      ]),
    );
    expect(rows(priced([address, ...rules]))).to.deep.equal([
      ["load balancer, up to five forwarding rules", 730, 0.025, 18.25],
      ["forwarding rules beyond five", 730, 0.01, 7.3],
    ]);
    expect(rows(priced([address]))).to.deep.equal([["reserved address, not in use", 730, 0.01, 7.3]]);
  });

  it("counts Cloud SQL awake, stopped and doubled", () => {
    const database = (settings: Record<string, unknown>) =>
      priced([
        resource("gcp:sql/databaseInstance:DatabaseInstance", {
          settings: { tier: "db-g1-small", diskSize: 10, ...settings },
        }),
      ]);
    // The list price of db-g1-small with 10 GB, 27.25.
    expect(database({}).monthly).to.equal(27.25);
    expect(database({ activationPolicy: "NEVER" }).monthly).to.equal(1.7);
    expect(database({ availabilityType: "REGIONAL" }).monthly).to.equal(54.5);
  });

  it("counts a disk once, whether by itself, by a claim, or by a claim on it", () => {
    const spec = { resources: { requests: { storage: "20Gi" } } };
    const claim = (volumeName?: string) =>
      resource("kubernetes:core/v1:PersistentVolumeClaim", { spec: { ...spec, ...(volumeName && { volumeName }) } });
    const disk = resource("gcp:compute/disk:Disk", { size: 20, type: "pd-balanced" });
    expect(priced([claim()]).monthly).to.equal(2);
    expect(priced([disk, claim("volume")]).monthly).to.equal(2);
    expect(
      priced([resource("kubernetes:apps/v1:StatefulSet", { spec: { volumeClaimTemplates: [{ spec }] } })]).monthly,
    ).to.equal(2);
    // A volume that is there beside other things is the disk's.
    const volume = resource("kubernetes:core/v1:PersistentVolume", {});
    const bound = resource("kubernetes:core/v1:PersistentVolumeClaim", { spec }, [volume.urn]);
    expect(priced([disk, resource("kubernetes:core/v1:Namespace", {}), volume, bound]).monthly).to.equal(2);
  });

  it("counts what a claim asks for in Google's GB, and only a size that it can read", () => {
    const sizes = ["512Mi", "1Ti", "12.25Gi", "1G", "2T"].map(gigabytes);
    expect(sizes).to.deep.equal([0.5, 1024, 12.25, 1e9 / 2 ** 30, 2e12 / 2 ** 30]);
    expect(["ten", "10", "x10Gi", "10GiB", "1.Gi", "Gi"].map(gigabytes)).to.deep.equal(Array(6).fill(undefined));
  });
});

describe("what has no price", () => {
  it("is told with what it would take, and makes the total at least", () => {
    const found = priced([
      environment({ environmentClass: "mw1.micro", schedulers: 1, minWorkers: 1, maxWorkers: 1, minWebservers: 1 }),
    ]);
    expect(found.lines).to.deep.equal([]);
    expect(found.unknown[0]).to.deep.equal({
      item: "MWAA environment mw1.micro",
      unit: "hour",
      unitPrice: null,
      byUse: false,
      needs: 'its price: add {"key": "mwaa.micro.hour", "region": "us-east-1", "price": …} to prices.local.json',
      key: "mwaa.micro.hour",
      region: "us-east-1",
      large: true,
      orientation: { region: "us-west-2", unitPrice: 0.29, monthly: 211.7 },
    });
    const cost = costOf(found, priced([]), true);
    expect([cost.monthly, cost.peakMonthly, cost.asleepMonthly]).to.deep.equal([null, null, 0]);
    expect([isAtLeast(cost, "awake"), isAtLeast(cost, "asleep")]).to.deep.equal([true, false]);
    expect(costText(cost, true, 200).filter((line) => line.startsWith("  Awake"))).to.deep.equal([
      "  Awake   price not known here: MWAA environment mw1.micro (for orientation: $211.70 at the price of us-west-2)",
    ]);
    // What it would be there, with the lines that have a price here.
    expect(orientationOf(cost, gapsOf(cost, "awake"))).to.equal(211.7);
  });

  it("leaves a total where only a small line is missing: at least", () => {
    const figures = listPrices.filter(({ key }) => key !== "dns-zone.month");
    const cost = costOf(priced([resource("gcp:dns/managedZone:ManagedZone", {})], { figures }), priced([]), true);
    // No region has a price for it, so it could be anything.
    expect(cost.monthly).to.equal(null);
    const near = [...figures, { ...figure("dns-zone.month", 0.2), region: "europe-west1" }];
    const small = costOf(
      priced([resource("gcp:dns/managedZone:ManagedZone", {})], { figures: near }),
      priced([]),
      true,
    );
    expect([small.monthly, isAtLeast(small, "awake")]).to.deep.equal([0, true]);
  });

  it("is large from USD 5 a month on, at the price of the nearest region", () => {
    const near = (price: number) => ({ ...figure("nat.hour", price), region: "us-west-2" });
    const largeAt = (price: number) =>
      priced([resource("aws:ec2/natGateway:NatGateway", {})], { figures: [near(price)], volumes: { "nat.gb": 0 } })
        .unknown.filter(({ key }) => key === "nat.hour")
        .map(({ large, orientation }) => [large, orientation?.monthly]);
    expect([largeAt(5 / 730), largeAt(4.99 / 730)]).to.deep.equal([[[true, 5]], [[false, 4.99]]]);
  });

  it("is told with the volume that it would take, whether its price is known or not", () => {
    const nat = [resource("aws:ec2/natGateway:NatGateway", {})];
    const data = (figures: Figure[], region?: [string | undefined, undefined]) =>
      priced(nat, { figures, ...(region && { region }) }).unknown.filter(({ key }) => key === "nat.gb");
    const gap = { item: "data through NAT", byUse: true, large: false, key: "nat.gb" };
    const volume = 'its volume: add "volumes": {"nat.gb": UNITS A MONTH} to prices.local.json';
    expect(data([{ ...figure("nat.gb", 0.1), unit: "GB", region: "us-east-1" }])).to.deep.equal([
      { ...gap, unit: "GB", unitPrice: 0.1, needs: volume, region: "us-east-1" },
    ]);
    const price = (region: string) =>
      `its price: add {"key": "nat.gb", "region": "${region}", "price": …} to prices.local.json`;
    const blind = { ...gap, unit: "GB", unitPrice: null };
    expect(data([])).to.deep.equal([{ ...blind, needs: `${price("us-east-1")}, and ${volume}`, region: "us-east-1" }]);
    expect(data([], [undefined, undefined])).to.deep.equal([
      { ...blind, needs: `${price("global")}, and ${volume}`, region: undefined },
    ]);
  });

  it("is no line where there is nothing of it, and no gap where not even the peak has it", () => {
    const nat = [resource("aws:ec2/natGateway:NatGateway", {})];
    const found = priced(nat, { figures: [figure("nat.hour", 1), figure("nat.gb", 1)], volumes: { "nat.gb": 0 } });
    expect(found.lines).to.deep.equal([
      { item: "NAT gateways", quantity: 730, unit: "hour", unitPrice: 1, monthly: 730, source: "test, 2026-11-21" },
    ]);
    expect(priced(nat, { figures: [figure("nat.hour", 1)], volumes: { "nat.gb": 0 } }).peakUnknown).to.deep.equal([]);
  });

  it("is counted asleep only where it bills asleep: what is stored, not what flows", () => {
    const log = resource("aws:cloudwatch/logGroup:LogGroup", {});
    const volumes = { "logs.ingest.gb": 10, "logs.storage.gb.month": 10 };
    const book = new PriceBook(listPrices);
    const asleep = bill({ resources: [log], awsRegion: "us-east-1", gcpRegion: undefined }, { book, volumes }, false);
    expect(asleep.lines.map(({ item, monthly }) => [item, monthly])).to.deep.equal([["logs kept by CloudWatch", 0.3]]);
  });

  it("is never 0: a null figure, another region and no region are unknown alike", () => {
    const nat = [resource("aws:ec2/natGateway:NatGateway", {})];
    const volumes = { "nat.gb": 0 };
    const none = [figure("nat.gb", 0.1), figure("nat.hour", null)];
    for (const found of [
      priced(nat, { figures: none, volumes }),
      priced(nat, { volumes, region: ["mars-north-1"] }),
      priced(nat, { volumes, region: [undefined, undefined] }),
    ])
      expect(found.unknown.map(({ item }) => item)).to.include("NAT gateways");
  });

  it("is told for the peak alone where only the peak needs it", () => {
    const figures = listPrices.filter(({ key }) => !key.startsWith("mwaa.worker"));
    const small = { environmentClass: "mw1.small", minWorkers: 1, maxWorkers: 3, schedulers: 2, minWebservers: 2 };
    const found = priced([environment(small)], { figures, volumes: { "mwaa.db.gb.month": 10 } });
    expect(found.monthly).to.equal(358.7);
    expect(found.unknown).to.deep.equal([]);
    const cost = costOf(found, priced([]), true);
    expect(cost.unknown.map(({ item, states }) => [item, states])).to.deep.equal([
      ["MWAA workers beyond the first", ["peak"]],
    ]);
    expect([isAtLeast(cost, "awake"), isAtLeast(cost, "peak")]).to.deep.equal([false, true]);
  });

  it("includes a type that no rule knows", () => {
    const found = priced([resource("aws:rds/cluster:Cluster", {}), resource("aws:iam/role:Role", {})]);
    expect(found.unknown).to.deep.equal([
      {
        item: "Cluster",
        large: false,
        unit: "month",
        unitPrice: null,
        byUse: false,
        needs: "a rule for aws:rds/cluster:Cluster in commands/plan/cost (or its place in commands/plan/cost/free.ts)",
      },
    ]);
  });
});
