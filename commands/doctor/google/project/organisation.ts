import { bad, defineCheck } from "../../check";
import { projectOf } from "../ask/places";
import { readProject } from "./project";

const backend = "gcp:compute/backendService:BackendService";

export const organisation = defineCheck({
  id: "google.iap-organisation",
  about: "the project has an organisation, or IAP an OAuth client of its own",
  cloud: "google",
  homes: ["gke"],
  when: "always",
  permissions: ["resourcemanager.projects.get"],
  why: "IAP's Google-managed OAuth client admits people of the project's organisation only, and there is none",
  source: "https://docs.cloud.google.com/iap/docs/managing-access#limitations",
  page: "docs/gke.md",
  applies: (world) => world.planned(backend).some(({ inputs }) => ownClient(inputs.iap) === undefined),
  run: async (world) => {
    const found = await readProject(world);
    if (found === undefined || found.parent !== undefined) return [];
    return [
      bad(
        world,
        projectOf(world),
        "belongs to no organisation",
        "pulumi config set --path airflow:gke.oauthClient.id CLIENT_ID && pulumi config set --secret --path airflow:gke.oauthClient.secret CLIENT_SECRET",
      ),
    ];
  },
});

const ownClient = (iap: unknown): unknown => (iap as { oauth2ClientId?: unknown } | undefined)?.oauth2ClientId;
