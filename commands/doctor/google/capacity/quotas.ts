import { defineCheck, type Finding, lookAt, willBreak } from "../../check";
import type { World } from "../../world";
import { ask } from "../ask/ask";
import { compute, onGoogle, projectOf, textOf } from "../ask/places";
import { type Demand, demandOf } from "./demand";
import { machineOf } from "./machineType";

interface Quota {
  metric?: string;
  limit?: number;
  usage?: number;
}
type Quotas = { quotas?: Quota[] };

const regionOf = (world: World): string | undefined =>
  world.settings.platform === "gke" ? world.settings.gcpRegion : undefined;

export const quotas = defineCheck({
  id: "google.quotas",
  about: "Compute Engine's quotas have room for the plan",
  cloud: "google",
  homes: ["gke"],
  when: "before",
  permissions: ["compute.regions.get", "compute.projects.get", "compute.machineTypes.get"],
  why: "Google refuses what goes beyond a quota (QUOTA_EXCEEDED), and a node pool then waits in vain",
  source: "https://docs.cloud.google.com/compute/resource-usage",
  page: "docs/when-it-fails.md#insufficient-regional-quota-to-satisfy-request-resource",
  applies: (world) => onGoogle(world) && world.toMake().some(({ type }) => /^gcp:(compute|container)\//.test(type)),
  run: async (world) => {
    const region = regionOf(world);
    const pools = world.toMake("gcp:container/nodePool:NodePool");
    const [inRegion, inProject, machines] = await Promise.all([
      ask<Quotas>(world, `${compute}/projects/${projectOf(world)}/regions/${region}`),
      ask<Quotas>(world, `${compute}/projects/${projectOf(world)}`),
      // A type that is not there, or that the caller may not see, is told of by the check of machine types.
      Promise.all(pools.map((pool) => machineOf(world, pool).catch(() => undefined))),
    ]);
    const cpus = new Map(machines.map((one) => [one?.name, one?.guestCpus]));
    const spot = (inRegion?.quotas ?? []).some(({ metric, limit = 0 }) => metric === "PREEMPTIBLE_CPUS" && limit > 0);
    // What is made in a shared network's project takes that one's quota.
    const mine = world
      .toMake()
      .filter(({ inputs }) => [undefined, projectOf(world)].includes(inputs.project as string));
    const demands = demandOf(mine, (type) => cpus.get(type), spot);
    return demands.flatMap((demand) => {
      const { quotas: known = [] } = (demand.scope === "region" ? inRegion : inProject) ?? {};
      const quota = known.find(({ metric }) => metric === demand.metric);
      return quota === undefined ? [] : finding(world, demand, quota, textOf(region));
    });
  },
});

function finding(world: World, demand: Demand, { limit = 0, usage = 0 }: Quota, region: string): Finding[] {
  const { metric, scope, start, peak, thing } = demand;
  const where = scope === "region" ? ` in ${region}` : "";
  const used = `${metric}: ${usage} of ${limit} are used${where}`;
  const fix = (value: number) => raise(metric, scope, usage + value, projectOf(world), region);
  if (usage + start > limit) return [willBreak(thing, `needs ${start} more of a quota; ${used}`, fix(start))];
  if (usage + peak > limit)
    return [lookAt(thing, `would need ${peak} of a quota with all its nodes; ${used}`, fix(peak))];
  return [];
}

/** https://docs.cloud.google.com/docs/quotas/gcloud-cli-examples */
function raise(metric: string, scope: Demand["scope"], value: number, project: string, region: string): string {
  const id = `${metric.replaceAll("_", "-")}-per-project${scope === "region" ? "-region" : ""}`;
  const place = scope === "region" ? ` --dimensions region=${region}` : "";
  return `gcloud beta quotas preferences create --project ${project} --service compute.googleapis.com --quota-id ${id} --preferred-value ${value}${place}`;
}
