/** Airflow's metadata database, in the cluster or in Cloud SQL, by config. */
import type * as pulumi from "@pulumi/pulumi";
import type { Gke } from "../../../config";
import type { Network } from "../cluster/network";

export interface DatabasePlace {
  project: string;
  region: string;
  zone: string;
  namespace: pulumi.Input<string>;
  network: Network;
  gke: Gke;
  awake: boolean;
  deletedWith: pulumi.Resource | undefined;
  after: pulumi.Resource[];
  ready: pulumi.Resource[];
}

/** What Airflow needs of it. */
export interface MetadataDatabase {
  /** `postgresql://…` with the password. Secret. */
  connection: pulumi.Output<string>;
  ready: pulumi.Resource[];
}

/** @param inCluster options with the cluster's Kubernetes provider */
export async function metadataDatabase(
  name: string,
  place: DatabasePlace,
  inCluster: pulumi.ComponentResourceOptions,
): Promise<MetadataDatabase> {
  const { gke, network, project, region, zone, namespace, awake, deletedWith, after, ready } = place;
  const protection = gke.deletionProtection;
  const rest = { project, region, zone, namespace, awake, deletedWith, after, ready };
  if (gke.database.kind === "cloudSql") {
    const { CloudSql } = await import("./cloudSql");
    const { vpc, subnet } = network;
    return new CloudSql(name, { ...rest, database: gke.database, vpc, subnet, deletionProtection: protection });
  }
  const { Postgres } = await import("./postgres");
  return new Postgres(name, { ...rest, diskGb: gke.database.diskGb, protect: protection }, inCluster);
}
