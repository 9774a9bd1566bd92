import { bad } from "../../../check";
import { subnetIds } from "../../planned";
import { subnets as ask } from "../ask";
import { docs, networkCheck } from "../room";

export const subnets = networkCheck({
  id: "aws.subnets",
  about: "the private subnets are there, in one VPC and in two zones",
  permissions: ["ec2:DescribeSubnets"],
  why: "MWAA takes two private subnets of one VPC in different availability zones, and refuses anything else",
  source: `${docs}/networking-about.html`,
  run: async (world) => {
    const found = await ask(world);
    const missing = subnetIds(world).filter((id) => !found.some(({ SubnetId }) => SubnetId === id));
    if (missing.length > 0)
      return missing.map((id) => bad(world, id, "is not in this account and region", "aws ec2 describe-subnets"));
    const [first, second] = found;
    if (first === undefined || second === undefined) return [];
    const list = `aws ec2 describe-subnets --filters Name=vpc-id,Values=${first.VpcId}`;
    if (first.VpcId !== second.VpcId)
      return [bad(world, `${second.SubnetId}`, `is in ${second.VpcId}, and ${first.SubnetId} in ${first.VpcId}`, list)];
    if (first.AvailabilityZone === second.AvailabilityZone)
      return [bad(world, `${second.SubnetId}`, `is in ${second.AvailabilityZone}, as ${first.SubnetId} is`, list)];
    return [];
  },
});
