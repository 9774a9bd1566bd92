/** Trust of the role that Airflow's pods on GKE take. Pure. */
import type { PolicyDocument } from "./policies";
import { policy } from "./policies";

export interface PodTrust {
  /** ARN of the IAM identity provider. */
  providerArn: string;
  /** Issuer of the cluster's tokens, with https://. */
  issuer: string;
  namespace: string;
  serviceAccounts: readonly string[];
}

/** Tokens of these service accounts, made for AWS: any other pod of the cluster is refused. */
export function podTrust({ providerArn, issuer, namespace, serviceAccounts }: PodTrust): PolicyDocument {
  const host = issuer.replace(/^https:\/\//, "");
  return policy({
    Effect: "Allow",
    Principal: { Federated: providerArn },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: {
        [`${host}:aud`]: "sts.amazonaws.com",
        [`${host}:sub`]: serviceAccounts.map((account) => `system:serviceaccount:${namespace}:${account}`),
      },
    },
  });
}

/** Issuer of a GKE cluster's tokens (https://docs.cloud.google.com/kubernetes-engine/docs/how-to/workload-identity). */
export const clusterIssuer = (project: string, location: string, cluster: string): string =>
  `https://container.googleapis.com/v1/projects/${project}/locations/${location}/clusters/${cluster}`;
