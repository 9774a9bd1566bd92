/** Airflow itself: the login's files, the migration, the release. */
import * as pulumi from "@pulumi/pulumi";
import { steadyLabel } from "../cluster/clusterSpec";
import type { Foundation } from "../cluster/foundation";
import type { PodAws } from "../podAws";
import type { GkeHomeSettings } from "../settings";
import type { Stores } from "../stores/stores";
import type { Web } from "../web/web";
import { Airflow } from "./chart";
import { chartValues, iapPath } from "./chartValues";
import { IapLogin } from "./iapLogin";
import { hasNull } from "./mergeValues";
import { Migration } from "./migration";
import { migrationPodSpec } from "./migrationSpec";

/** @returns what must be there before anybody is let in */
export function releaseOn(
  settings: GkeHomeSettings,
  foundation: Foundation,
  stores: Stores,
  { backend, entry }: Web,
  aws: PodAws | undefined,
): pulumi.Resource[] {
  const { airflowVersion, access, dags } = settings;
  const { name, stackName, awake, namespace, deletedWith, ready, inCluster, gke } = foundation;
  const user = settings.gke.values;
  // A user's values are secret as a whole where one of them may be.
  const hidden = <T extends object>(value: T) => (settings.secretValues ? pulumi.secret(value) : value);
  const login = new IapLogin(`${name}-login`, { namespace, deletedWith, after: ready }, inCluster);
  const { names } = stores.secrets;
  const iapFiles = login.configMap;
  const standingNode = gke.steadyNode ? steadyLabel : undefined;
  const spec = hidden(migrationPodSpec({ airflowVersion, secrets: names, iapFiles, iapPath, standingNode }, user));
  const after = [...ready, ...stores.database.ready, ...stores.secrets.ready, ...stores.snapshots];
  const migration = new Migration(`${name}-migration`, { namespace, spec, awake, deletedWith, after }, inCluster);
  const values = chartValues(
    {
      airflowVersion,
      executor: gke.executor,
      url: entry.url,
      project: foundation.project,
      stackName,
      googleServiceAccount: foundation.identity.email,
      dagBucket: stores.dagBucket.bucketName,
      logFolder: pulumi.interpolate`gs://${stores.logBucket.bucketName}/logs`,
      secrets: names,
      iapFiles,
      audience: backend.audience,
      access,
      git: typeof dags === "string" ? undefined : dags,
      aws,
      standingNode,
    },
    user,
  );
  const { snapshots: _, ...stored } = stores;
  const storeParts = Object.values(stored);
  const parts = [...storeParts, migration, foundation.workloads, backend, entry, ...(aws ? [aws] : [])];
  const airflow = new Airflow(
    `${name}-airflow`,
    {
      namespace,
      chartVersion: gke.chartVersion,
      values: hidden(values),
      allowNullValues: hasNull(user),
      awake,
      deletedWith,
      after: [...ready, ...parts.flatMap((part) => part.ready)],
    },
    inCluster,
  );
  return [airflow.release];
}
