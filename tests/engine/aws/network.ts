/** What AWS refuses to make, and what it refuses to delete while something uses it. */
import type { Properties } from "../wire";
import type { Environments } from "./environments";
import type { Thing, Things } from "./things";

const range = (cidr: unknown): [number, number] => {
  const [address = "", prefix = ""] = String(cidr).split("/");
  const start = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return [start, start + 2 ** (32 - Number(prefix))];
};
const overlap = (one: unknown, other: unknown): boolean => {
  const [a, b] = [range(one), range(other)];
  return a[0] < b[1] && b[0] < a[1];
};
const lists = (value: unknown, id: string): boolean => Array.isArray(value) && value.includes(id);

/** Why a thing cannot be made now, in AWS's words; undefined where it can. */
export function refusedBecause(
  account: Things,
  environments: Environments,
  type: string,
  inputs: Properties,
): string | undefined {
  const others = (short: string, same: (inputs: Properties) => boolean) =>
    account.ofType(short).find((thing) => same(thing.inputs));
  switch (type) {
    case "aws:mwaa/environment:Environment":
      return environments.refusal(account, inputs);
    case "aws:cloudwatch/logGroup:LogGroup":
      return others("LogGroup", ({ name }) => name === inputs.name)
        ? "ResourceAlreadyExistsException: The specified log group already exists"
        : undefined;
    case "aws:iam/role:Role":
      return others("Role", ({ name }) => name === inputs.name)
        ? `EntityAlreadyExists: Role with name ${inputs.name} already exists.`
        : undefined;
    case "aws:ec2/subnet:Subnet": {
      const vpc = account.find(inputs.vpcId);
      if (vpc && !overlap(vpc.inputs.cidrBlock, inputs.cidrBlock))
        return `InvalidSubnet.Range: The CIDR '${inputs.cidrBlock}' is invalid.`;
      return others("Subnet", ({ vpcId, cidrBlock }) => vpcId === inputs.vpcId && overlap(cidrBlock, inputs.cidrBlock))
        ? `InvalidSubnet.Conflict: The CIDR '${inputs.cidrBlock}' conflicts with another subnet`
        : undefined;
    }
    case "aws:ec2/natGateway:NatGateway": {
      // https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html: Gateway.NotAttached, Resource.AlreadyAssociated.
      if (others("NatGateway", ({ allocationId }) => allocationId === inputs.allocationId))
        return `Resource.AlreadyAssociated: Elastic IP address [${inputs.allocationId}] is already associated`;
      const vpcId = account.find(inputs.subnetId)?.inputs.vpcId;
      return vpcId === undefined ||
        !account.find(vpcId) ||
        others("InternetGateway", (gateway) => gateway.vpcId === vpcId)
        ? undefined
        : `Gateway.NotAttached: Network ${vpcId} has no Internet gateway attached`;
    }
    case "aws:ec2/route:Route":
      return others(
        "Route",
        (route) =>
          route.routeTableId === inputs.routeTableId && route.destinationCidrBlock === inputs.destinationCidrBlock,
      )
        ? `RouteAlreadyExists: the route identified by ${inputs.destinationCidrBlock} already exists`
        : undefined;
    case "aws:ec2/routeTableAssociation:RouteTableAssociation":
      return others("RouteTableAssociation", ({ subnetId }) => subnetId === inputs.subnetId)
        ? "Resource.AlreadyAssociated: the specified association for route table conflicts with an existing association"
        : undefined;
    case "aws:ec2/internetGateway:InternetGateway":
      return others("InternetGateway", ({ vpcId }) => vpcId === inputs.vpcId)
        ? `InvalidParameterValue: Network ${inputs.vpcId} already has an internet gateway attached`
        : undefined;
    case "aws:ec2/vpcEndpoint:VpcEndpoint":
      // https://repost.aws/knowledge-center/vpc-interface-endpoint-domain-conflict
      return others("VpcEndpoint", (other) => other.vpcId === inputs.vpcId && other.serviceName === inputs.serviceName)
        ? `InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${inputs.serviceName} in the VPC ${inputs.vpcId}`
        : undefined;
    default:
      return undefined;
  }
}

/** What still uses a thing (EC2's DependencyViolation); undefined where nothing does. */
export function inUse(account: Things, environments: Environments, { type, id, inputs }: Thing): string | undefined {
  const user = (short: string, uses: (inputs: Properties) => boolean) => {
    const found = account.ofType(short).find((thing) => uses(thing.inputs));
    return found && `is used by ${found.id}`;
  };
  switch (type) {
    case "aws:ec2/vpc:Vpc":
      return (
        ["Subnet", "InternetGateway", "VpcEndpoint", "SecurityGroup"]
          .map((short) => user(short, ({ vpcId }) => vpcId === id))
          .find((one) => one !== undefined) ?? user("RouteTable", ({ vpcId }) => vpcId === id)
      );
    case "aws:ec2/subnet:Subnet":
      return (
        user("NatGateway", ({ subnetId }) => subnetId === id) ??
        user("VpcEndpoint", ({ subnetIds }) => lists(subnetIds, id)) ??
        environments.user("subnetIds", id)
      );
    case "aws:ec2/securityGroup:SecurityGroup":
      return (
        user("VpcEndpoint", ({ securityGroupIds }) => lists(securityGroupIds, id)) ??
        environments.user("securityGroupIds", id)
      );
    case "aws:ec2/internetGateway:InternetGateway": {
      // TPA ec2/vpc_internet_gateway.go detaches first: "Network vpc-… has some mapped public address(es)".
      const inside = account.ofType("Subnet").filter((subnet) => subnet.inputs.vpcId === inputs.vpcId);
      return user("NatGateway", ({ subnetId }) => inside.some((subnet) => subnet.id === subnetId));
    }
    case "aws:ec2/eip:Eip":
      return user("NatGateway", ({ allocationId }) => allocationId === id);
    case "aws:ec2/routeTable:RouteTable":
      return user("RouteTableAssociation", ({ routeTableId }) => routeTableId === id);
    default:
      return undefined;
  }
}
