import { bad, defineCheck } from "../../check";
import type { World } from "../../world";
import { ask } from "../ask/ask";
import { onGoogle, projectOf, resources } from "../ask/places";

interface Project {
  name?: string;
  parent?: string;
  state?: string;
}

/** The project as Google knows it; undefined where there is none. */
export const readProject = (world: World): Promise<Project | undefined> =>
  ask<Project>(world, `${resources}/projects/${projectOf(world)}`);

/** Its number, which is in the names of pools and backends. */
export const numberOf = async (world: World): Promise<string | undefined> =>
  (await readProject(world))?.name?.split("/")[1];

export const project = defineCheck({
  id: "google.project",
  about: "the project of gcp:project is there",
  cloud: "google",
  homes: ["mwaa", "gke"],
  when: "always",
  permissions: ["resourcemanager.projects.get"],
  why: "everything of Google's is made in it",
  source: "https://docs.cloud.google.com/resource-manager/docs/creating-managing-projects",
  applies: onGoogle,
  run: async (world) => {
    const id = projectOf(world);
    const found = await readProject(world);
    if (found === undefined)
      return [bad(world, id, "there is no such project", "pulumi config set gcp:project PROJECT")];
    if (found.state !== "DELETE_REQUESTED") return [];
    return [bad(world, id, "is about to be deleted", `gcloud projects undelete ${id}`)];
  },
});
