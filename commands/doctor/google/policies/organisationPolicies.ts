import type { PlannedResource } from "../../../plan/record/graph";
import { type Check, type CouldNotLook, defineCheck, type Finding, unknown, willBreak } from "../../check";
import { refusalOf } from "../../refusal";
import type { World } from "../../world";
import { onGoogle, projectOf } from "../ask/places";
import { constraints } from "./constraints";
import { effective } from "./effective";

/** What of the plan a constraint may forbid. */
const subjects = (world: World, types: readonly string[]): PlannedResource[] =>
  types.flatMap((type) => world.toMake(type));

export const organisationPolicies: Check = defineCheck({
  id: "google.organisation-policies",
  about: "no organisation policy forbids what the plan makes",
  cloud: "google",
  homes: ["mwaa", "gke"],
  when: "before",
  permissions: ["orgpolicy.policy.get"],
  why: "an organisation policy refuses it whatever the caller's roles are (CONDITION_NOT_MET, or violates constraint)",
  source: "https://docs.cloud.google.com/organization-policy/reference/org-policy-constraints",
  applies: (world) => onGoogle(world) && constraints.some(({ types }) => subjects(world, types).length > 0),
  run: async (world) => {
    const fitting = constraints.filter(({ types }) => subjects(world, types).length > 0);
    const looked = await Promise.all(
      fitting.map(async (constraint) => {
        try {
          return { constraint, policy: await effective(world, constraint.id) };
        } catch (error) {
          return { constraint, error };
        }
      }),
    );
    return [
      ...unseen(looked),
      ...looked.flatMap(({ constraint, policy }) => (policy ? found(world, constraint, policy) : [])),
    ];
  },
});

type Looked = { constraint: (typeof constraints)[number]; error?: unknown };

/** One line for all that could not be asked for the same reason. */
function unseen(looked: readonly Looked[]): Finding[] {
  const reasons = new Map<string, { why: CouldNotLook; ids: string[] }>();
  for (const { constraint, error } of looked) {
    if (error === undefined) continue;
    const why = refusalOf(error, organisationPolicies);
    const group = reasons.get(why.message) ?? { why, ids: [] };
    group.ids.push(constraint.id);
    reasons.set(why.message, group);
  }
  return [...reasons.values()].map(({ why, ids }) =>
    unknown(
      ids.length === looked.length ? "every organisation policy" : `the organisation policies ${ids.join(", ")}`,
      why.message,
      why.more.permission,
      why.more.fix,
    ),
  );
}

/** One line for all that one constraint says the same of. */
function found(
  world: World,
  { id, types, forbids }: (typeof constraints)[number],
  policy: Parameters<typeof forbids>[1],
) {
  const said = new Map<string, string[]>();
  for (const one of subjects(world, types)) {
    const wrong = forbids(one, policy, world);
    if (wrong !== undefined) said.set(wrong, [...(said.get(wrong) ?? []), one.name]);
  }
  return [...said].map(([wrong, [first = "", ...others]]) =>
    willBreak(
      others.length === 0 ? first : `${first} and ${others.length} more`,
      `${wrong} (constraints/${id})`,
      `gcloud org-policies describe ${id} --project ${projectOf(world)} --effective   # an exception is made by who has roles/orgpolicy.policyAdmin`,
    ),
  );
}
