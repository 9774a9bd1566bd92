import { broken, defineCheck, type Finding, lookAt } from "../../check";
import type { World } from "../../world";
import { pages } from "../ask/ask";
import { types, within } from "../ask/made";
import { computeUrl, has, lastOf, projectOf } from "../ask/places";
import { readCluster } from "./cluster";

interface GroupError {
  error?: { code?: string };
  timestamp?: string;
}
interface Operation {
  targetLink?: string;
  insertTime?: string;
}

/** What each code means, and what helps (https://docs.cloud.google.com/compute/docs/troubleshooting/troubleshooting-resource-availability). */
const words: readonly [code: RegExp, wrong: string, fix: string][] = [
  [
    /RESOURCE_POOL_EXHAUSTED|STOCKOUT/,
    "Google has no such machine left in the zone",
    "pulumi config set --path airflow:gke.spot false && pulumi up   # or another airflow:gke.machineType",
  ],
  [/QUOTA/, "a quota is used up", "npm run doctor -- --only quota"],
];

export const nodeSupply = defineCheck({
  id: "google.node-supply",
  about: "the node pools get the machines that they ask for, and keep them",
  cloud: "google",
  homes: ["gke"],
  when: "after",
  permissions: ["container.clusters.get", "compute.instanceGroupManagers.get", "compute.zoneOperations.list"],
  why: "without a node pods wait, and nothing in the cluster says why",
  source: "https://docs.cloud.google.com/kubernetes-engine/docs/troubleshooting/cluster-autoscaler-scale-up",
  page: "docs/when-it-fails.md#does-not-have-enough-resources-available-to-fulfill-the-request",
  applies: (world) => has(types.cluster, types.pool)(world) && world.settings.awake,
  run: async (world) => {
    const groups = ((await readCluster(world))?.nodePools ?? []).flatMap(
      ({ instanceGroupUrls = [] }) => instanceGroupUrls,
    );
    return (
      await Promise.all(
        groups.map((group) => ofGroup(world, group.replace("/instanceGroups/", "/instanceGroupManagers/"))),
      )
    ).flat();
  },
});

async function ofGroup(world: World, group: string): Promise<Finding[]> {
  const zone = /zones\/([^/]+)\//.exec(group)?.[1] ?? "";
  const name = lastOf(group);
  const filter = encodeURIComponent('operationType="compute.instances.preempted"');
  const base = `https://compute.googleapis.com/compute/v1/projects/${projectOf(world)}/zones/${zone}`;
  const [errors, taken] = await Promise.all([
    pages<{ items?: GroupError[]; nextPageToken?: string }>(world, `${computeUrl(group)}/listErrors`),
    pages<{ items?: Operation[]; nextPageToken?: string }>(
      world,
      `${base}/operations?filter=${filter}&orderBy=${encodeURIComponent("creationTimestamp desc")}`,
    ),
  ]);
  const codes = errors
    .flatMap(({ items = [] }) => items)
    .filter(({ timestamp }) => within(timestamp, 1))
    .map(({ error }) => error?.code ?? "");
  const refused = [...new Set(codes)].map((code) => {
    const [
      ,
      wrong = `no machine can be made (${code})`,
      fix = `gcloud compute instance-groups managed list-errors ${name} --zone ${zone} --project ${projectOf(world)}`,
    ] = words.find(([form]) => form.test(code)) ?? [];
    return broken(name, wrong, fix);
  });
  // Machines are named after their group: gke-CLUSTER-POOL-HASH-grp and gke-CLUSTER-POOL-HASH-XXXX.
  const own = name.replace(/-grp$/, "-");
  const lost = taken
    .flatMap(({ items = [] }) => items)
    .filter(({ targetLink, insertTime }) => lastOf(targetLink).startsWith(own) && within(insertTime, 24));
  if (lost.length < often) return refused;
  const wrong = `lost ${lost.length} Spot VMs to Google in the last 24 hours`;
  const why = "each time all its pods start anew: tasks die, and the page is away for minutes";
  return [
    ...refused,
    lookAt(name, wrong, "pulumi config set --path airflow:gke.steadyNode true && pulumi up", { why }),
  ];
}

/** Fewer in a day are what a Spot VM is. */
const often = 3;
