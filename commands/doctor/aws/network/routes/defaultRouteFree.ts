import { defineCheck, willBreak } from "../../../check";
import { routeTableIds } from "../../planned";
import { defaultRoute, routeTables } from "../ask";

export const defaultRouteFree = defineCheck({
  id: "aws.default-route",
  about: "route tables that exist have no default route where the plan makes one",
  cloud: "aws",
  homes: ["mwaa"],
  when: "before",
  permissions: ["ec2:DescribeRouteTables"],
  why: "AWS refuses a second route to the same range: RouteAlreadyExists",
  source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html",
  page: "docs/network.md",
  applies: (world) => routeTableIds(world).length > 0 && world.toMake("aws:ec2/route:Route").length > 0,
  run: async (world) => {
    const wanted = world
      .toMake("aws:ec2/route:Route")
      .filter(({ inputs }) => inputs.destinationCidrBlock === "0.0.0.0/0")
      .map(({ inputs }) => world.real(String(inputs.routeTableId)));
    return (await routeTables(world)).flatMap((table) => {
      const { RouteTableId } = table;
      const route = defaultRoute(table);
      if (route === undefined || !wanted.includes(RouteTableId)) return [];
      const to = route.NatGatewayId ?? route.TransitGatewayId ?? route.GatewayId ?? route.NetworkInterfaceId;
      return [
        willBreak(
          `${RouteTableId}`,
          `has a default route already, to ${to}`,
          route.State === "blackhole"
            ? `aws ec2 delete-route --route-table-id ${RouteTableId} --destination-cidr-block 0.0.0.0/0`
            : "pulumi config set --path 'airflow:mwaa.egress' existing",
        ),
      ];
    });
  },
});
