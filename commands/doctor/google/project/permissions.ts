import { defineCheck, willBreak } from "../../check";
import { callerOf } from "../ask/ask";
import { onGoogle, projectOf } from "../ask/places";
import { held } from "./held";
import { neededPermissions } from "./needed";

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
    const [has, { email }] = await Promise.all([held(world), callerOf(world)]);
    const missing = [...neededPermissions(world)].filter(([permission]) => !has.has(permission));
    const roles = new Map<string, { lacks: string[]; thing: string }>();
    for (const [permission, { role, thing }] of missing) {
      const group = roles.get(role) ?? { lacks: [], thing };
      group.lacks.push(permission);
      roles.set(role, group);
    }
    const member = email === undefined ? "user:YOU" : `serviceAccount:${email}`;
    return [...roles].map(([role, { lacks, thing }]) =>
      willBreak(
        thing,
        `the caller may not make it: no ${lacks.join(", ")}`,
        `gcloud projects add-iam-policy-binding ${projectOf(world)} --member=${member} --role=${role}`,
      ),
    );
  },
});
