import { defineCheck, willBreak } from "../../../check";
import { serviceOf, vpcIdPlanned } from "../../planned";
import { endpoints } from "../ask";

export const endpointConflict = defineCheck({
  id: "aws.endpoint-conflict",
  about: "the VPC has no endpoint yet for a service that gets one",
  cloud: "aws",
  homes: ["mwaa"],
  when: "before",
  permissions: ["ec2:DescribeVpcEndpoints"],
  why: "a VPC takes one endpoint with private DNS for a service: the second is refused for a conflicting DNS domain",
  source: "https://github.com/aws-samples/amazon-mwaa-examples/issues/76",
  page: "docs/network.md#endpoints-that-exist",
  applies: (world) => world.toMake("VpcEndpoint").length > 0 && vpcIdPlanned(world) !== undefined,
  run: async (world) => {
    const wanted = world.toMake("VpcEndpoint").map(({ inputs }) => inputs);
    return (await endpoints(world))
      .filter(({ ServiceName, VpcEndpointType, PrivateDnsEnabled, RouteTableIds = [] }) =>
        wanted.some(
          (one) =>
            one.serviceName === ServiceName &&
            one.vpcEndpointType === VpcEndpointType &&
            (VpcEndpointType === "Interface"
              ? PrivateDnsEnabled === true
              : ((one.routeTableIds ?? []) as string[]).some((id) => RouteTableIds.includes(world.real(id) ?? ""))),
        ),
      )
      .map(({ VpcEndpointId, ServiceName = "" }) =>
        willBreak(
          `${VpcEndpointId}`,
          `is there already for ${ServiceName}`,
          `pulumi config set --path 'airflow:mwaa.network.existingEndpoints[0]' ${serviceOf(ServiceName)}`,
        ),
      );
  },
});
