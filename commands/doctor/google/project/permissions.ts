import { defineCheck, type Finding, willBreak } from "../../check";
import { callerOf } from "../ask/ask";
import { onGoogle } from "../ask/places";
import { held } from "./held";
import { type NeededPermission, neededPermissions } from "./needed";

export const permissions = defineCheck({
  id: "google.permissions",
  about: "the caller may make what the plan makes on Google",
  cloud: "google",
  homes: ["mwaa", "gke"],
  when: "before",
  permissions: [],
  why: "Google refuses the call in the middle of `up`, after what came before it was made",
  source: "https://docs.cloud.google.com/iam/docs/testing-permissions",
  applies: (world) => onGoogle(world) && neededPermissions(world).size > 0,
  run: async (world) => {
    const { email } = await callerOf(world);
    const member = email === undefined ? "user:YOU" : `serviceAccount:${email}`;
    const places = [...neededPermissions(world)];
    const found = await Promise.all(
      places.map(async ([project, needed]) => lacking(project, needed, await held(world, project), member)),
    );
    return found.flat();
  },
});

/** One line for each role that would do. */
function lacking(project: string, needed: Map<string, NeededPermission>, has: Set<string>, member: string): Finding[] {
  const roles = new Map<string, { lacks: string[]; thing: string }>();
  for (const [permission, { role, thing }] of needed) {
    if (has.has(permission)) continue;
    const group = roles.get(role) ?? { lacks: [], thing };
    group.lacks.push(permission);
    roles.set(role, group);
  }
  return [...roles].map(([role, { lacks, thing }]) =>
    willBreak(
      thing,
      `the caller may not make it: no ${lacks.join(", ")}`,
      `gcloud projects add-iam-policy-binding ${project} --member=${member} --role=${role}`,
    ),
  );
}
