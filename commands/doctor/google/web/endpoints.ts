import { broken, defineCheck, type Finding } from "../../check";
import type { World } from "../../world";
import { ask } from "../ask/ask";
import { again, nameOf, types } from "../ask/made";
import { compute, has, lastOf, projectOf } from "../ask/places";

export interface Backend {
  id?: string;
  name?: string;
  iap?: { enabled?: boolean };
  backends?: { group?: string }[];
}

const urlOf = (world: World): string =>
  `${compute}/projects/${projectOf(world)}/global/backendServices/${nameOf(world, types.backend)}`;

/** The stack's backend service; undefined where it is gone. */
export const readBackend = (world: World): Promise<Backend | undefined> => ask<Backend>(world, urlOf(world));

interface Health {
  healthStatus?: { healthState?: string }[];
}

export const endpoints = defineCheck({
  id: "google.endpoints",
  about: "the load balancer has a healthy pod to send requests to",
  cloud: "google",
  homes: ["gke"],
  when: "after",
  permissions: ["compute.backendServices.get"],
  why: "without one the page answers 502 or 503 (failed_to_pick_backend)",
  source: "https://docs.cloud.google.com/kubernetes-engine/docs/troubleshooting/troubleshoot-load-balancing",
  page: "docs/gke.md",
  applies: (world) => has(types.backend)(world) && world.settings.awake,
  run: async (world) => {
    const name = nameOf(world, types.backend);
    const found = await readBackend(world);
    if (found === undefined) return [broken(name, "is gone, and the state has it still", again(world))];
    const off = found.iap?.enabled === true ? [] : [withoutIap(world, name)];
    const groups = (found.backends ?? []).flatMap(({ group }) => group ?? []);
    if (groups.length === 0) return [...off, broken(name, "has no endpoint group behind it", again(world))];
    const states = await Promise.all(groups.map((group) => ask<Health>(world, `${urlOf(world)}/getHealth`, { group })));
    const all = states.flatMap((state) => state?.healthStatus ?? []);
    if (all.some(({ healthState }) => healthState === "HEALTHY")) return off;
    return [...off, nobody(world, groups, all.length)];
  },
});

const withoutIap = (world: World, name: string): Finding =>
  broken(name, "has IAP turned off", again(world), {
    why: "anybody reaches Airflow's own login, which lets nobody in without IAP's assertion",
    source: "https://docs.cloud.google.com/iap/docs/enabling-kubernetes-howto",
  });

/** None at all is the controller's or the pods' doing; none healthy is the firewall's or Airflow's. */
function nobody(world: World, groups: string[], seen: number): Finding {
  const namespace = world.settings.platform === "gke" ? world.settings.gke.namespace : "airflow";
  const group = lastOf(groups[0]);
  return seen === 0
    ? broken(
        group,
        "has no endpoint: no pod of the API server is ready",
        `kubectl -n ${namespace} get pods -l component=api-server`,
      )
    : broken(
        group,
        `has ${seen} endpoint${seen > 1 ? "s" : ""}, and none passes the health check`,
        `gcloud compute firewall-rules list --project ${projectOf(world)} --filter "sourceRanges:35.191.0.0/16"   # then: kubectl -n ${namespace} logs -l component=api-server`,
      );
}
