import { broken, defineCheck } from "../check";
import { asks, inCluster, kubectl, list, namespaceOf } from "./ask";

interface Job {
  metadata?: { name?: string };
  status?: { conditions?: { type?: string; status?: string; reason?: string }[]; failed?: number };
}

const job = "kubernetes:batch/v1:Job";

export const migration = defineCheck({
  id: "kubernetes.migration",
  about: "the database was migrated",
  cloud: "kubernetes",
  homes: ["gke"],
  when: "after",
  permissions: asks("jobs"),
  why: "Airflow does not start on a database of another version",
  source: "https://airflow.apache.org/docs/apache-airflow/stable/installation/upgrading.html",
  page: "docs/when-it-fails.md#timeouterror-there-are-still-unapplied-migrations-after-60-seconds",
  applies: (world) => inCluster(world) && world.made(job).length > 0,
  run: async (world) => {
    const names = world.made(job).map(({ outputs }) => (outputs?.metadata as { name?: string } | undefined)?.name);
    const found = await list<Job>(world, `apis/batch/v1/namespaces/${namespaceOf(world)}/jobs`);
    return found
      .filter(({ metadata }) => names.includes(metadata?.name))
      .flatMap(({ metadata, status }) => {
        const failed = status?.conditions?.find(({ type, status: on }) => type === "Failed" && on === "True");
        if (failed === undefined) return [];
        const name = metadata?.name ?? "";
        return [
          broken(
            name,
            `has failed (${failed.reason ?? "unknown"})`,
            `${kubectl(world, `logs job/${name}`)}   # then: pulumi up --stack ${world.stack}`,
          ),
        ];
      });
  },
});
