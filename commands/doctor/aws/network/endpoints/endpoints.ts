import { endpointServices } from "../../../../../config/mwaa/keys";
import { bad } from "../../../check";
import { environmentName, serviceOf } from "../../planned";
import { endpoints as ask, closedSubnets } from "../ask";
import { docs, networkCheck } from "../room";

/** What Airflow itself does without: connections in Secrets Manager. */
const optional = ["secretsmanager"];

export const endpoints = networkCheck({
  id: "aws.endpoints",
  about: "private subnets without a default route have an endpoint for each service that MWAA needs",
  permissions: ["ec2:DescribeSubnets", "ec2:DescribeRouteTables", "ec2:DescribeVpcEndpoints"],
  why: "where nothing leads out, each of these services is reached by an endpoint or not at all",
  source: `${docs}/vpc-vpe-create-access.html`,
  page: "docs/network.md#endpoints-that-exist",
  run: async (world) => {
    const [closed, there] = await Promise.all([closedSubnets(world), ask(world)]);
    // Where the plan brings a way out, a subnet that it misses is what the check of the route tables tells.
    const comes = world.toMake("aws:ec2/route:Route").some(({ inputs }) => inputs.natGatewayId !== undefined);
    if (closed.length === 0 || comes) return [];
    const known = new Set([
      ...there.map(({ ServiceName = "" }) => serviceOf(ServiceName)),
      ...world.toMake("VpcEndpoint").map(({ inputs }) => serviceOf(String(inputs.serviceName))),
    ]);
    const missing = endpointServices.filter((service) => !known.has(service) && !optional.includes(service));
    if (missing.length === 0) return [];
    const where = closed.map(({ SubnetId }) => SubnetId).join(" and ");
    return [
      bad(
        world,
        `${closed[0]?.VpcId}`,
        `${where} have no way out, and no endpoint for ${missing.join(", ")}`,
        `pulumi config set --path 'airflow:mwaa.egress' endpoints   # or give ${environmentName(world)} a NAT gateway: egress nat`,
      ),
    ];
  },
});
