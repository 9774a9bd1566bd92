/** Airflow's metadata database, in the cluster or in Cloud SQL, by config. */
import type * as pulumi from "@pulumi/pulumi";
import { postgresImage } from "../../../config/gke/keys";
import type { Foundation } from "../cluster/foundation";

/** What Airflow needs of it. */
export interface MetadataDatabase {
  /** `postgresql://…` with the password. Secret. */
  connection: pulumi.Output<string>;
  ready: pulumi.Resource[];
}

/** Only the kind that config asks for is loaded. */
export function metadataDatabase(name: string, foundation: Foundation): MetadataDatabase {
  const { gke, network, project, region, zone, namespace, awake, deletedWith, after, ready } = foundation;
  const protection = gke.deletionProtection;
  const place = { project, region, zone, awake, after };
  if (gke.database.kind === "cloudSql") {
    const { CloudSql } = require("./cloudSql") as typeof import("./cloudSql");
    const { vpc, subnet } = network;
    const args = { ...place, database: gke.database, vpc, subnet, deletionProtection: protection };
    return new CloudSql(name, args, foundation.child);
  }
  const { Postgres } = require("./postgres") as typeof import("./postgres");
  const { diskGb, image = postgresImage } = gke.database;
  const args = { ...place, namespace, deletedWith, ready, diskGb, image, protect: protection };
  return new Postgres(name, args, foundation.inCluster);
}
