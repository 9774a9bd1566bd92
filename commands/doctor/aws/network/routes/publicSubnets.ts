import { defineCheck, willBreak } from "../../../check";
import type { World } from "../../../world";
import { defaultRoute, routeTables, tableOf } from "../ask";
import { docs } from "../room";

/** Subnets that exist and get a NAT gateway. */
const given = (world: World): string[] =>
  world
    .toMake("NatGateway")
    .map(({ inputs }) => world.real(String(inputs.subnetId)))
    .filter((id): id is string => id !== undefined);

export const publicSubnets = defineCheck({
  id: "aws.public-subnets",
  about: "the subnets that get a NAT gateway have a route to an internet gateway",
  cloud: "aws",
  homes: ["mwaa"],
  when: "before",
  permissions: ["ec2:DescribeRouteTables"],
  why: "a NAT gateway in a subnet that is not public becomes available, and carries nothing out",
  source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html",
  page: "docs/network.md",
  applies: (world) => given(world).length > 0,
  run: async (world) => {
    const tables = await routeTables(world);
    return [...new Set(given(world))].flatMap((subnet) => {
      const table = tableOf(tables, subnet);
      const route = defaultRoute(table);
      if (route?.GatewayId?.startsWith("igw-") && route.State !== "blackhole") return [];
      return [
        willBreak(
          subnet,
          `is to hold a NAT gateway, and has no route to an internet gateway (${table?.RouteTableId})`,
          `aws ec2 create-route --route-table-id ${table?.RouteTableId} --destination-cidr-block 0.0.0.0/0 --gateway-id IGW`,
          { source: `${docs}/vpc-create.html` },
        ),
      ];
    });
  },
});
