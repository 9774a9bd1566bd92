/** How many of a thing an account has in the region. */
import type { World } from "../../world";
import { askMwaa, aws } from "../clients";
import { endpoints } from "../network/ask";

export const used = {
  vpcs: async (world: World) => ((await (await aws(world, "ec2")).describeVpcs({})).Vpcs ?? []).length,
  internetGateways: async (world: World) =>
    ((await (await aws(world, "ec2")).describeInternetGateways({})).InternetGateways ?? []).length,
  addresses: async (world: World) =>
    ((await (await aws(world, "ec2")).describeAddresses({})).Addresses ?? []).filter(
      ({ Domain }) => Domain !== "standard",
    ).length,
  endpoints: async (world: World) =>
    (await endpoints(world)).filter(({ VpcEndpointType }) => VpcEndpointType === "Interface").length,
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

/** NAT gateways are counted by zone: the fullest of those that get one decides. */
export const inOneZone = {
  adds: (world: World): number => {
    const zones = world.toMake("NatGateway").map(({ inputs }) => zonePlanned(world, String(inputs.subnetId)));
    return Math.max(0, ...zones.map((zone) => zones.filter((other) => other === zone).length));
  },
  used: async (world: World): Promise<number> => {
    const ec2 = await aws(world, "ec2");
    const [{ NatGateways = [] }, { Subnets = [] }] = await Promise.all([
      ec2.describeNatGateways({ Filter: [{ Name: "state", Values: ["pending", "available", "deleting"] }] }),
      ec2.describeSubnets({}),
    ]);
    const zoneOf = new Map(Subnets.map(({ SubnetId = "", AvailabilityZone = "" }) => [SubnetId, AvailabilityZone]));
    const there = NatGateways.map(({ SubnetId = "" }) => zoneOf.get(SubnetId));
    const wanted = world
      .toMake("NatGateway")
      .map(({ inputs }) => zonePlanned(world, String(inputs.subnetId)) ?? zoneOf.get(String(inputs.subnetId)));
    return Math.max(0, ...wanted.map((zone) => there.filter((one) => one === zone).length));
  },
};

/** Zone of a subnet that the plan makes. */
function zonePlanned(world: World, subnet: string): string | undefined {
  if (world.real(subnet) !== undefined) return undefined;
  const index = world.planned("NatGateway").findIndex(({ inputs }) => inputs.subnetId === subnet);
  const zones = world.planned("Subnet").filter(({ name }) => /-public-/.test(name));
  return zones[index]?.inputs.availabilityZone as string | undefined;
}
