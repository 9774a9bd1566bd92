/** AWS for the pods. The AWS SDK is loaded only where it is wanted. */
import * as pulumi from "@pulumi/pulumi";
import type { Foundation } from "./cluster/foundation";
import { airflowAccounts } from "./cluster/workloadIdentity";
import type { GkeHomeSettings } from "./settings";

/** AWS's side of the pods. */
export interface PodAws {
  roleArn: pulumi.Output<string>;
  region: string;
  ready: pulumi.Resource[];
}

/** The pods' IAM role; undefined where config wants no AWS. */
export function podAwsOn({ gke, aws: place }: GkeHomeSettings, foundation: Foundation): PodAws | undefined {
  if (gke.aws === undefined || place === undefined) return undefined;
  const { WebIdentity } = require("../aws/iam/webIdentity") as typeof import("../aws/iam/webIdentity");
  const { guarded } = require("../aws/guardRails") as typeof import("../aws/guardRails");
  const { clusterIssuer } = require("../aws/iam/podTrust") as typeof import("../aws/iam/podTrust");
  const { name, project, cluster, child } = foundation;
  const { roleArn, ready } = new WebIdentity(
    `${name}-aws`,
    {
      ...gke.aws,
      place,
      issuer: pulumi
        .all([cluster.location, cluster.clusterName])
        .apply(([location, clusterName]) => clusterIssuer(project, location, clusterName)),
      namespace: gke.namespace,
      serviceAccounts: airflowAccounts,
    },
    guarded(child, gke.aws),
  );
  return { roleArn, ready, region: place.region };
}
