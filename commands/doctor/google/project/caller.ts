import { defineCheck, lookAt } from "../../check";
import { callerOf } from "../ask/ask";
import { onGoogle, projectOf } from "../ask/places";

export const caller = defineCheck({
  id: "google.caller",
  about: "this shell has Google credentials",
  cloud: "google",
  homes: ["mwaa", "gke"],
  when: "always",
  permissions: [],
  why: "Cloud Billing and Organization Policy refuse a person's login that names no project for quota",
  source: "https://docs.cloud.google.com/docs/authentication/adc-troubleshooting/user-creds",
  page: "docs/when-it-fails.md#api-requires-a-quota-project-which-is-not-set-by-default",
  applies: onGoogle,
  run: async (world) => {
    const { noQuotaProject } = await callerOf(world);
    return noQuotaProject
      ? [
          lookAt(
            "application default credentials",
            "name no project for quota",
            `gcloud auth application-default set-quota-project ${projectOf(world)}`,
          ),
        ]
      : [];
  },
});
