import { bad } from "../../../check";
import { closedSubnets, endpoints } from "../ask";
import { isNeeded } from "../needed";
import { docs, networkCheck } from "../room";

export const endpointDns = networkCheck({
  id: "aws.endpoint-dns",
  about: "the interface endpoints that MWAA needs answer to the services' own names",
  permissions: ["ec2:DescribeSubnets", "ec2:DescribeRouteTables", "ec2:DescribeVpcEndpoints"],
  why: "without private DNS the service's name leads to its public address, which these subnets cannot reach",
  source: `${docs}/vpc-vpe-create-access.html`,
  run: async (world) => {
    const [closed, there] = await Promise.all([closedSubnets(world), endpoints(world)]);
    if (closed.length === 0) return [];
    return there
      .filter((one) => one.VpcEndpointType === "Interface" && one.PrivateDnsEnabled === false && isNeeded(one, there))
      .map(({ VpcEndpointId, ServiceName }) =>
        bad(
          world,
          `${VpcEndpointId}`,
          `has private DNS off (${ServiceName})`,
          `aws ec2 modify-vpc-endpoint --vpc-endpoint-id ${VpcEndpointId} --private-dns-enabled`,
        ),
      );
  },
});
