/** What the plan says of AWS, in AWS's own ids where the thing exists already. Pure. */
import type { PlannedResource } from "../../plan/record/graph";
import type { World } from "../world";

/** The environment as it would be made; undefined in a stack that sleeps, or has another home. */
export const plannedEnvironment = (world: World): PlannedResource | undefined =>
  world.planned("aws:mwaa/environment:Environment")[0];

export const environmentName = (world: World): string => String(plannedEnvironment(world)?.inputs.name ?? "");

const network = (world: World) =>
  (plannedEnvironment(world)?.inputs.networkConfiguration ?? {}) as {
    subnetIds?: string[];
    securityGroupIds?: string[];
  };

const existing = (world: World, ids: readonly string[] = []): string[] =>
  ids.map((id) => world.real(id)).filter((id): id is string => id !== undefined);

/** Private subnets of the environment that exist: adopted ones, and after `up` all. */
export const subnetIds = (world: World): string[] => existing(world, network(world).subnetIds);

/** Security groups of the environment that exist. */
export const groupIds = (world: World): string[] => existing(world, network(world).securityGroupIds);

/** The bucket that the environment reads, where it exists. */
export const bucketName = (world: World): string | undefined =>
  world.real(String(plannedEnvironment(world)?.inputs.sourceBucketArn ?? ""))?.split(":::")[1];

/** The customer key, where it exists: an ARN. */
export function keyArn(world: World): string | undefined {
  const planned = plannedEnvironment(world)?.inputs.kmsKey;
  return typeof planned === "string" ? world.real(planned) : undefined;
}

/** A VPC that exists and gets something new, or in which the environment is: its planned subnets and endpoints name it. */
export const vpcIdPlanned = (world: World): string | undefined =>
  existing(
    world,
    ["Subnet", "SecurityGroup", "VpcEndpoint"]
      .flatMap((type) => world.planned(type))
      .map(({ inputs }) => String(inputs.vpcId ?? "")),
  ).find((id) => id.startsWith("vpc-"));

/** Route tables that exist and get a route or a gateway endpoint. */
export const routeTableIds = (world: World): string[] => [
  ...new Set(
    existing(world, [
      ...world.planned("aws:ec2/route:Route").map(({ inputs }) => String(inputs.routeTableId)),
      ...world.planned("VpcEndpoint").flatMap(({ inputs }) => (inputs.routeTableIds ?? []) as string[]),
    ]),
  ),
];

/** The last word of a service's name: `com.amazonaws.us-east-1.ecr.api` -> `ecr.api`. */
export const serviceOf = (serviceName: string): string => serviceName.replace(/^(cn\.)?com\.amazonaws\.[\w-]+\./, "");
