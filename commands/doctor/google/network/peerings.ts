import { defineCheck, type Finding, lookAt } from "../../check";
import { pages } from "../ask/ask";
import { computeUrl, lastOf } from "../ask/places";
import { adoptedNetwork, adopts, networkProject, subnetOf, vpcOf } from "./adopted";
import { overlap } from "./ranges";

interface PeerRoute {
  destRange?: string;
  imported?: boolean;
  type?: string;
}

export const peerings = defineCheck({
  id: "google.peerings",
  about: "the adopted VPC's peerings are active, and none takes the cluster's ranges",
  cloud: "google",
  homes: ["gke"],
  when: "always",
  permissions: ["compute.networks.get", "compute.subnetworks.get", "compute.networks.listPeeringRoutes"],
  why: "what a peer announces for the same addresses never reaches the pods, and answers from there never come back",
  source: "https://docs.cloud.google.com/vpc/docs/vpc-peering#overlapping_subnets_at_time_of_peering",
  page: "docs/network.md",
  applies: adopts,
  run: async (world) => {
    const { vpc, subnet } = adoptedNetwork(world) as NonNullable<ReturnType<typeof adoptedNetwork>>;
    const [network, own] = await Promise.all([vpcOf(world), subnetOf(world)]);
    const mine = [own?.ipCidrRange, ...(own?.secondaryIpRanges ?? []).map(({ ipCidrRange }) => ipCidrRange)];
    const ranges = mine.filter((one) => one !== undefined);
    const region = /regions\/([^/]+)\//.exec(subnet)?.[1] ?? "";
    const found = await Promise.all(
      (network?.peerings ?? []).map(async ({ name = "", state, stateDetails = "" }): Promise<Finding[]> => {
        const describe = `gcloud compute networks peerings list --project ${networkProject(world)} --network ${lastOf(vpc)}`;
        if (state !== "ACTIVE")
          return [lookAt(name, `is a peering that is not active: ${stateDetails.slice(0, 120)}`, describe)];
        const url = `${computeUrl(vpc)}/listPeeringRoutes?direction=INCOMING&peeringName=${name}&region=${region}`;
        const routes = (await pages<{ items?: PeerRoute[]; nextPageToken?: string }>(world, url)).flatMap(
          ({ items = [] }) => items,
        );
        return routes
          .filter(
            ({ destRange = "", imported }) =>
              imported && destRange !== "0.0.0.0/0" && ranges.some((one) => overlap(one, destRange)),
          )
          .map(({ destRange }) =>
            lookAt(name, `brings a route for ${destRange}, which overlaps with the cluster's own ranges`, describe),
          );
      }),
    );
    return found.flat();
  },
});
