import type { NetworkAclEntry } from "@aws-sdk/client-ec2";
import { bad } from "../../check";
import { holds } from "./addresses";
import { closedSubnets, networkAcls, subnets } from "./ask";
import { docs, networkCheck } from "./room";

/** Traffic that must pass: which way, to or from where, by which port, and what it is. */
interface Flow {
  egress: boolean;
  with: string;
  port: number;
  what: string;
}

/** Any address of the internet will do: no rule of a sane list tells two of them apart. */
const internet = "52.94.0.1/32";
/** Ports that answers come back to (https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports). */
const answers = [1024, 32768, 65535];

export const networkAcl = networkCheck({
  id: "aws.network-acl",
  about: "the network ACLs of the private subnets let HTTPS and PostgreSQL through, both ways",
  permissions: ["ec2:DescribeSubnets", "ec2:DescribeRouteTables", "ec2:DescribeNetworkAcls"],
  why: "MWAA's components reach AWS by port 443 and their database by 5432, and network ACLs ask each way for itself",
  source: `${docs}/vpc-security.html`,
  run: async (world) => {
    const [all, closed, acls] = await Promise.all([subnets(world), closedSubnets(world), networkAcls(world)]);
    const ranges = all.map(({ CidrBlock = "" }) => CidrBlock);
    const flows: Flow[] = [
      ...(closed.length === 0 ? flowsWith(internet, "the internet", [443], false) : []),
      ...ranges.flatMap((range) => flowsWith(range, range, [443, 5432], true)),
    ];
    return acls
      .filter(({ Associations = [] }) => Associations.some((one) => all.some((two) => two.SubnetId === one.SubnetId)))
      .flatMap(({ NetworkAclId, Entries = [] }) => {
        const stopped = flows.find((flow) => !passes(Entries, flow));
        if (stopped === undefined) return [];
        const { egress, port, what } = stopped;
        return [
          bad(
            world,
            `${NetworkAclId}`,
            `stops ${what}`,
            `aws ec2 create-network-acl-entry --network-acl-id ${NetworkAclId} ${egress ? "--egress" : "--ingress"} --rule-number 90 --protocol tcp --port-range From=${port < 1024 ? `${port},To=${port}` : "1024,To=65535"} --cidr-block ${stopped.with === internet ? "0.0.0.0/0" : stopped.with} --rule-action allow`,
          ),
        ];
      });
  },
});

/** Asking somebody, and the answers; and being asked, where that somebody is a neighbour. */
function flowsWith(range: string, name: string, ports: number[], isNeighbour: boolean): Flow[] {
  const asking = ports.flatMap((port): Flow[] => [
    { egress: true, with: range, port, what: `port ${port} to ${name}` },
    ...(isNeighbour ? [{ egress: false, with: range, port, what: `port ${port} from ${name}` }] : []),
  ]);
  const back = answers.flatMap((port): Flow[] => [
    { egress: false, with: range, port, what: `answers from ${name} (port ${port})` },
    ...(isNeighbour ? [{ egress: true, with: range, port, what: `answers to ${name} (port ${port})` }] : []),
  ]);
  return [...asking, ...back];
}

/** The first rule that fits decides, by number. */
function passes(entries: readonly NetworkAclEntry[], { egress, with: range, port }: Flow): boolean {
  const inOrder = entries
    .filter((one) => one.Egress === egress && one.CidrBlock !== undefined)
    .sort((one, other) => (one.RuleNumber ?? 0) - (other.RuleNumber ?? 0));
  const rule = inOrder.find(
    ({ Protocol, PortRange, CidrBlock = "" }) =>
      (Protocol === "-1" || (Protocol === "6" && (PortRange?.From ?? 0) <= port && port <= (PortRange?.To ?? 65535))) &&
      holds(CidrBlock, range),
  );
  return rule?.RuleAction === "allow";
}
