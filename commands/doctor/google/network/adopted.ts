/** The network that a plan uses and does not make, as Google knows it. */
import type { World } from "../../world";
import { ask } from "../ask/ask";
import { computeUrl, textOf } from "../ask/places";

export interface Subnet {
  name?: string;
  network?: string;
  ipCidrRange?: string;
  privateIpGoogleAccess?: boolean;
  purpose?: string;
  secondaryIpRanges?: { rangeName?: string; ipCidrRange?: string }[];
}

export interface Vpc {
  name?: string;
  peerings?: { name?: string; state?: string; stateDetails?: string; network?: string }[];
}

const cluster = "gcp:container/cluster:Cluster";

/** What the cluster's inputs say of its network; undefined where the plan makes it. */
export function adoptedNetwork(
  world: World,
): { vpc: string; subnet: string; pods: string; services: string } | undefined {
  const [one] = world.planned(cluster);
  if (one === undefined || world.planned("gcp:compute/network:Network").length > 0) return undefined;
  const { network, subnetwork, ipAllocationPolicy } = one.inputs;
  const ranges = (ipAllocationPolicy ?? {}) as {
    clusterSecondaryRangeName?: string;
    servicesSecondaryRangeName?: string;
  };
  return {
    vpc: textOf(network),
    subnet: textOf(subnetwork),
    pods: textOf(ranges.clusterSecondaryRangeName),
    services: textOf(ranges.servicesSecondaryRangeName),
  };
}

/** The project that has it: a shared network is another's. */
export const networkProject = (world: World): string =>
  /projects\/([^/]+)\//.exec(adoptedNetwork(world)?.vpc ?? "")?.[1] ?? "";

export const adopts = (world: World): boolean => adoptedNetwork(world) !== undefined;

export const vpcOf = (world: World): Promise<Vpc | undefined> =>
  ask<Vpc>(world, computeUrl(adoptedNetwork(world)?.vpc ?? ""));

export const subnetOf = (world: World): Promise<Subnet | undefined> =>
  ask<Subnet>(world, computeUrl(adoptedNetwork(world)?.subnet ?? ""));
