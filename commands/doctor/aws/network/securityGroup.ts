import type { IpPermission } from "@aws-sdk/client-ec2";
import { bad } from "../../check";
import { groupIds } from "../planned";
import { holds } from "./addresses";
import { environmentGroups, hasNetwork, subnets, vpcId } from "./ask";
import { hasPort } from "./needed";
import { docs, networkCheck } from "./room";

export const securityGroup = networkCheck({
  id: "aws.security-group",
  about: "the environment's security groups are in its VPC, admit themselves and let it out",
  permissions: ["ec2:DescribeSubnets", "ec2:DescribeSecurityGroups"],
  why: "scheduler, workers, web server and database talk to each other through these groups, by ports 443 and 5432",
  source: `${docs}/vpc-security.html`,
  applies: (world) => hasNetwork(world) && groupIds(world).length > 0,
  run: async (world) => {
    const [groups, all, vpc] = await Promise.all([environmentGroups(world), subnets(world), vpcId(world)]);
    const ids = groupIds(world);
    const missing = ids.filter((id) => !groups.some(({ GroupId }) => GroupId === id));
    if (missing.length > 0)
      return missing.map((id) =>
        bad(world, id, `is not in ${vpc}`, `aws ec2 describe-security-groups --filters Name=vpc-id,Values=${vpc}`),
      );
    const ranges = all.map(({ CidrBlock = "" }) => CidrBlock);
    const itself = (rules: readonly IpPermission[]) =>
      [443, 5432].every((port) =>
        rules.some(
          (rule) =>
            hasPort(rule, port) &&
            ((rule.UserIdGroupPairs ?? []).some(({ GroupId = "" }) => ids.includes(GroupId)) ||
              ranges.every((range) => (rule.IpRanges ?? []).some(({ CidrIp = "" }) => holds(CidrIp, range)))),
        ),
      );
    const [first = ""] = ids;
    const rules = (key: "IpPermissions" | "IpPermissionsEgress") => groups.flatMap((one) => one[key] ?? []);
    if (!itself(rules("IpPermissions")))
      return [
        bad(
          world,
          first,
          "does not admit itself",
          `aws ec2 authorize-security-group-ingress --group-id ${first} --protocol=-1 --source-group ${first}`,
        ),
      ];
    const out = rules("IpPermissionsEgress");
    const outside = out.some(
      (rule) => hasPort(rule, 443) && ((rule.IpRanges ?? []).length > 0 || (rule.PrefixListIds ?? []).length > 0),
    );
    if (itself(out) && (outside || out.some((rule) => hasPort(rule, 443)))) return [];
    return [
      bad(
        world,
        first,
        "does not let the environment out by ports 443 and 5432",
        `aws ec2 authorize-security-group-egress --group-id ${first} --protocol=-1 --cidr 0.0.0.0/0`,
      ),
    ];
  },
});
