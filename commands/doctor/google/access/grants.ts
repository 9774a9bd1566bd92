import { broken, defineCheck } from "../../check";
import type { World } from "../../world";
import { ask } from "../ask/ask";
import { again, nameOf, types } from "../ask/made";
import { projectOf, resources, textOf } from "../ask/places";

export interface Policy {
  bindings?: { role?: string; members?: string[]; condition?: { expression?: string } }[];
}

/** Conditions are left out of an answer that is not asked for version 3 (https://docs.cloud.google.com/iam/docs/reference/rest/v1/Policy). */
const options = { options: { requestedPolicyVersion: 3 } };

export const projectPolicy = (world: World): Promise<Policy | undefined> =>
  ask<Policy>(world, `${resources}/projects/${projectOf(world)}:getIamPolicy`, options);

interface Grant {
  role: string;
  member: string;
}

/** Grants that the state has of a type. */
export const grantsOf = (world: World, type: string): (Grant & Record<string, unknown>)[] =>
  world.made(type).map(({ inputs = {} }) => ({ ...inputs, role: textOf(inputs.role), member: textOf(inputs.member) }));

/** Those that a policy does not have. */
export const lost = <G extends Grant>(grants: readonly G[], { bindings = [] }: Policy): G[] =>
  grants.filter(({ role, member }) => !bindings.some((one) => one.role === role && one.members?.includes(member)));

const iapGrant = "gcp:iap/webBackendServiceIamMember:WebBackendServiceIamMember";

export const iapGrants = defineCheck({
  id: "google.iap-grants",
  about: "whom the plan lets in may pass IAP",
  cloud: "google",
  homes: ["gke"],
  when: "after",
  permissions: ["iap.webServices.getIamPolicy"],
  why: 'IAP answers 403 to anybody else ("You don\'t have access")',
  source: "https://docs.cloud.google.com/iap/docs/managing-access",
  page: "docs/login.md",
  applies: (world) => world.made(iapGrant).length > 0,
  run: async (world) => {
    const name = `projects/${projectOf(world)}/iap_web/compute/services/${nameOf(world, types.backend)}`;
    const policy = await ask<Policy>(world, `https://iap.googleapis.com/v1/${name}:getIamPolicy`, options);
    return lost(grantsOf(world, iapGrant), policy ?? {}).map(({ member }) =>
      broken(member, "may not pass IAP any more", again(world)),
    );
  },
});

const projectGrant = "gcp:projects/iAMMember:IAMMember";

export const projectGrants = defineCheck({
  id: "google.project-roles",
  about: "the service accounts have their roles in the project",
  cloud: "google",
  homes: ["mwaa", "gke"],
  when: "after",
  permissions: ["resourcemanager.projects.getIamPolicy"],
  why: "tasks, nodes and pods are refused without them (403)",
  source: "https://docs.cloud.google.com/iam/docs/granting-changing-revoking-access",
  applies: (world) => world.made(projectGrant).length > 0,
  run: async (world) =>
    lost(grantsOf(world, projectGrant), (await projectPolicy(world)) ?? {}).map(({ member, role }) =>
      broken(member, `has lost ${role}`, again(world)),
    ),
});
