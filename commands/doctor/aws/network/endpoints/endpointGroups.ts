import { bad } from "../../../check";
import { groupIds } from "../../planned";
import { holds } from "../addresses";
import { closedSubnets, endpoints, securityGroups } from "../ask";
import { hasPort, isNeeded } from "../needed";
import { networkCheck } from "../room";

export const endpointGroups = networkCheck({
  id: "aws.endpoint-groups",
  about: "the interface endpoints that MWAA needs admit HTTPS from the environment",
  permissions: [
    "ec2:DescribeSubnets",
    "ec2:DescribeRouteTables",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeSecurityGroups",
  ],
  why: "an endpoint whose security groups do not admit port 443 from the environment answers it nothing",
  source: "https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html",
  page: "docs/network.md#endpoints-that-exist",
  run: async (world) => {
    const [closed, there, groups] = await Promise.all([closedSubnets(world), endpoints(world), securityGroups(world)]);
    if (closed.length === 0) return [];
    const mine = groupIds(world);
    // A group of the environment that is still to be made cannot be admitted yet.
    if (mine.length === 0) return [];
    const ranges = closed.map(({ CidrBlock = "" }) => CidrBlock);
    return there
      .filter((one) => one.VpcEndpointType === "Interface" && isNeeded(one, there))
      .filter(({ Groups = [] }) => {
        const rules = groups
          .filter(({ GroupId }) => Groups.some((one) => one.GroupId === GroupId))
          .flatMap(({ IpPermissions = [] }) => IpPermissions)
          .filter((rule) => hasPort(rule, 443));
        const byGroup = rules.some(({ UserIdGroupPairs = [] }) =>
          UserIdGroupPairs.some(({ GroupId = "" }) => mine.includes(GroupId)),
        );
        const byRange = (range: string) =>
          rules.some(({ IpRanges = [] }) => IpRanges.some(({ CidrIp = "" }) => holds(CidrIp, range)));
        return !byGroup && !ranges.every(byRange);
      })
      .map(({ VpcEndpointId, ServiceName, Groups = [] }) =>
        bad(
          world,
          `${VpcEndpointId}`,
          `does not admit HTTPS from ${mine.join(" or ")} (${ServiceName})`,
          `aws ec2 authorize-security-group-ingress --group-id ${Groups[0]?.GroupId} --protocol tcp --port 443 --source-group ${mine[0]}`,
        ),
      );
  },
});
