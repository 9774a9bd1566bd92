import type { StateResource } from "../../../resume/state";
import { broken, defineCheck, type Finding } from "../../check";
import type { World } from "../../world";
import { ask } from "../ask/ask";
import { again } from "../ask/made";
import { iam, projectOf, textOf } from "../ask/places";

const pool = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool";
const provider = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider";

interface Found {
  state?: string;
  disabled?: boolean;
  aws?: { accountId?: string };
  attributeCondition?: string;
}

/** Full name in Google's IAM. */
function nameOf(world: World, { type, inputs = {}, outputs = {} }: StateResource): string {
  const project = textOf(inputs.project) || projectOf(world);
  const id = textOf(outputs.workloadIdentityPoolId ?? inputs.workloadIdentityPoolId);
  const own = `projects/${project}/locations/global/workloadIdentityPools/${id}`;
  return type === pool ? own : `${own}/providers/${textOf(outputs.workloadIdentityPoolProviderId)}`;
}

export const federation = defineCheck({
  id: "google.federation",
  about: "the workload identity pool and its AWS provider are on, and admit the one role",
  cloud: "google",
  homes: ["mwaa"],
  when: "after",
  permissions: ["iam.googleapis.com/workloadIdentityPools.get", "iam.googleapis.com/workloadIdentityPoolProviders.get"],
  why: "Google's STS refuses the role's token (invalid_target, unauthorized_client)",
  source: "https://docs.cloud.google.com/iam/docs/troubleshooting-workload-identity-federation",
  page: "docs/when-it-fails.md#the-given-credential-is-rejected-by-the-attribute-condition",
  applies: (world) => world.made(provider).length > 0,
  run: async (world) => {
    const looked = await Promise.all(
      [...world.made(pool), ...world.made(provider)].map(async (one) => ({
        one,
        found: await ask<Found>(world, `${iam}/${nameOf(world, one)}`),
      })),
    );
    return looked.flatMap(({ one, found }) => findings(world, one, found));
  },
});

function findings(world: World, one: StateResource, found: Found | undefined): Finding[] {
  const name = nameOf(world, one).split("/").at(-1) ?? "";
  const isPool = one.type === pool;
  const [noun, parent] = isPool
    ? ["workload-identity-pools", ""]
    : ["workload-identity-pools providers", ` --workload-identity-pool ${nameOf(world, one).split("/").at(-3)}`];
  const gcloud = (verb: string, more = "") =>
    `gcloud iam ${noun} ${verb} ${name}${parent} --location global --project ${projectOf(world)}${more}`;
  if (found === undefined) return [broken(name, "is gone, and the state has it still", again(world))];
  if (found.state === "DELETED") return [broken(name, "is deleted", gcloud("undelete"))];
  if (found.disabled) return [broken(name, "is disabled", gcloud(isPool ? "update" : "update-aws", " --no-disabled"))];
  if (isPool) return [];
  const wanted = (one.inputs?.aws as { accountId?: string } | undefined)?.accountId;
  if (found.aws?.accountId !== wanted)
    return [
      broken(
        name,
        `admits the AWS account ${found.aws?.accountId ?? "none"}, and Airflow's is ${wanted}`,
        again(world),
      ),
    ];
  if (found.attributeCondition === one.inputs?.attributeCondition) return [];
  return [
    broken(
      name,
      found.attributeCondition === undefined
        ? "has lost its condition: any role of the account may enter"
        : "has another condition than the stack's",
      again(world),
    ),
  ];
}
