import type { PlannedResource } from "../../../plan/record/graph";
import { defineCheck, lookAt, willBreak } from "../../check";
import type { World } from "../../world";
import { ask } from "../ask/ask";
import { compute, makes, projectOf, textOf } from "../ask/places";

interface MachineType {
  name?: string;
  guestCpus?: number;
  architecture?: string;
  deprecated?: { state?: string; replacement?: string };
}

const pool = "gcp:container/nodePool:NodePool";

const shapeOf = ({ inputs }: PlannedResource) => (inputs.nodeConfig ?? {}) as { machineType?: string; spot?: boolean };

/** Zone of a pool's nodes; a regional cluster's pool names it apart. */
export const zoneOf = ({ inputs }: PlannedResource): string =>
  textOf((inputs.nodeLocations as string[] | undefined)?.[0] ?? inputs.location);

/** A pool's machine type in its zone; undefined where the zone has none such. */
export const machineOf = (world: World, one: PlannedResource): Promise<MachineType | undefined> =>
  ask<MachineType>(
    world,
    `${compute}/projects/${projectOf(world)}/zones/${zoneOf(one)}/machineTypes/${shapeOf(one).machineType}`,
  );

/** Families without Spot (https://docs.cloud.google.com/compute/docs/instances/spot#limitations). */
const neverSpot = /^(x4|m1|m2|m3|m4|z3-.*-metal|c3-.*-metal)\b/;

export const machineType = defineCheck({
  id: "google.machine-type",
  about: "the zone has the machine type, also as Spot where it is wanted",
  cloud: "google",
  homes: ["gke"],
  when: "before",
  permissions: ["compute.machineTypes.get"],
  why: "GKE makes no node pool of a machine type that the zone does not have",
  source: "https://docs.cloud.google.com/compute/docs/regions-zones#available",
  applies: makes(pool),
  run: async (world) => {
    const looked = await Promise.all(
      world.toMake(pool).map(async (one) => ({ one, found: await machineOf(world, one) })),
    );
    return looked.flatMap(({ one, found }) => {
      const { machineType: type = "", spot } = shapeOf(one);
      const zone = zoneOf(one);
      const fix = `gcloud compute machine-types list --project ${projectOf(world)} --filter "name=${type}"`;
      if (found === undefined)
        return [
          willBreak(
            type,
            `is not to be had in ${zone}`,
            `${fix} --format "value(zone)"   # then: pulumi config set --path airflow:gke.zone ZONE`,
          ),
        ];
      if (spot && neverSpot.test(type))
        return [willBreak(type, "is never a Spot VM", "pulumi config set --path airflow:gke.spot false")];
      const { state, replacement } = found.deprecated ?? {};
      if (state === "OBSOLETE" || state === "DELETED")
        return [
          willBreak(
            type,
            `is ${state.toLowerCase()} in ${zone}`,
            `pulumi config set --path airflow:gke.machineType ${replacement?.split("/").at(-1) ?? "TYPE"}`,
          ),
        ];
      if (state === "DEPRECATED") return [lookAt(type, `is deprecated in ${zone}`, fix)];
      return [];
    });
  },
});
