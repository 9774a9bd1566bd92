import { broken, defineCheck, type Finding, lookAt } from "../check";
import { asks, inCluster, kubectl, list } from "./ask";

interface Node {
  metadata?: { name?: string; deletionTimestamp?: string };
  spec?: { unschedulable?: boolean };
  status?: { conditions?: { type?: string; status?: string; reason?: string }[] };
}

/** Conditions that tell of a shortage when they are true (https://kubernetes.io/docs/reference/node/node-status/#condition). */
const shortages: Record<string, string> = {
  DiskPressure: "is short of disk",
  MemoryPressure: "is short of memory",
  PIDPressure: "runs too many processes",
  NetworkUnavailable: "has no network",
};

export const nodes = defineCheck({
  id: "kubernetes.nodes",
  about: "there are nodes, all ready, none short of anything",
  cloud: "kubernetes",
  homes: ["gke"],
  when: "after",
  permissions: asks("nodes"),
  why: "pods on such a node are evicted, or never start",
  source: "https://kubernetes.io/docs/reference/node/node-status/#condition",
  page: "docs/gke.md",
  applies: inCluster,
  run: async (world) => {
    const found = await list<Node>(world, "api/v1/nodes");
    if (found.length === 0) {
      const why = "Airflow is awake, and has nothing to run on";
      return [broken("the cluster", "has no node", "npm run doctor -- --only node-supply", { why })];
    }
    return found.flatMap(({ metadata, spec, status }): Finding[] => {
      const name = metadata?.name ?? "";
      const look = kubectl(world, `describe node ${name}`);
      const conditions = status?.conditions ?? [];
      const ready = conditions.find(({ type }) => type === "Ready");
      if (ready?.status !== "True")
        return [broken(name, `is not ready${ready?.reason ? ` (${ready.reason})` : ""}`, look)];
      const short = conditions.find(({ type = "", status: on }) => on === "True" && shortages[type] !== undefined);
      if (short !== undefined) return [broken(name, shortages[short.type ?? ""] ?? "", look)];
      if (!spec?.unschedulable) return [];
      return [lookAt(name, "takes no new pods (cordoned)", kubectl(world, `uncordon ${name}`))];
    });
  },
});
