/** What Airflow keeps, and what outlives a sleep: database, secrets, DAGs, logs. */
import { dagFolder, pluginFolders } from "../../shared/airflowFolder";
import type { IgnoreSyntax } from "../../shared/upload/ignoreFiles";
import type { Foundation } from "../cluster/foundation";
import type { GkeHomeSettings } from "../settings";
import { DagBucket } from "./dagBucket";
import { metadataDatabase } from "./database";
import { LogBucket } from "./logBucket";
import type { PullSecrets } from "./postgresSpec";
import { SecretAccess } from "./secretAccess";
import { Secrets } from "./secrets";
import { upgradeSnapshot } from "./upgradeSnapshot";

export type Stores = ReturnType<typeof storesOn>;

/**
 * @param syntax in which Airflow reads `.airflowignore`
 * @param pulls secrets of the namespace that images are pulled with
 */
export function storesOn(
  foundation: Foundation,
  { dags, airflowVersion, snapshotBefore }: GkeHomeSettings,
  syntax: IgnoreSyntax,
  pulls: PullSecrets,
) {
  const {
    name,
    stackName,
    project,
    projectNumber,
    region,
    gke,
    identity,
    namespace,
    deletedWith,
    after,
    ready,
    child,
  } = foundation;
  const { member } = identity;
  const database = metadataDatabase(`${name}-database`, foundation, pulls);
  const keys = { namespace, connection: database.connection, deletedWith, after: ready };
  const secrets = new Secrets(`${name}-secrets`, keys, foundation.inCluster);
  const variables = new SecretAccess(`${name}-variables`, { project, projectNumber, stackName, member }, child);
  const bucket = { region, kmsKey: gke.kmsKey, keepObjects: gke.deletionProtection, member, after };
  const dagFiles = dagFolder(dags);
  const folders = { dags: dagFiles === undefined ? [] : [dagFiles], plugins: pluginFolders() };
  const dagBucket = new DagBucket(`${name}-dags`, { ...bucket, existing: gke.bucketName, folders, syntax }, child);
  const logBucket = new LogBucket(`${name}-logs`, { ...bucket, retentionDays: gke.logRetentionDays }, child);
  const { zone } = foundation;
  const { disk } = database;
  const snapshots =
    snapshotBefore && disk
      ? [upgradeSnapshot(`${name}-database`, { project, zone, disk, version: airflowVersion }, child)]
      : [];
  return { database, secrets, variables, dagBucket, logBucket, snapshots };
}
