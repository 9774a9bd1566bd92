import { bad } from "../../../check";
import { routeTables, subnets, tableOf } from "../ask";
import { docs, networkCheck } from "../room";

export const subnetPrivate = networkCheck({
  id: "aws.subnet-private",
  about: "no route leads from a private subnet straight to the internet",
  permissions: ["ec2:DescribeSubnets", "ec2:DescribeRouteTables"],
  why: "MWAA's containers have no public address: by an internet gateway they reach nothing, and the environment fails",
  source: `${docs}/vpc-create.html`,
  run: async (world) => {
    const [all, tables] = await Promise.all([subnets(world), routeTables(world)]);
    return all.flatMap(({ SubnetId = "" }) => {
      const table = tableOf(tables, SubnetId);
      const open = table?.Routes?.filter(({ GatewayId }) => GatewayId?.startsWith("igw-")) ?? [];
      return open.map(({ GatewayId, DestinationCidrBlock }) =>
        bad(
          world,
          SubnetId,
          `is public: ${table?.RouteTableId} sends ${DestinationCidrBlock} to ${GatewayId}`,
          `aws ec2 delete-route --route-table-id ${table?.RouteTableId} --destination-cidr-block ${DestinationCidrBlock}`,
        ),
      );
    });
  },
});
