import type { NatGateway, Route, RouteTable } from "@aws-sdk/client-ec2";
import { bad, type Finding } from "../../../check";
import type { World } from "../../../world";
import { defaultRoute, natGateways, routeTables, subnets, tableOf } from "../ask";
import { docs, networkCheck } from "../room";

export const wayOut = networkCheck({
  id: "aws.way-out",
  about: "a default route of the private subnets leads to something that works",
  permissions: ["ec2:DescribeSubnets", "ec2:DescribeRouteTables", "ec2:DescribeNatGateways"],
  why: "without a way out MWAA's containers reach neither AWS nor Google, and the environment fails after half an hour",
  source: `${docs}/networking-about.html`,
  run: async (world) => {
    const [all, tables, nats] = await Promise.all([subnets(world), routeTables(world), natGateways(world)]);
    return all.flatMap(({ SubnetId = "" }) => {
      const table = tableOf(tables, SubnetId);
      const route = defaultRoute(table);
      return table === undefined || route === undefined ? [] : deadEnd(world, SubnetId, table, route, tables, nats);
    });
  },
});

/** Why a default route leads nowhere. */
function deadEnd(
  world: World,
  subnet: string,
  { RouteTableId }: RouteTable,
  { State, NatGatewayId, VpcPeeringConnectionId, TransitGatewayId, NetworkInterfaceId }: Route,
  tables: readonly RouteTable[],
  nats: readonly NatGateway[],
): Finding[] {
  const replace = `aws ec2 replace-route --route-table-id ${RouteTableId} --destination-cidr-block 0.0.0.0/0 --nat-gateway-id NAT`;
  const wrong = (text: string, fix = replace) => [bad(world, subnet, `${text} (${RouteTableId})`, fix)];
  const target = NatGatewayId ?? TransitGatewayId ?? NetworkInterfaceId ?? VpcPeeringConnectionId;
  if (State === "blackhole") return wrong(`its default route leads to ${target ?? "what"}, which is gone`);
  if (VpcPeeringConnectionId !== undefined)
    return wrong(`its default route leads to the peering ${VpcPeeringConnectionId}, which carries nothing further`);
  const nat = nats.find((one) => one.NatGatewayId === NatGatewayId);
  if (nat === undefined) return [];
  if (nat.State !== "available") return wrong(`its default route leads to ${NatGatewayId}, which is ${nat.State}`);
  if (nat.ConnectivityType === "private")
    return wrong(`its default route leads to ${NatGatewayId}, a private NAT gateway that reaches no internet`);
  const outside = defaultRoute(tableOf(tables, nat.SubnetId ?? ""));
  if (outside?.GatewayId?.startsWith("igw-") && outside.State !== "blackhole") return [];
  return wrong(
    `its default route leads to ${NatGatewayId}, whose own subnet ${nat.SubnetId} has no internet gateway`,
    `aws ec2 create-route --route-table-id ${tableOf(tables, nat.SubnetId ?? "")?.RouteTableId} --destination-cidr-block 0.0.0.0/0 --gateway-id IGW`,
  );
}
