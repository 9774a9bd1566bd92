import { bad, defineCheck, type Finding, lookAt } from "../../check";
import type { World } from "../../world";
import { lastOf } from "../ask/places";
import { adoptedNetwork, adopts, networkProject, type Subnet, subnetOf, vpcOf } from "./adopted";
import { nodesIn } from "./ranges";

export const subnet = defineCheck({
  id: "google.adopted-subnet",
  about: "the adopted VPC and subnet are there, with both ranges and room in them",
  cloud: "google",
  homes: ["gke"],
  when: "always",
  permissions: ["compute.networks.get", "compute.subnetworks.get"],
  why: "GKE makes no cluster in a subnet without them",
  source: "https://docs.cloud.google.com/kubernetes-engine/docs/how-to/alias-ips",
  page: "docs/network.md",
  applies: adopts,
  run: async (world) => {
    const { vpc, subnet: link } = adoptedNetwork(world) as NonNullable<ReturnType<typeof adoptedNetwork>>;
    const [network, found] = await Promise.all([vpcOf(world), subnetOf(world)]);
    const project = networkProject(world);
    if (network === undefined)
      return [bad(world, lastOf(vpc), "there is no such VPC", `gcloud compute networks list --project ${project}`)];
    if (found === undefined)
      return [
        bad(
          world,
          lastOf(link),
          `there is no such subnet in ${regionIn(link)}`,
          `gcloud compute networks subnets list --project ${project} --network ${lastOf(vpc)}`,
        ),
      ];
    if (lastOf(found.network) !== lastOf(vpc))
      return [
        bad(
          world,
          lastOf(link),
          `is a subnet of the VPC ${lastOf(found.network)}, not of ${lastOf(vpc)}`,
          `pulumi config set --path airflow:gke.network.vpc ${lastOf(found.network)}`,
        ),
      ];
    return [...ranges(world, found), ...access(world, found, link)];
  },
});

const regionIn = (link: string): string => /regions\/([^/]+)\//.exec(link)?.[1] ?? "";

/** The two ranges by their names, and whether all nodes of the plan fit. */
function ranges(world: World, found: Subnet): Finding[] {
  const { pods, services, subnet: link } = adoptedNetwork(world) as NonNullable<ReturnType<typeof adoptedNetwork>>;
  const known = new Map((found.secondaryIpRanges ?? []).map((one) => [one.rangeName, one.ipCidrRange ?? ""]));
  const missing = [pods, services].filter((name) => !known.has(name));
  const add = (name: string) =>
    `gcloud compute networks subnets update ${lastOf(link)} --project ${networkProject(world)} --region ${regionIn(link)} --add-secondary-ranges ${name}=RANGE`;
  if (missing.length > 0)
    return missing.map((name) => bad(world, lastOf(link), `has no secondary range ${name}`, add(name)));
  const nodes = world
    .planned("gcp:container/nodePool:NodePool")
    .reduce(
      (sum, { inputs }) => sum + Number((inputs.autoscaling as { totalMaxNodeCount?: number })?.totalMaxNodeCount ?? 1),
      0,
    );
  const room = nodesIn(known.get(pods) ?? "");
  if (room >= nodes) return [];
  const wrong = `has room for ${room} nodes in its range ${pods}, and the plan may have ${nodes}`;
  return [room === 0 ? bad(world, lastOf(link), wrong, add("PODS")) : lookAt(lastOf(link), wrong, add("PODS"))];
}

/** Without it what goes to Google's own APIs takes the NAT, if there is one. */
const access = (world: World, found: Subnet, link: string): Finding[] =>
  found.privateIpGoogleAccess === true
    ? []
    : [
        lookAt(
          lastOf(link),
          "has no Private Google Access: what the nodes send to Google's APIs goes through the NAT, and is paid by the GB",
          `gcloud compute networks subnets update ${lastOf(link)} --project ${networkProject(world)} --region ${regionIn(link)} --enable-private-ip-google-access`,
          { source: "https://docs.cloud.google.com/vpc/docs/private-google-access" },
        ),
      ];
