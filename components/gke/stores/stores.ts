/** What Airflow keeps, and what outlives a sleep: database, secrets, DAGs, logs. */
import type { Dags } from "../../../config";
import type { Base } from "../cluster/foundation";
import { DagBucket } from "./dagBucket";
import { metadataDatabase } from "./database";
import { LogBucket } from "./logBucket";
import { SecretAccess } from "./secretAccess";
import { Secrets } from "./secrets";

export type Stores = Awaited<ReturnType<typeof stores>>;

/** Folder of this machine with the DAGs; undefined where they come from git or the user's own CI. */
export const dagFolder = (dags: Dags): string | undefined =>
  typeof dags === "string" && dags !== "external" ? dags : undefined;

export async function stores(built: Base, dags: Dags) {
  const { name, project, projectNumber, region, gke, identity, namespace, deletedWith, after, ready } = built;
  const { member } = identity;
  const database = await metadataDatabase(`${name}-database`, built, built.inCluster);
  const keys = { namespace, connection: database.connection, deletedWith, after: ready };
  const secrets = new Secrets(`${name}-secrets`, keys, built.inCluster);
  const variables = new SecretAccess(`${name}-variables`, { project, projectNumber, stackName: name, member });
  const bucket = { region, keepObjects: gke.deletionProtection, member, after };
  const folders = { dags: dagFolder(dags), plugins: "airflow/plugins" };
  const dagBucket = new DagBucket(`${name}-dags`, { ...bucket, existing: gke.bucketName, folders });
  const logBucket = new LogBucket(`${name}-logs`, { ...bucket, retentionDays: gke.logRetentionDays });
  return { database, secrets, variables, dagBucket, logBucket };
}
