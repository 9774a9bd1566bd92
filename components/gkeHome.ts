/** Airflow on GKE behind IAP: identity -> cluster -> database, secrets, buckets -> web entry -> release -> grants, in one pass. */
import { getProjectOutput } from "@pulumi/gcp/organizations/getProject";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import * as pulumi from "@pulumi/pulumi";
import type { GkeSettings } from "../config";
import { GoogleIdentity } from "./gcp/googleIdentity";
import { Airflow } from "./gke/airflow";
import { apisFor } from "./gke/apis";
import { chartValues, iapPath } from "./gke/chartValues";
import { Cluster } from "./gke/cluster";
import { DagBucket } from "./gke/dagBucket";
import { metadataDatabase } from "./gke/database";
import { IapAccess } from "./gke/iapAccess";
import { IapLogin } from "./gke/iapLogin";
import { LogBucket } from "./gke/logBucket";
import { hasNull } from "./gke/mergeValues";
import { Migration } from "./gke/migration";
import { migrationPodSpec } from "./gke/migrationSpec";
import { Network } from "./gke/network";
import { SecretAccess } from "./gke/secretAccess";
import { oauthClientOf, secretValues, withoutSecrets } from "./gke/secretConfig";
import { Secrets } from "./gke/secrets";
import { WebAddress } from "./gke/webAddress";
import { WebBackend } from "./gke/webBackend";
import { WebEntry } from "./gke/webEntry";
import { airflowAccounts, WorkloadIdentity } from "./gke/workloadIdentity";

/** @returns the stack's outputs */
export async function gkeHome(settings: GkeSettings): Promise<Record<string, unknown>> {
  const { name, awake, access, dags, airflowVersion, gcpProject: project, gcpRegion: region } = settings;
  const oauthClient = oauthClientOf(settings.gke);
  const gke = withoutSecrets(settings.gke);
  const zone = gke.zone ?? `${region}-b`;
  const keepObjects = gke.deletionProtection;

  const { google } = settings;
  const identity = new GoogleIdentity(`${name}-google`, { project, google, stackName: name, apis: apisFor(gke) });
  const { email, member, accountName, apis: after } = identity;
  const projectNumber = getProjectOutput({ projectId: project }, { dependsOn: after }).number;

  const network = new Network(`${name}-network`, { network: gke.network, project, region, awake, after });
  const cluster = new Cluster(`${name}-gke`, { stackName: name, gke, project, region, zone, network, awake, after });
  const inCluster = { provider: cluster.provider };
  // Asleep a destroy takes the cluster with all that is in it: with no node nothing in it can be taken down in order.
  const deletedWith = awake ? undefined : cluster.cluster;
  const space = new Namespace(
    `${name}-namespace`,
    { metadata: { name: gke.namespace } },
    { ...inCluster, dependsOn: cluster.ready, deletedWith },
  );
  const namespace = space.metadata.name;
  const ready = [...cluster.ready, space];
  const pods = { project, namespace: gke.namespace, accountName, after: [cluster.cluster] };
  const workloads = new WorkloadIdentity(`${name}-pods`, pods);

  const place = { project, region, zone, namespace, network, gke, awake, deletedWith, after, ready };
  const database = await metadataDatabase(`${name}-database`, place, inCluster);
  const keys = { namespace, connection: database.connection, deletedWith, after: ready };
  const secrets = new Secrets(`${name}-secrets`, keys, inCluster);
  const variables = new SecretAccess(`${name}-variables`, { project, projectNumber, stackName: name, member });
  const dagBucket = new DagBucket(`${name}-dags`, {
    existing: gke.bucketName,
    region,
    keepObjects,
    folders: { dags: typeof dags === "string" && dags !== "external" ? dags : undefined, plugins: "airflow/plugins" },
    member,
    after,
  });
  const retentionDays = gke.logRetentionDays;
  const logBucket = new LogBucket(`${name}-logs`, { region, retentionDays, keepObjects, member, after });

  const address = new WebAddress(`${name}-web`, { gke, stackName: name, after });
  const { vpc } = network;
  const { nodeTag } = cluster;
  const backend = new WebBackend(
    `${name}-backend`,
    { project, projectNumber, namespace, vpc, nodeTag, oauthClient, awake, after, ready },
    inCluster,
  );
  const entry = new WebEntry(`${name}-entry`, { domain: gke.domain, address, backend, awake, after });

  const login = new IapLogin(`${name}-login`, { namespace, deletedWith, after: ready }, inCluster);
  const { metadata, fernet } = secrets.names;
  const job = { airflowVersion, secrets: { metadata, fernet }, iapFiles: login.configMap, iapPath };
  const userValues = settings.gke.values;
  // A user's values are kept secret as a whole where one of them may be.
  const kept = <T extends object>(value: T) => (secretValues(settings.gke) ? pulumi.secret(value) : value);
  const migration = new Migration(
    `${name}-migration`,
    {
      namespace,
      spec: kept(migrationPodSpec(job, userValues)),
      awake,
      deletedWith,
      after: [...ready, ...database.ready, ...secrets.ready],
    },
    inCluster,
  );
  const aws = await awsSide(settings, cluster);
  const values = chartValues(
    {
      airflowVersion,
      executor: gke.executor,
      url: entry.url,
      project,
      stackName: name,
      googleServiceAccount: email,
      dagBucket: dagBucket.bucketName,
      logFolder: pulumi.interpolate`gs://${logBucket.bucketName}/logs`,
      secrets: secrets.names,
      iapFiles: login.configMap,
      audience: backend.audience,
      access,
      git: typeof dags === "string" ? undefined : dags,
      aws,
    },
    userValues,
  );
  const airflow = new Airflow(
    `${name}-airflow`,
    {
      namespace,
      chartVersion: gke.chartVersion,
      values: kept(values),
      allowNullValues: hasNull(userValues),
      awake,
      deletedWith,
      after: [
        ready,
        database,
        secrets,
        migration,
        workloads,
        variables,
        dagBucket,
        logBucket,
        backend,
        entry,
        aws,
      ].flatMap((part) => (part === undefined ? [] : Array.isArray(part) ? part : part.ready)),
    },
    inCluster,
  );
  new IapAccess(`${name}-access`, { project, access, backendName: backend.backendName, after: [airflow.release] });

  const caller = access.triggerCallers.find((who) => who.startsWith("serviceAccount:"));
  return {
    platform: "gke",
    awake,
    airflowUrl: entry.url,
    googleServiceAccount: email,
    dagsBucket: dagBucket.bucketName,
    logsBucket: logBucket.bucketName,
    staticIp: address.address,
    ...(address.nameServers && { nameServers: address.nameServers }),
    iapAudience: backend.audience,
    clusterName: cluster.clusterName,
    clusterLocation: cluster.location,
    ...(aws && { awsRoleArn: aws.roleArn }),
    trigger: {
      kind: "iap",
      url: entry.url,
      airflowVersion,
      ...(caller && { serviceAccount: caller.replace("serviceAccount:", "") }),
    },
  };
}

/** The pods' IAM role; loads the AWS SDK only where it is wanted. */
async function awsSide(settings: GkeSettings, { clusterName, location }: Cluster) {
  const { name, gke, aws: place, gcpProject } = settings;
  if (gke.aws === undefined || place === undefined) return undefined;
  const { WebIdentity } = await import("./aws/webIdentity");
  const { clusterIssuer } = await import("./aws/podTrust");
  const { roleArn, ready } = new WebIdentity(`${name}-aws`, {
    ...gke.aws,
    place,
    issuer: pulumi.all([location, clusterName]).apply(([where, cluster]) => clusterIssuer(gcpProject, where, cluster)),
    namespace: gke.namespace,
    serviceAccounts: airflowAccounts,
  });
  return { roleArn, ready, region: place.region };
}
