import { bad, defineCheck } from "../../check";
import type { World } from "../../world";
import { pages } from "../ask/ask";
import { compute, lastOf } from "../ask/places";
import { adoptedNetwork, adopts, networkProject } from "./adopted";

interface Nat {
  name?: string;
  sourceSubnetworkIpRangesToNat?: string;
  subnetworks?: { name?: string; sourceIpRangesToNat?: string[] }[];
}
interface Router {
  name?: string;
  network?: string;
  nats?: Nat[];
}
interface Route {
  network?: string;
  destRange?: string;
  nextHopGateway?: string;
}

const planned = "gcp:compute/routerNat:RouterNat";

export const wayOut = defineCheck({
  id: "google.way-out",
  about: "the nodes in the adopted VPC have one way out",
  cloud: "google",
  homes: ["gke"],
  when: "always",
  permissions: ["compute.routers.list", "compute.routes.list"],
  why: "private nodes pull Airflow's image and packages from the internet",
  source: "https://docs.cloud.google.com/kubernetes-engine/docs/how-to/private-clusters#docker_hub",
  page: "docs/network.md",
  applies: (world) => adopts(world) && world.settings.awake,
  run: async (world) => {
    const { vpc, subnet } = adoptedNetwork(world) as NonNullable<ReturnType<typeof adoptedNetwork>>;
    const region = /regions\/([^/]+)\//.exec(subnet)?.[1] ?? "";
    const base = `${compute}/projects/${networkProject(world)}`;
    const [routers, routes] = await Promise.all([
      pages<{ items?: Router[]; nextPageToken?: string }>(world, `${base}/regions/${region}/routers`),
      pages<{ items?: Route[]; nextPageToken?: string }>(world, `${base}/global/routes`),
    ]);
    const mine = routers.flatMap(({ items = [] }) => items).filter(({ network }) => lastOf(network) === lastOf(vpc));
    const serving = mine.flatMap(({ name: router, nats = [] }) =>
      nats.filter((nat) => serves(nat, subnet)).map(({ name }) => `${router}/${name}`),
    );
    if (world.planned(planned).length > 0) {
      const others = serving.filter((one) => !ownRouters(world).has(one.split("/")[0] ?? ""));
      const fix = "pulumi config set --path airflow:gke.network.egress existing";
      const why = "a subnet's range can be in one NAT only, and Google refuses the second";
      const source = "https://docs.cloud.google.com/nat/docs/troubleshooting#overlapping-ip-addresses";
      return others.map((one) =>
        bad(world, one, `is a NAT of the subnet ${lastOf(subnet)} already`, fix, { why, source }),
      );
    }
    const elsewhere = routes
      .flatMap(({ items = [] }) => items)
      .filter(({ network, destRange }) => lastOf(network) === lastOf(vpc) && destRange === "0.0.0.0/0")
      .some(({ nextHopGateway }) => nextHopGateway === undefined);
    if (serving.length > 0 || elsewhere) return [];
    return [
      bad(
        world,
        lastOf(subnet),
        "has no way out: no Cloud NAT serves it, and no route leads elsewhere",
        "pulumi config set --path airflow:gke.network.egress nat",
      ),
    ];
  },
});

const ownRouters = (world: World): Set<string> =>
  new Set(world.made("gcp:compute/router:Router").map(({ outputs }) => String(outputs?.name)));

function serves({ sourceSubnetworkIpRangesToNat: which, subnetworks = [] }: Nat, subnet: string): boolean {
  if (which !== "LIST_OF_SUBNETWORKS") return true;
  return subnetworks.some(({ name }) => name?.endsWith(subnet));
}
