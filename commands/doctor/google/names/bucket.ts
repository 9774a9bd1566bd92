import { bad, defineCheck, lookAt } from "../../check";
import type { World } from "../../world";
import { ask } from "../ask/ask";
import { textOf } from "../ask/places";

const grant = "gcp:storage/bucketIAMMember:BucketIAMMember";

/** Buckets that the plan uses and does not make. */
function adopted(world: World): string[] {
  const own = new Set(world.planned("gcp:storage/bucket:Bucket").map(({ name }) => name));
  const named = world.planned(grant).map(({ inputs }) => textOf(inputs.bucket));
  // What the plan makes has the logical name at its start.
  return [...new Set(named)].filter(
    (bucket) => bucket !== "" && ![...own].some((name) => bucket.startsWith(`${name}-`)),
  );
}

interface Bucket {
  iamConfiguration?: { uniformBucketLevelAccess?: { enabled?: boolean }; publicAccessPrevention?: string };
}

export const bucket = defineCheck({
  id: "google.adopted-bucket",
  about: "the adopted bucket is there, and takes roles",
  cloud: "google",
  homes: ["gke"],
  when: "always",
  permissions: ["storage.buckets.get"],
  why: "the pods mount it, and cannot start without it",
  source: "https://docs.cloud.google.com/kubernetes-engine/docs/how-to/cloud-storage-fuse-csi-driver-setup",
  page: "docs/gke.md",
  applies: (world) => adopted(world).length > 0,
  run: async (world) => {
    const looked = await Promise.all(
      adopted(world).map(async (name) => ({
        name,
        found: await ask<Bucket>(world, `https://storage.googleapis.com/storage/v1/b/${name}`),
      })),
    );
    return looked.flatMap(({ name, found }) => {
      if (found === undefined)
        return [
          bad(
            world,
            name,
            "there is no such bucket",
            `gcloud storage buckets create gs://${name} --uniform-bucket-level-access`,
          ),
        ];
      if (found.iamConfiguration?.uniformBucketLevelAccess?.enabled !== true)
        return [
          lookAt(
            name,
            "has no uniform access: its objects have lists of their own beside the roles",
            `gcloud storage buckets update gs://${name} --uniform-bucket-level-access`,
          ),
        ];
      return [];
    });
  },
});
