/** How many of a thing an account has in the region. */
import type { World } from "../../world";
import { askMwaa, aws } from "../clients";
import { endpoints } from "../network/ask";
import { vpcIdPlanned } from "../planned";

export const used = {
  vpcs: async (world: World) => ((await (await aws(world, "ec2")).describeVpcs({})).Vpcs ?? []).length,
  internetGateways: async (world: World) =>
    ((await (await aws(world, "ec2")).describeInternetGateways({})).InternetGateways ?? []).length,
  addresses: async (world: World) =>
    ((await (await aws(world, "ec2")).describeAddresses({})).Addresses ?? []).filter(
      ({ Domain }) => Domain !== "standard",
    ).length,
  // A VPC that is still to be made has none.
  endpoints: async (world: World) =>
    vpcIdPlanned(world) === undefined
      ? 0
      : (await endpoints(world)).filter(({ VpcEndpointType }) => VpcEndpointType === "Interface").length,
  environments: async (world: World) => {
    let found = 0;
    for (let token = ""; ; ) {
      const path = `/environments?MaxResults=25${token && `&NextToken=${encodeURIComponent(token)}`}`;
      const { Environments = [], NextToken = "" } = await askMwaa<{ Environments?: string[]; NextToken?: string }>(
        world,
        "GET",
        path,
      );
      found += Environments.length;
      token = NextToken;
      if (token === "") return found;
    }
  },
  keys: async (world: World) => {
    const kms = await aws(world, "kms");
    let found = 0;
    for (let Marker: string | undefined; ; ) {
      const { Keys = [], NextMarker } = await kms.listKeys({ Limit: 1000, Marker });
      found += Keys.length;
      Marker = NextMarker;
      if (Marker === undefined) return found;
    }
  },
};

/** NAT gateways are counted by zone: of those that get one, the fullest decides. */
export const inOneZone = {
  adds: async (world: World): Promise<number> => {
    const zones = await wantedZones(world);
    return Math.max(0, ...zones.map((zone) => zones.filter((other) => other === zone).length));
  },
  used: async (world: World): Promise<number> => {
    const ec2 = await aws(world, "ec2");
    const [{ NatGateways = [] }, zoneOf, wanted] = await Promise.all([
      ec2.describeNatGateways({ Filter: [{ Name: "state", Values: ["pending", "available", "deleting"] }] }),
      zones(world),
      wantedZones(world),
    ]);
    const there = NatGateways.map(({ SubnetId = "" }) => zoneOf.get(SubnetId));
    return Math.max(0, ...wanted.map((zone) => there.filter((one) => one === zone).length));
  },
};

/** Zones of all subnets of the region, by id. */
const zones = (world: World): Promise<Map<string, string>> =>
  world.once("aws.zones", async () => {
    const { Subnets = [] } = await (await aws(world, "ec2")).describeSubnets({});
    return new Map(Subnets.map(({ SubnetId = "", AvailabilityZone = "" }) => [SubnetId, AvailabilityZone]));
  });

/** Where the plan puts a NAT gateway: subnets of its own have their zone in the plan. */
async function wantedZones(world: World): Promise<(string | undefined)[]> {
  const zoneOf = await zones(world);
  const own = world.planned("Subnet").filter(({ name }) => /-public-\d+$/.test(name));
  return world.toMake("NatGateway").map(({ inputs }, index) => {
    const real = world.real(String(inputs.subnetId));
    return real === undefined ? String(own[index]?.inputs.availabilityZone) : zoneOf.get(real);
  });
}
