/** Airflow itself: the login's files, the migration, the release. */
import * as pulumi from "@pulumi/pulumi";
import type { GkeSettings } from "../../../config";
import type { Base } from "../cluster/foundation";
import type { Stores } from "../stores/stores";
import type { Web } from "../web/web";
import { Airflow } from "./chart";
import { chartValues, iapPath } from "./chartValues";
import { IapLogin } from "./iapLogin";
import { hasNull } from "./mergeValues";
import { Migration } from "./migration";
import { migrationPodSpec } from "./migrationSpec";
import { secretValues } from "./secretConfig";

/** AWS's side of the pods. */
export interface PodAws {
  roleArn: pulumi.Output<string>;
  region: string;
  ready: pulumi.Resource[];
}

/** @returns what must be there before anybody is let in */
export function pods(
  settings: GkeSettings,
  built: Base,
  kept: Stores,
  { backend, entry }: Web,
  aws: PodAws | undefined,
): pulumi.Resource[] {
  const { name, awake, airflowVersion, access, dags } = settings;
  const { namespace, deletedWith, ready, inCluster, gke } = built;
  const user = settings.gke.values;
  // A user's values are secret as a whole where one of them may be.
  const hidden = <T extends object>(value: T) => (secretValues(settings.gke) ? pulumi.secret(value) : value);
  const login = new IapLogin(`${name}-login`, { namespace, deletedWith, after: ready }, inCluster);
  const { names } = kept.secrets;
  const iapFiles = login.configMap;
  const spec = hidden(migrationPodSpec({ airflowVersion, secrets: names, iapFiles, iapPath }, user));
  const migration = new Migration(
    `${name}-migration`,
    { namespace, spec, awake, deletedWith, after: [...ready, ...kept.database.ready, ...kept.secrets.ready] },
    inCluster,
  );
  const values = chartValues(
    {
      airflowVersion,
      executor: gke.executor,
      url: entry.url,
      project: built.project,
      stackName: name,
      googleServiceAccount: built.identity.email,
      dagBucket: kept.dagBucket.bucketName,
      logFolder: pulumi.interpolate`gs://${kept.logBucket.bucketName}/logs`,
      secrets: names,
      iapFiles,
      audience: backend.audience,
      access,
      git: typeof dags === "string" ? undefined : dags,
      aws,
    },
    user,
  );
  const parts = [...Object.values(kept), migration, built.workloads, backend, entry, ...(aws ? [aws] : [])];
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
