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
import { imagesNeeded } from "./images";
import { hasNull } from "./mergeValues";
import { Migration } from "./migration";
import { migrationPodSpec } from "./migrationSpec";

/** @returns what must be there before anybody is let in, and the images that the registry must have */
export function releaseOn(
  settings: GkeHomeSettings,
  foundation: Foundation,
  stores: Stores,
  { backend, entry, groups }: Web,
  aws: PodAws | undefined,
): { ready: pulumi.Resource[]; images: pulumi.Input<string[]> | undefined } {
  const { airflowVersion, access, dags } = settings;
  const { name, stackName, awake, namespace, deletedWith, ready, inCluster, gke } = foundation;
  const user = settings.gke.values;
  // A user's values are secret as a whole where one of them may be.
  const hidden = <T extends object>(value: T) => (settings.secretValues ? pulumi.secret(value) : value);
  const login = new IapLogin(`${name}-login`, { namespace, deletedWith, after: ready }, inCluster);
  const { names } = stores.secrets;
  const iapFiles = login.configMap;
  const standingNode = gke.steadyNode ? steadyLabel : undefined;
  const { registry } = gke;
  const job = { airflowVersion, secrets: names, iapFiles, iapPath, standingNode, registry };
  const spec = hidden(migrationPodSpec(job, user));
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
      groupsAttribute: gke.groupsAttribute,
      git: typeof dags === "string" ? undefined : dags,
      aws,
      standingNode,
      metrics: gke.metrics,
      registry,
    },
    user,
  );
  const { snapshots: _, ...stored } = stores;
  const policies = policiesOn(foundation);
  const parts = [
    ...Object.values(stored),
    migration,
    ...policies,
    ...groups,
    foundation.workloads,
    backend,
    entry,
    ...(aws ? [aws] : []),
  ];
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
  const images = registry && hidden(imagesNeeded(registry, airflowVersion, values, gke.database));
  return { ready: [airflow.release], images: images || undefined };
}

/** None where config leaves them out. */
function policiesOn({ name, namespace, deletedWith, ready, inCluster, gke }: Foundation) {
  if (!gke.networkPolicies) return [];
  const { NetworkPolicies } = require("../guards/networkPolicies") as typeof import("../guards/networkPolicies");
  const parts = {
    postgres: gke.database.kind === "cluster",
    redis: gke.executor === "CeleryExecutor",
    metrics: gke.metrics,
  };
  const args = { namespace, inCluster: parts, deletedWith, after: ready };
  return [new NetworkPolicies(`${name}-policies`, args, inCluster)];
}
