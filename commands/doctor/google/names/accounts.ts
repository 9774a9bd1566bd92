import { defineCheck, willBreak } from "../../check";
import { ask } from "../ask/ask";
import { iam, makes, projectOf, textOf } from "../ask/places";
import { isOwn, resumeFix } from "./taken";

const account = "gcp:serviceaccount/account:Account";

export const accounts = defineCheck({
  id: "google.account-ids",
  about: "the service accounts' ids are free",
  cloud: "google",
  homes: ["mwaa", "gke"],
  when: "before",
  permissions: ["iam.serviceAccounts.get"],
  why: "a second service account of the same id is refused (ALREADY_EXISTS)",
  source: "https://docs.cloud.google.com/iam/docs/service-accounts-create",
  applies: makes(account),
  run: async (world) => {
    const wanted = world.toMake(account);
    const looked = await Promise.all(
      wanted.map(async (one) => {
        const email = `${textOf(one.inputs.accountId)}@${projectOf(world)}.iam.gserviceaccount.com`;
        const found = await ask<{ description?: string }>(
          world,
          `${iam}/projects/${projectOf(world)}/serviceAccounts/${email}`,
        );
        return { one, email, found };
      }),
    );
    return looked.flatMap(({ one, email, found }) => {
      if (found === undefined) return [];
      if (isOwn(one, found))
        return [willBreak(email, "was made by an `up` that did not write it down", resumeFix(world.stack))];
      const main = !/nodes/.test(one.name);
      return [
        willBreak(
          email,
          "is taken by a service account that is not this stack's",
          main
            ? `pulumi config set --path airflow:google.existingServiceAccount ${email}   # or another airflow:google.serviceAccountId`
            : "pulumi config set airflow:name NAME   # before the first up: its id is made from it",
        ),
      ];
    });
  },
});
