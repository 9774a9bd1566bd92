/** What AWS says of the environment's network, each asked once. */
import type {
  NatGateway,
  NetworkAcl,
  Route,
  RouteTable,
  SecurityGroup,
  Subnet,
  VpcEndpoint,
} from "@aws-sdk/client-ec2";
import { CouldNotLook } from "../../check";
import type { World } from "../../world";
import { aws } from "../clients";
import { groupIds, plannedEnvironment, subnetIds, vpcIdPlanned } from "../planned";

/** Whether anything of the network exists to be looked at. */
export const hasNetwork = (world: World): boolean =>
  plannedEnvironment(world) !== undefined && subnetIds(world).length > 0;

/** With a filter, an id that is not there is left out; named, it would be an error for all. */
const byIds = (name: string, ids: readonly string[]) => ({ Filters: [{ Name: name, Values: [...ids] }] });

/** The environment's private subnets that exist. */
export const subnets = (world: World): Promise<Subnet[]> =>
  world.once("aws.subnets", async () => {
    const { Subnets = [] } = await (await aws(world, "ec2")).describeSubnets(byIds("subnet-id", subnetIds(world)));
    return Subnets;
  });

/** @throws CouldNotLook where no subnet says it: the check of the subnets tells why */
export async function vpcId(world: World): Promise<string> {
  const id = vpcIdPlanned(world) ?? (await subnets(world))[0]?.VpcId;
  if (id === undefined) throw new CouldNotLook("none of the subnets is there, so nobody knows the VPC");
  return id;
}

const inVpc = async (world: World) => byIds("vpc-id", [await vpcId(world)]);

export const routeTables = (world: World): Promise<RouteTable[]> =>
  world.once("aws.routes", async () => {
    const { RouteTables = [] } = await (await aws(world, "ec2")).describeRouteTables(await inVpc(world));
    return RouteTables;
  });

export const endpoints = (world: World): Promise<VpcEndpoint[]> =>
  world.once("aws.endpoints", async () => {
    const { VpcEndpoints = [] } = await (await aws(world, "ec2")).describeVpcEndpoints(await inVpc(world));
    return VpcEndpoints.filter(({ State }) => !/^(deleted|deleting|rejected|failed|expired)$/i.test(State ?? ""));
  });

export const networkAcls = (world: World): Promise<NetworkAcl[]> =>
  world.once("aws.acls", async () => {
    const { NetworkAcls = [] } = await (await aws(world, "ec2")).describeNetworkAcls(await inVpc(world));
    return NetworkAcls;
  });

export const natGateways = (world: World): Promise<NatGateway[]> =>
  world.once("aws.nats", async () => {
    const { NatGateways = [] } = await (await aws(world, "ec2")).describeNatGateways({
      Filter: (await inVpc(world)).Filters,
    });
    return NatGateways;
  });

/** Every security group of the VPC: the environment's and the endpoints'. */
export const securityGroups = (world: World): Promise<SecurityGroup[]> =>
  world.once("aws.groups", async () => {
    const { SecurityGroups = [] } = await (await aws(world, "ec2")).describeSecurityGroups(await inVpc(world));
    return SecurityGroups;
  });

/** Those of the environment. */
export const environmentGroups = async (world: World): Promise<SecurityGroup[]> => {
  const ids = groupIds(world);
  return (await securityGroups(world)).filter(({ GroupId }) => ids.includes(GroupId ?? ""));
};

/** The table by which a subnet's packets go: its own, else the VPC's main one. */
export const tableOf = (tables: readonly RouteTable[], subnet: string): RouteTable | undefined =>
  tables.find(({ Associations = [] }) => Associations.some(({ SubnetId }) => SubnetId === subnet)) ??
  tables.find(({ Associations = [] }) => Associations.some(({ Main }) => Main === true));

export const defaultRoute = (table: RouteTable | undefined): Route | undefined =>
  table?.Routes?.find(({ DestinationCidrBlock }) => DestinationCidrBlock === "0.0.0.0/0");

/** Whether the plan adds a default route to a table. */
export const willHaveDefault = (world: World, tableId: string | undefined): boolean =>
  world
    .toMake("aws:ec2/route:Route")
    .some(
      ({ inputs }) =>
        inputs.destinationCidrBlock === "0.0.0.0/0" && world.real(String(inputs.routeTableId)) === tableId,
    );

/** Private subnets without a default route, now or by the plan: AWS's services must be reached by endpoints there. */
export async function closedSubnets(world: World): Promise<Subnet[]> {
  const [all, tables] = await Promise.all([subnets(world), routeTables(world)]);
  return all.filter(({ SubnetId = "" }) => {
    const table = tableOf(tables, SubnetId);
    return defaultRoute(table) === undefined && !willHaveDefault(world, table?.RouteTableId);
  });
}
