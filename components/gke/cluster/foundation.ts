/** Where Airflow lives: its Google identity, network, cluster and namespace. */
import { getProjectOutput } from "@pulumi/gcp/organizations/getProject";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import type * as pulumi from "@pulumi/pulumi";
import { GoogleIdentity } from "../../gcp/googleIdentity";
import type { GkeHomeSettings, GkeInputs } from "../settings";
import { type KeptPlaceArgs, keptPlace } from "../stores/keptPlace";
import { apisFor } from "./apis";
import { Cluster } from "./cluster";
import { Network } from "./network";
import { WorkloadIdentity } from "./workloadIdentity";

/** What everything later is built on. */
export type Foundation = ReturnType<typeof foundationOf>;

/**
 * @param name prefix of the components' names
 * @param child options of the home's own components
 */
export function foundationOf(
  name: string,
  settings: GkeHomeSettings,
  gke: GkeInputs,
  child: { parent: pulumi.Resource },
) {
  const { name: stackName, awake, google, gcpProject: project, gcpRegion: region } = settings;
  const zone = gke.zone ?? `${region}-b`;
  const kept = placeOf(settings, gke, zone);
  const allowed = keptPlace(`${name}-database`, kept, child);
  const identity = new GoogleIdentity(
    `${name}-google`,
    { project, google, stackName, apis: apisFor(gke, settings.alerts?.monthlyBudget !== undefined) },
    child,
  );
  const { accountName, apis: after } = identity;
  const projectNumber = getProjectOutput({ projectId: project }, { ...child, dependsOn: after }).number;

  const network = new Network(`${name}-network`, { network: gke.network, project, region, awake, after }, child);
  const cluster = new Cluster(
    `${name}-gke`,
    { stackName, gke, project: allowed(project), region, zone, network, awake, after },
    child,
  );
  // Asleep a destroy takes the cluster with all that is in it: with no node nothing in it can be taken down in order.
  const deletedWith: pulumi.Resource | undefined = awake ? undefined : cluster.cluster;
  const inCluster = { ...child, provider: cluster.provider };
  const space = new Namespace(
    `${name}-namespace`,
    { metadata: { name: allowed(gke.namespace) } },
    { ...inCluster, dependsOn: cluster.ready, deletedWith },
  );
  const pods = { project, namespace: gke.namespace, accountName, after: [cluster.cluster] };
  const workloads = new WorkloadIdentity(`${name}-pods`, pods, child);
  return {
    name,
    stackName,
    child,
    awake,
    project,
    projectNumber,
    region,
    zone,
    kept,
    allowed,
    gke,
    identity,
    network,
    cluster,
    workloads,
    /** Options of components with objects in the cluster. */
    inCluster,
    deletedWith,
    namespace: space.metadata.name,
    /** What Google's resources wait for: the enabled APIs. */
    after,
    /** What objects in the cluster wait for: nodes and namespace. */
    ready: [...cluster.ready, space],
  };
}

/** What a change of would part Airflow from its data, by config key. */
function placeOf({ awake, gcpProject, gcpRegion }: GkeHomeSettings, gke: GkeInputs, zone: string): KeptPlaceArgs {
  const { database, network, regional, namespace } = gke;
  const inCluster = database.kind === "cluster";
  const data = {
    "gcp:project": gcpProject,
    "gcp:region": gcpRegion,
    "airflow:gke.database.kind": database.kind,
    // Cloud SQL moves from zone to zone by itself.
    "airflow:gke.zone": inCluster ? zone : "",
  };
  const around: Record<string, pulumi.Input<string>> = {
    "airflow:gke.regional": String(regional),
    "airflow:gke.namespace": namespace,
  };
  for (const key of ["vpc", "subnet", "podRange", "serviceRange", "nodeCidr", "podCidr", "serviceCidr"] as const)
    around[`airflow:gke.network.${key}`] = network[key] ?? "";
  return { data, cluster: inCluster ? around : {}, awake, database };
}
