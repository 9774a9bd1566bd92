import { bad } from "../../../check";
import { routeTableIds } from "../../planned";
import { hasNetwork, routeTables, subnets, tableOf, vpcId } from "../ask";
import { docs, networkCheck } from "../room";

export const routeTablesBelong = networkCheck({
  id: "aws.route-tables",
  about: "the route tables that get a route are those of the private subnets",
  permissions: ["ec2:DescribeSubnets", "ec2:DescribeRouteTables"],
  why: "a route in a table that no private subnet goes by leads nobody out, and spoils whoever does go by it",
  source: `${docs}/networking-about.html`,
  applies: (world) => hasNetwork(world) && routeTableIds(world).length > 0,
  run: async (world) => {
    const [all, tables, vpc] = await Promise.all([subnets(world), routeTables(world), vpcId(world)]);
    const named = routeTableIds(world);
    const used = all.map(({ SubnetId = "" }) => [SubnetId, tableOf(tables, SubnetId)?.RouteTableId ?? ""] as const);
    const gone = named.filter((id) => !tables.some(({ RouteTableId }) => RouteTableId === id));
    const list = `aws ec2 describe-route-tables --filters Name=vpc-id,Values=${vpc}`;
    if (gone.length > 0) return gone.map((id) => bad(world, id, `is not in ${vpc}`, list));
    return used
      .filter(([, table]) => !named.includes(table))
      .map(([subnet, table]) =>
        bad(
          world,
          subnet,
          `goes by ${table}, which is not among ${named.join(", ")}`,
          `pulumi config set --path 'airflow:mwaa.network.privateRouteTableIds[0]' ${table}`,
        ),
      );
  },
});
