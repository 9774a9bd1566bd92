import { airflowAccounts } from "../../../components/gke/cluster/workloadIdentity";
import { broken, defineCheck } from "../check";
import { asks, inCluster, list, namespaceOf } from "./ask";

interface ServiceAccount {
  metadata?: { name?: string; annotations?: Record<string, string> };
}

const annotation = "iam.gke.io/gcp-service-account";
const grant = "gcp:serviceaccount/iAMMember:IAMMember";

export const accounts = defineCheck({
  id: "kubernetes.service-accounts",
  about: "Airflow's pods are bound to the Google service account",
  cloud: "kubernetes",
  homes: ["gke"],
  when: "after",
  permissions: asks("serviceAccounts"),
  why: "without the annotation a pod is no Google service account, and tasks are refused (403)",
  source: "https://docs.cloud.google.com/kubernetes-engine/docs/how-to/workload-identity#kubernetes-sa-to-iam",
  page: "docs/gke.md",
  applies: (world) => inCluster(world) && world.made(grant).length > 0,
  run: async (world) => {
    const wanted = String(world.made(grant)[0]?.inputs?.serviceAccountId).split("/").at(-1) ?? "";
    const found = await list<ServiceAccount>(world, `api/v1/namespaces/${namespaceOf(world)}/serviceaccounts`);
    const again = `pulumi up --refresh --stack ${world.stack}`;
    return found
      .filter(({ metadata }) => (airflowAccounts as readonly string[]).includes(metadata?.name ?? ""))
      .flatMap(({ metadata }) => {
        const own = metadata?.annotations?.[annotation];
        if (own === wanted) return [];
        const wrong = own === undefined ? `is not bound to ${wanted}` : `is bound to ${own}, not to ${wanted}`;
        return [broken(metadata?.name ?? "", wrong, again)];
      });
  },
});
