import { bad } from "../../../check";
import { closedSubnets, endpoints, routeTables, tableOf } from "../ask";
import { isNeeded } from "../needed";
import { docs, networkCheck } from "../room";

export const endpointSubnets = networkCheck({
  id: "aws.endpoint-subnets",
  about: "the endpoints that MWAA needs are in both private subnets, and the gateway ones in their route tables",
  permissions: ["ec2:DescribeSubnets", "ec2:DescribeRouteTables", "ec2:DescribeVpcEndpoints"],
  why: "MWAA asks for each endpoint in each of its subnets; others beside them do no harm",
  source: `${docs}/vpc-vpe-create-access.html`,
  run: async (world) => {
    const [closed, there, tables] = await Promise.all([closedSubnets(world), endpoints(world), routeTables(world)]);
    const ids = closed.map(({ SubnetId = "" }) => SubnetId);
    return there
      .filter((one) => isNeeded(one, there))
      .flatMap(({ VpcEndpointId, VpcEndpointType, SubnetIds = [], RouteTableIds = [], ServiceName }) => {
        const change = `aws ec2 modify-vpc-endpoint --vpc-endpoint-id ${VpcEndpointId}`;
        if (VpcEndpointType === "Interface") {
          const missing = ids.filter((id) => !SubnetIds.includes(id));
          const text = `is not in ${missing.join(" and ")} (${ServiceName})`;
          return missing.length === 0
            ? []
            : [bad(world, `${VpcEndpointId}`, text, `${change} --add-subnet-ids ${missing.join(" ")}`)];
        }
        const wanted = [...new Set(ids.map((id) => tableOf(tables, id)?.RouteTableId ?? ""))];
        const missing = wanted.filter((id) => !RouteTableIds.includes(id));
        const text = `has no route in ${missing.join(" and ")} (${ServiceName})`;
        return missing.length === 0
          ? []
          : [bad(world, `${VpcEndpointId}`, text, `${change} --add-route-table-ids ${missing.join(" ")}`)];
      });
  },
});
