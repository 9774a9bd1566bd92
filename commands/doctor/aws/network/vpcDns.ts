import { bad } from "../../check";
import { aws } from "../clients";
import { vpcId } from "./ask";
import { docs, networkCheck } from "./room";

export const vpcDns = networkCheck({
  id: "aws.vpc-dns",
  about: "the VPC has DNS resolution and DNS host names on",
  permissions: ["ec2:DescribeVpcAttribute", "ec2:DescribeSubnets"],
  why: "MWAA's database and endpoints are found by names that only the VPC's own DNS knows",
  source: `${docs}/vpc-create.html`,
  run: async (world) => {
    const [id, ec2] = await Promise.all([vpcId(world), aws(world, "ec2")]);
    const [support, names] = await Promise.all([
      ec2.describeVpcAttribute({ VpcId: id, Attribute: "enableDnsSupport" }),
      ec2.describeVpcAttribute({ VpcId: id, Attribute: "enableDnsHostnames" }),
    ]);
    const change = `aws ec2 modify-vpc-attribute --vpc-id ${id}`;
    return [
      ...(support.EnableDnsSupport?.Value === false
        ? [bad(world, id, "has DNS resolution off", `${change} --enable-dns-support`)]
        : []),
      ...(names.EnableDnsHostnames?.Value === false
        ? [bad(world, id, "has DNS host names off", `${change} --enable-dns-hostnames`)]
        : []),
    ];
  },
});
