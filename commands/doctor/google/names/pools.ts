import type { PlannedResource } from "../../../plan/record/graph";
import { defineCheck, type Finding, willBreak } from "../../check";
import type { World } from "../../world";
import { ask } from "../ask/ask";
import { iam, projectOf, textOf } from "../ask/places";
import { isOwn, resumeFix } from "./taken";

const pool = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool";
const provider = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider";

interface Found {
  state?: string;
  description?: string;
  expireTime?: string;
}

/** Ids that config fixes: others have a random end, which is not known before `up` and has been nobody's. */
const fixedIds = ({ settings }: World): string[] =>
  [settings.google?.poolId, settings.google?.providerId].filter((id) => id !== undefined);

const idOf = ({ inputs }: PlannedResource): string =>
  textOf(inputs.workloadIdentityPoolProviderId ?? inputs.workloadIdentityPoolId);

/** Where a pool or provider of the plan would be. */
function nameOf({ type, inputs }: PlannedResource, world: World): string {
  const project = textOf(inputs.project) || projectOf(world);
  const own = `projects/${project}/locations/global/workloadIdentityPools/${textOf(inputs.workloadIdentityPoolId)}`;
  return type === pool ? own : `${own}/providers/${textOf(inputs.workloadIdentityPoolProviderId)}`;
}

export const pools = defineCheck({
  id: "google.pool-ids",
  about: "the ids of the workload identity pool and its provider are free",
  cloud: "google",
  homes: ["mwaa"],
  when: "before",
  permissions: ["iam.googleapis.com/workloadIdentityPools.get", "iam.googleapis.com/workloadIdentityPoolProviders.get"],
  why: "a deleted pool or provider keeps its id for 30 days",
  source: "https://docs.cloud.google.com/iam/docs/manage-workload-identity-pools-providers",
  page: "docs/when-it-fails.md#error-creating-workloadidentitypool-googleapi-error-409-requested-entity-already-exists",
  applies: (world) => candidates(world).length > 0,
  run: async (world) => {
    const looked = await Promise.all(
      candidates(world).map(async (one) => ({ one, found: await ask<Found>(world, `${iam}/${nameOf(one, world)}`) })),
    );
    return looked.flatMap(({ one, found }) => (found === undefined ? [] : taken(one, found, world)));
  },
});

const candidates = (world: World): PlannedResource[] =>
  [pool, provider].flatMap((type) => world.toMake(type)).filter((one) => fixedIds(world).includes(idOf(one)));

function taken(one: PlannedResource, { state, description, expireTime }: Found, world: World): Finding[] {
  const id = idOf(one);
  const [key, noun] = one.type === pool ? ["poolId", "pool"] : ["providerId", "provider"];
  const other = `pulumi config rm --path airflow:google.${key}   # or another id`;
  if (state === "DELETED") {
    const until = expireTime === undefined ? "" : ` until ${expireTime.slice(0, 10)}`;
    return [willBreak(id, `is the id of a deleted ${noun}, and taken${until}`, other)];
  }
  if (isOwn(one, { description }))
    return [willBreak(id, "was made by an `up` that did not write it down", resumeFix(world.stack))];
  const adopt = `pulumi config set --path airflow:google.existingPool ${nameOf(one, world)}   # or another airflow:google.poolId`;
  return [willBreak(id, `is the id of a ${noun} that is not this stack's`, one.type === pool ? adopt : other)];
}
