import { broken, defineCheck } from "../check";
import { types } from "../google/ask/made";
import { numberOf } from "../google/project/project";
import { readBackend } from "../google/web/endpoints";
import { asks, inCluster, list, namespaceOf } from "./ask";

interface Deployment {
  metadata?: { name?: string };
  spec?: { template?: { spec?: { containers?: { env?: { name?: string; value?: string }[] }[] } } };
}

const variable = "AIRFLOW_IAP_AUDIENCE";

export const audience = defineCheck({
  id: "kubernetes.audience",
  about: "Airflow expects IAP's assertions for this very backend",
  cloud: "kubernetes",
  homes: ["gke"],
  when: "after",
  permissions: [...asks("deployments"), "compute.backendServices.get", "resourcemanager.projects.get"],
  why: "an assertion for another audience is refused, and nobody can log in (401)",
  source: "https://docs.cloud.google.com/iap/docs/signed-headers-howto#verifying_the_jwt_payload",
  page: "docs/login.md",
  applies: (world) => inCluster(world) && world.made(types.backend).length > 0,
  run: async (world) => {
    const [deployments, backend, number] = await Promise.all([
      list<Deployment>(world, `apis/apps/v1/namespaces/${namespaceOf(world)}/deployments`),
      readBackend(world),
      numberOf(world),
    ]);
    // What is gone is told of by its own check.
    if (backend?.id === undefined || number === undefined) return [];
    const wanted = `/projects/${number}/global/backendServices/${backend.id}`;
    return deployments.flatMap(({ metadata, spec }) => {
      const env = (spec?.template?.spec?.containers ?? []).flatMap((one) => one.env ?? []);
      const own = env.find(({ name }) => name === variable)?.value;
      return own === undefined || own === wanted
        ? []
        : [
            broken(
              metadata?.name ?? "",
              `expects ${own}, and IAP signs for ${wanted}`,
              `pulumi up --refresh --stack ${world.stack}`,
            ),
          ];
    });
  },
});
