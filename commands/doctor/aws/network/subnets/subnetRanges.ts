import { defineCheck, willBreak } from "../../../check";
import type { World } from "../../../world";
import { aws } from "../../clients";
import { holds, meet } from "../addresses";

/** Subnets still to be made in a VPC that exists. */
const wanted = (world: World) =>
  world.toMake("Subnet").filter(({ inputs }) => world.real(String(inputs.vpcId)) !== undefined);

export const subnetRanges = defineCheck({
  id: "aws.subnet-ranges",
  about: "the ranges of new subnets are in their VPC's, and free",
  cloud: "aws",
  homes: ["mwaa"],
  when: "before",
  permissions: ["ec2:DescribeVpcs", "ec2:DescribeSubnets"],
  why: "AWS refuses a subnet outside its VPC's ranges (InvalidSubnet.Range) and one that meets another (InvalidSubnet.Conflict)",
  source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html",
  page: "docs/network.md#a-vpc-that-exists",
  applies: (world) => wanted(world).length > 0,
  run: async (world) => {
    const vpc = world.real(String(wanted(world)[0]?.inputs.vpcId)) as string;
    const ec2 = await aws(world, "ec2");
    const filter = { Filters: [{ Name: "vpc-id", Values: [vpc] }] };
    const [{ Vpcs = [] }, { Subnets = [] }] = await Promise.all([
      ec2.describeVpcs(filter),
      ec2.describeSubnets(filter),
    ]);
    if (Vpcs[0] === undefined) return [willBreak(vpc, "is not in this account and region", "aws ec2 describe-vpcs")];
    const ranges = (Vpcs[0].CidrBlockAssociationSet ?? []).map(({ CidrBlock = "" }) => CidrBlock);
    const fix = "pulumi config set --path 'airflow:mwaa.network.privateSubnetCidrs[0]' A-FREE-RANGE";
    return wanted(world).flatMap(({ inputs }) => {
      const range = String(inputs.cidrBlock);
      if (!ranges.some((one) => holds(one, range)))
        return [willBreak(range, `is not in ${vpc} (${ranges.join(", ")})`, fix)];
      const other = Subnets.find(({ CidrBlock = "" }) => meet(CidrBlock, range));
      return other === undefined ? [] : [willBreak(range, `meets ${other.SubnetId} (${other.CidrBlock})`, fix)];
    });
  },
});
