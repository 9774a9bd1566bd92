import { bad, defineCheck } from "../../check";
import { ask } from "../ask/ask";
import { onGoogle, projectOf } from "../ask/places";

export const billing = defineCheck({
  id: "google.billing",
  about: "the project has an open billing account",
  cloud: "google",
  homes: ["mwaa", "gke"],
  when: "always",
  permissions: ["resourcemanager.projects.get"],
  why: "without billing Google turns on no API that costs, and stops what runs",
  source: "https://docs.cloud.google.com/billing/docs/how-to/modify-project",
  applies: onGoogle,
  run: async (world) => {
    const id = projectOf(world);
    const url = `https://cloudbilling.googleapis.com/v1/projects/${id}/billingInfo`;
    const found = await ask<{ billingEnabled?: boolean; billingAccountName?: string }>(world, url);
    if (found?.billingEnabled !== false) return [];
    const wrong = found.billingAccountName ? "its billing account is closed" : "has no billing account";
    return [bad(world, id, wrong, `gcloud billing projects link ${id} --billing-account ACCOUNT`)];
  },
});
