/** Airflow on GKE behind IAP: identity -> cluster -> database, secrets, buckets -> web entry -> release -> grants, in one pass. */
import * as pulumi from "@pulumi/pulumi";
import type { GkeSettings } from "../../config";
import type { Cluster } from "./cluster/cluster";
import { base } from "./cluster/foundation";
import { airflowAccounts } from "./cluster/workloadIdentity";
import { type PodAws, pods } from "./release/release";
import { oauthClientOf } from "./release/secretConfig";
import { stores } from "./stores/stores";
import { IapAccess } from "./web/iapAccess";
import { web } from "./web/web";

/** @returns the stack's outputs */
export async function gkeHome(settings: GkeSettings): Promise<Record<string, unknown>> {
  const { name, awake, access, airflowVersion } = settings;
  const oauthClient = oauthClientOf(settings.gke);
  const built = base(settings);
  const kept = await stores(built, settings.dags);
  const entrance = web(built, oauthClient);
  const aws = await awsSide(settings, built.cluster);
  const running = pods(settings, built, kept, entrance, aws);
  const { backend, address, entry } = entrance;
  const { project } = built;
  new IapAccess(`${name}-access`, { project, access, backendName: backend.backendName, after: running });

  const caller = access.triggerCallers.find((who) => who.startsWith("serviceAccount:"));
  return {
    platform: "gke",
    awake,
    airflowUrl: entry.url,
    googleServiceAccount: built.identity.email,
    dagsBucket: kept.dagBucket.bucketName,
    logsBucket: kept.logBucket.bucketName,
    staticIp: address.address,
    ...(address.nameServers && { nameServers: address.nameServers }),
    iapAudience: backend.audience,
    clusterName: built.cluster.clusterName,
    clusterLocation: built.cluster.location,
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
async function awsSide(settings: GkeSettings, { clusterName, location }: Cluster): Promise<PodAws | undefined> {
  const { name, gke, aws: place, gcpProject } = settings;
  if (gke.aws === undefined || place === undefined) return undefined;
  const { WebIdentity } = await import("../aws/iam/webIdentity");
  const { clusterIssuer } = await import("../aws/iam/podTrust");
  const { roleArn, ready } = new WebIdentity(`${name}-aws`, {
    ...gke.aws,
    place,
    issuer: pulumi.all([location, clusterName]).apply(([where, cluster]) => clusterIssuer(gcpProject, where, cluster)),
    namespace: gke.namespace,
    serviceAccounts: airflowAccounts,
  });
  return { roleArn, ready, region: place.region };
}
