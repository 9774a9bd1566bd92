import { broken, defineCheck, lookAt } from "../../check";
import type { World } from "../../world";
import { ask } from "../ask/ask";
import { again, nameOf, outputsOf, types } from "../ask/made";
import { has, projectOf, textOf } from "../ask/places";

export interface Cluster {
  status?: string;
  endpoint?: string;
  masterAuth?: { clusterCaCertificate?: string };
  conditions?: { code?: string; message?: string }[];
  controlPlaneEndpointsConfig?: { dnsEndpointConfig?: { endpoint?: string; allowExternalTraffic?: boolean } };
  nodePools?: { name?: string; status?: string; instanceGroupUrls?: string[]; conditions?: { message?: string }[] }[];
}

/** The stack's cluster as GKE knows it; undefined where it is gone. */
export const readCluster = (world: World): Promise<Cluster | undefined> => {
  const location = textOf(outputsOf(world, types.cluster).location);
  const name = `projects/${projectOf(world)}/locations/${location}/clusters/${nameOf(world, types.cluster)}`;
  return ask<Cluster>(world, `https://container.googleapis.com/v1/${name}`);
};

export const cluster = defineCheck({
  id: "google.cluster",
  about: "the cluster and its node pools run",
  cloud: "google",
  homes: ["gke"],
  when: "after",
  permissions: ["container.clusters.get"],
  why: "all of Airflow is in it",
  source: "https://docs.cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters#status",
  page: "docs/gke.md",
  applies: has(types.cluster),
  run: async (world) => {
    const found = await readCluster(world);
    const name = nameOf(world, types.cluster);
    if (found === undefined) return [broken(name, "is gone, and the state has it still", again(world))];
    const describe = `gcloud container clusters describe ${name} --location ${textOf(outputsOf(world, types.cluster).location)} --project ${projectOf(world)}`;
    const { status = "", conditions = [], nodePools = [] } = found;
    const said = conditions
      .map(({ code }) => code)
      .filter(Boolean)
      .join(", ");
    if (status === "ERROR" || status === "DEGRADED")
      return [broken(name, `is ${status.toLowerCase()}${said && ` (${said})`}`, describe)];
    if (status === "PROVISIONING" || status === "STOPPING")
      return [lookAt(name, `is ${status.toLowerCase()}`, describe)];
    return nodePools
      .filter(({ status: own }) => own === "ERROR" || own === "RUNNING_WITH_ERROR")
      .map((pool) => broken(pool.name ?? "", "is a node pool with an error", describe));
  },
});
