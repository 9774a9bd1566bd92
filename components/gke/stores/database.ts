/** Airflow's metadata database, in the cluster or in Cloud SQL, by config. */
import type { Disk } from "@pulumi/gcp/compute/disk";
import type * as pulumi from "@pulumi/pulumi";
import { postgresImage } from "../../../config/gke/keys";
import { steadyLabel } from "../cluster/clusterSpec";
import type { Foundation } from "../cluster/foundation";
import { imageFrom } from "../release/images";
import { moved } from "./keptPlace";
import type { PullSecrets } from "./postgresSpec";

/** What Airflow needs of it. */
export interface MetadataDatabase {
  /** `postgresql://…` with the password. Secret. */
  connection: pulumi.Output<string>;
  ready: pulumi.Resource[];
  /** Name of the Cloud SQL instance; undefined where the database is in the cluster. */
  instance?: pulumi.Output<string>;
  /** Where the data is, unless it is in Cloud SQL. */
  disk?: Disk;
}

/**
 * Only the kind that config asks for is loaded.
 *
 * @param pulls secrets of the namespace that the image is pulled with
 */
export function metadataDatabase(name: string, foundation: Foundation, pulls: PullSecrets): MetadataDatabase {
  const { gke, network, project, region, zone, namespace, awake, deletedWith, after, ready, kept, allowed } =
    foundation;
  const protection = gke.deletionProtection;
  const place = { project, region, zone, awake, after };
  if (gke.database.kind === "cloudSql") {
    const { CloudSql } = require("./cloudSql") as typeof import("./cloudSql");
    const { vpc, subnet } = network;
    const args = {
      ...place,
      region: allowed(region),
      database: gke.database,
      vpc,
      subnet,
      deletionProtection: protection,
      kmsKey: gke.kmsKey,
      networkProject: gke.network.project,
    };
    return new CloudSql(name, args, foundation.child);
  }
  const { Postgres } = require("./postgres") as typeof import("./postgres");
  const { diskGb, movedFrom, restoreFrom, backupDays, image = imageFrom(gke.registry, postgresImage) } = gke.database;
  const standingNode = gke.steadyNode ? steadyLabel : undefined;
  const disk = {
    diskGb,
    image,
    pullSecrets: pulls,
    movedFrom,
    restoreFrom,
    backupDays,
    allowed,
    protect: protection,
    kmsKey: gke.kmsKey,
  };
  const args = { ...place, ...disk, namespace, deletedWith, ready, standingNode };
  const postgres = new Postgres(name, args, foundation.inCluster);
  moved(name, kept, { ...foundation.child, dependsOn: [postgres.disk] });
  return postgres;
}
