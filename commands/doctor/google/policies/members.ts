import { defineCheck, type Finding, lookAt, willBreak } from "../../check";
import type { World } from "../../world";
import { ask } from "../ask/ask";
import { onGoogle, projectOf, resources, textOf } from "../ask/places";
import { readProject } from "../project/project";
import { effective } from "./effective";

const grants = [
  "gcp:iap/webBackendServiceIamMember:WebBackendServiceIamMember",
  "gcp:serviceaccount/iAMMember:IAMMember",
  "gcp:projects/iAMMember:IAMMember",
];

const constraint = "iam.allowedPolicyMemberDomains";
const source = "https://docs.cloud.google.com/organization-policy/restrict-domains";

/** People and groups of a plan's grants, each once. */
const people = (world: World): string[] => [
  ...new Set(
    grants
      .flatMap((type) => world.toMake(type))
      .map(({ inputs }) => textOf(inputs.member))
      .filter((member) => /^(user|group):/.test(member)),
  ),
];

const domainOf = (member: string): string => member.split("@").at(-1)?.toLowerCase() ?? "";

export const members = defineCheck({
  id: "google.allowed-members",
  about: "the organisation lets in whom the plan lets in",
  cloud: "google",
  homes: ["mwaa", "gke"],
  when: "before",
  permissions: ["orgpolicy.policy.get", "resourcemanager.projects.get"],
  why: "domain-restricted sharing refuses a grant to anybody else (FAILED_PRECONDITION)",
  source,
  page: "docs/when-it-fails.md#one-or-more-users-named-in-the-policy-do-not-belong-to-a-permitted-customer",
  applies: (world) => onGoogle(world) && grants.some((type) => world.toMake(type).length > 0),
  run: async (world) => {
    const policy = await effective(world, constraint);
    if (policy.allowed === undefined && policy.denied !== "all") return [];
    const organisation = (await readProject(world))?.parent;
    const own = organisation?.startsWith("organizations/") ? await ownOf(world, organisation) : undefined;
    if (policy.denied === "all" || !(policy.allowed ?? []).some((value) => own?.ids.includes(plain(value)) ?? true))
      return [
        willBreak(
          projectOf(world),
          `no principal of its own organisation may get a role (constraints/${constraint})`,
          fixFor(world),
        ),
      ];
    return strangers(world, own?.domain);
  },
});

const fixFor = (world: World) =>
  `gcloud org-policies describe ${constraint} --project ${projectOf(world)} --effective   # an exception is made by who has roles/orgpolicy.policyAdmin`;

const plain = (value: string) => value.replace(/^is:/, "");

/** How a policy may name the organisation, and its main domain; undefined where the caller may not see it. */
async function ownOf(world: World, name: string): Promise<{ ids: string[]; domain: string | undefined } | undefined> {
  try {
    const found = await ask<{ displayName?: string; directoryCustomerId?: string }>(world, `${resources}/${name}`);
    const set = `//cloudresourcemanager.googleapis.com/${name}`;
    const ids = [
      found?.directoryCustomerId ?? "",
      set,
      `principalSet:${set}`,
      `principalSet://iam.googleapis.com/${name}`,
    ];
    return { ids: ids.filter(Boolean), domain: found?.displayName };
  } catch {
    return undefined;
  }
}

/** People of another domain than the organisation's first: it may have more, so nobody but its admins knows. */
const strangers = (world: World, domain: string | undefined): Finding[] =>
  people(world)
    .filter((member) => domain === undefined || domainOf(member) !== domain.toLowerCase())
    .map((member) =>
      lookAt(
        member,
        `may be outside of what constraints/${constraint} allows${domain === undefined ? "" : `: the organisation is ${domain}`}`,
        fixFor(world),
      ),
    );
