import { bad, broken, defineCheck } from "../../check";
import type { World } from "../../world";
import { ask } from "../ask/ask";
import { again } from "../ask/made";
import { iam, projectOf, textOf } from "../ask/places";
import { grantsOf, lost, type Policy } from "./grants";

const account = "gcp:serviceaccount/account:Account";
const grant = "gcp:serviceaccount/iAMMember:IAMMember";

/** Emails of accounts that are made, or that the plan adopts. */
function emailsOf(world: World): string[] {
  const toMake = world.toMake(account).map(({ inputs }) => textOf(inputs.accountId));
  const made = world
    .made(account)
    .map(({ inputs }) => `${textOf(inputs?.accountId)}@${projectOf(world)}.iam.gserviceaccount.com`);
  const named = world.planned(grant).map(({ inputs }) => textOf(inputs.serviceAccountId).split("/").at(-1) ?? "");
  return [...new Set([...made, ...named])].filter(
    (email) => email !== "" && !toMake.includes(email.split("@")[0] ?? ""),
  );
}

interface Account {
  disabled?: boolean;
}

export const accountThere = defineCheck({
  id: "google.accounts",
  about: "the service accounts are there, and enabled",
  cloud: "google",
  homes: ["mwaa", "gke"],
  when: "always",
  permissions: ["iam.serviceAccounts.get"],
  why: "Airflow's tasks reach Google as this account",
  source: "https://docs.cloud.google.com/iam/docs/service-accounts-disable-enable",
  page: "docs/google-credentials.md",
  applies: (world) => emailsOf(world).length > 0,
  run: async (world) => {
    const looked = await Promise.all(
      emailsOf(world).map(async (email) => ({
        email,
        found: await ask<Account>(world, `${iam}/projects/-/serviceAccounts/${email}`),
      })),
    );
    return looked.flatMap(({ email, found }) => {
      if (found?.disabled) return [bad(world, email, "is disabled", `gcloud iam service-accounts enable ${email}`)];
      if (found !== undefined) return [];
      const mine = world.made(account).some(({ inputs }) => email.startsWith(`${textOf(inputs?.accountId)}@`));
      const fix = mine ? again(world) : "pulumi config set --path airflow:google.existingServiceAccount EMAIL";
      return [bad(world, email, "there is no such service account", fix)];
    });
  },
});

export const bindings = defineCheck({
  id: "google.account-bindings",
  about: "Airflow may act as the service account",
  cloud: "google",
  homes: ["mwaa", "gke"],
  when: "after",
  permissions: ["iam.serviceAccounts.getIamPolicy"],
  why: "a token is refused without roles/iam.workloadIdentityUser on it (iam.serviceAccounts.getAccessToken denied)",
  source:
    "https://docs.cloud.google.com/iam/docs/workload-identity-federation-with-other-clouds#access_using_sa_impersonation",
  page: "docs/when-it-fails.md#permission-iamserviceaccountsgetaccesstoken-denied-on-resource-or-it-may-not-exist",
  applies: (world) => world.made(grant).length > 0,
  run: async (world) => {
    const grants = grantsOf(world, grant);
    const names = [...new Set(grants.map(({ serviceAccountId }) => textOf(serviceAccountId)))];
    const policies = await Promise.all(
      names.map(async (name) => ({ name, policy: await ask<Policy>(world, `${iam}/${name}:getIamPolicy`, {}) })),
    );
    return policies.flatMap(({ name, policy }) => {
      // One that is gone is told of by its own check.
      if (policy === undefined) return [];
      const mine = grants.filter(({ serviceAccountId }) => serviceAccountId === name);
      return lost(mine, policy).map(({ member }) =>
        broken(textOf(name).split("/").at(-1) ?? "", `${member} may not act as it any more`, again(world)),
      );
    });
  },
});
