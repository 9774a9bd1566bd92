/** Where Airflow lives: its Google identity, network, cluster and namespace. */
import { getProjectOutput } from "@pulumi/gcp/organizations/getProject";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import type * as pulumi from "@pulumi/pulumi";
import { GoogleIdentity } from "../../gcp/googleIdentity";
import type { ToldGrant } from "../guards/grants";
import type { GkeHomeSettings, GkeInputs } from "../settings";
import { type KeptPlaceArgs, keptPlace, keyKey } from "../stores/keptPlace";
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
  const { accountName, apis } = identity;
  const projectNumber = getProjectOutput({ projectId: project }, { ...child, dependsOn: apis }).number;
  const grants = grantsFor(`${name}-grants`, settings, gke, { projectNumber, after: apis }, child);
  const after = [...apis, ...grants.ready];

  const network = new Network(`${name}-network`, { network: gke.network, project, region, awake, after }, child);
  const cluster = new Cluster(
    `${name}-gke`,
    { stackName, gke, project: allowed(project), ownProject: project, region, zone, network, awake, after },
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
    /** What somebody else has to grant, where the program does not. */
    toldGrants: [...grants.told, ...cluster.toldGrants],
    /** Options of components with objects in the cluster. */
    inCluster,
    deletedWith,
    namespace: space.metadata.name,
    /** What Google's resources wait for: the enabled APIs, and what Google's agents may do elsewhere. */
    after,
    /** What objects in the cluster wait for: nodes and namespace. */
    ready: [...cluster.ready, space],
  };
}

/** What Google's agents need outside the project. Nothing is loaded where that is nothing. */
function grantsFor(
  name: string,
  { gcpProject: project, gcpRegion: region }: GkeHomeSettings,
  { kmsKey, network, database, grants }: GkeInputs,
  known: { projectNumber: pulumi.Input<string>; after: pulumi.Resource[] },
  child: { parent: pulumi.Resource },
): { told: ToldGrant[]; ready: pulumi.Resource[] } {
  if (kmsKey === undefined && network.project === undefined) return { told: [], ready: [] };
  const { Grants } = require("../guards/grants") as typeof import("../guards/grants");
  const made = new Grants(
    name,
    { ...known, project, region, kmsKey, network, cloudSql: database.kind === "cloudSql", make: grants === "make" },
    child,
  );
  return { told: grants === "make" ? [] : made.told, ready: made.ready };
}

/** What a change of would part Airflow from its data, by config key. */
function placeOf({ awake, gcpProject, gcpRegion }: GkeHomeSettings, gke: GkeInputs, zone: string): KeptPlaceArgs {
  const { database, network, regional, namespace, kmsKey } = gke;
  const inCluster = database.kind === "cluster";
  const data: Record<string, pulumi.Input<string>> = {
    "gcp:project": gcpProject,
    "gcp:region": gcpRegion,
    "airflow:gke.database.kind": database.kind,
    // Cloud SQL moves from zone to zone by itself.
    "airflow:gke.zone": inCluster ? zone : "",
    // Neither a disk nor Cloud SQL takes another key.
    ...(kmsKey !== undefined && { [keyKey]: kmsKey }),
  };
  const around: Record<string, pulumi.Input<string>> = {
    "airflow:gke.regional": String(regional),
    "airflow:gke.namespace": namespace,
  };
  for (const key of ["vpc", "subnet", "podRange", "serviceRange", "nodeCidr", "podCidr", "serviceCidr"] as const)
    around[`airflow:gke.network.${key}`] = network[key] ?? "";
  if (network.project !== undefined) around["airflow:gke.network.project"] = network.project;
  return { data, cluster: inCluster ? around : {}, awake, database };
}
