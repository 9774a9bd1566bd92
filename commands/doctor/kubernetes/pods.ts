import { broken, defineCheck } from "../check";
import { asks, inCluster, kubectl, list, namespaceOf } from "./ask";
import { type Pod, troubleOf } from "./podState";

export const pods = defineCheck({
  id: "kubernetes.pods",
  about: "Airflow's pods run, and none ends again and again",
  cloud: "kubernetes",
  homes: ["gke"],
  when: "after",
  permissions: asks("pods"),
  why: "a pod that does not run is a part of Airflow that is not there",
  source: "https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/",
  page: "docs/gke.md",
  applies: inCluster,
  run: async (world) => {
    const found = await list<Pod>(world, `api/v1/namespaces/${namespaceOf(world)}/pods`);
    // A pod of the migration is told of by its job.
    return found
      .filter(({ metadata }) => metadata?.labels?.app !== "airflow-migration")
      .flatMap((pod) => {
        const trouble = troubleOf(pod);
        if (trouble === undefined) return [];
        const name = pod.metadata?.name ?? "";
        const { wrong, why, source, logs, fix } = trouble;
        const look =
          logs === undefined
            ? kubectl(world, `describe pod ${name}`)
            : kubectl(world, `logs ${name} -c ${logs.container}${logs.previous ? " --previous" : ""}`);
        return [broken(name, wrong, fix ?? look, { why, source })];
      });
  },
});
