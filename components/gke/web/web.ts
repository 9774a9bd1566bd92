/** The way in: address, domain and certificate; the backend behind IAP; the load balancer between them. */
import type * as pulumi from "@pulumi/pulumi";
import type { Base } from "../cluster/foundation";
import { WebAddress } from "./webAddress";
import { WebBackend } from "./webBackend";
import { WebEntry } from "./webEntry";

export type Web = ReturnType<typeof web>;

export function web(built: Base, oauthClient: { id: string; secret: pulumi.Output<string> } | undefined) {
  const { name, project, projectNumber, gke, network, cluster, namespace, awake, after, ready } = built;
  const address = new WebAddress(`${name}-web`, { gke, stackName: name, after });
  const { vpc } = network;
  const { nodeTag } = cluster;
  const backend = new WebBackend(
    `${name}-backend`,
    { project, projectNumber, namespace, vpc, nodeTag, oauthClient, awake, after, ready },
    built.inCluster,
  );
  const entry = new WebEntry(`${name}-entry`, { domain: gke.domain, address, backend, awake, after });
  return { address, backend, entry };
}
