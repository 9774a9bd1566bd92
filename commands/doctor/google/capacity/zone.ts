import { bad, defineCheck } from "../../check";
import { ask } from "../ask/ask";
import { compute, projectOf } from "../ask/places";
import { zoneOf } from "./machineType";

const pool = "gcp:container/nodePool:NodePool";

interface Zone {
  status?: string;
  deprecated?: { state?: string };
}

export const zone = defineCheck({
  id: "google.zone",
  about: "the nodes' zone is there and up",
  cloud: "google",
  homes: ["gke"],
  when: "always",
  permissions: ["compute.zones.get"],
  why: "nodes, the database's disk and the load balancer's endpoints are all in it",
  source: "https://docs.cloud.google.com/compute/docs/regions-zones",
  applies: (world) => world.planned(pool).length > 0,
  run: async (world) => {
    const names = [...new Set(world.planned(pool).map(zoneOf))].filter(Boolean);
    const looked = await Promise.all(
      names.map(async (name) => ({
        name,
        found: await ask<Zone>(world, `${compute}/projects/${projectOf(world)}/zones/${name}`),
      })),
    );
    return looked.flatMap(({ name, found }) => {
      const other = "pulumi config set --path airflow:gke.zone ZONE";
      if (found === undefined) return [bad(world, name, "is no zone of Google's", other)];
      if (found.status === "DOWN")
        return [
          bad(
            world,
            name,
            "is down",
            "gcloud compute zones list --filter status=UP   # and https://status.cloud.google.com",
          ),
        ];
      return found.deprecated?.state ? [bad(world, name, "is about to be closed", other)] : [];
    });
  },
});
