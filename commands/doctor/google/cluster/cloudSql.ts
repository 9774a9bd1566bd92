import { broken, defineCheck } from "../../check";
import { ask } from "../ask/ask";
import { again, nameOf, types } from "../ask/made";
import { has, projectOf } from "../ask/places";

interface Instance {
  state?: string;
  suspensionReason?: string[];
  settings?: { activationPolicy?: string };
}

export const cloudSql = defineCheck({
  id: "google.cloud-sql",
  about: "Cloud SQL runs",
  cloud: "google",
  homes: ["gke"],
  when: "after",
  permissions: ["cloudsql.instances.get"],
  why: "Airflow's metadata database is in it",
  source: "https://docs.cloud.google.com/sql/docs/postgres/admin-api/rest/v1/instances#SqlInstanceState",
  page: "docs/gke.md",
  applies: (world) => has(types.sql)(world) && world.settings.awake,
  run: async (world) => {
    const name = nameOf(world, types.sql);
    const url = `https://sqladmin.googleapis.com/v1/projects/${projectOf(world)}/instances/${name}`;
    const found = await ask<Instance>(world, url);
    if (found === undefined) return [broken(name, "is gone, and the state has it still", again(world))];
    const { state = "", suspensionReason = [], settings } = found;
    if (settings?.activationPolicy === "NEVER")
      return [
        broken(
          name,
          "is stopped",
          `gcloud sql instances patch ${name} --activation-policy ALWAYS --project ${projectOf(world)}`,
        ),
      ];
    if (state === "RUNNABLE") return [];
    const reason = suspensionReason.length > 0 ? ` (${suspensionReason.join(", ")})` : "";
    return [
      broken(
        name,
        `is ${state.toLowerCase()}${reason}`,
        `gcloud sql operations list --instance ${name} --project ${projectOf(world)}`,
      ),
    ];
  },
});
