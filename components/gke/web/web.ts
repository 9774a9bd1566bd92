/** The way in: address, domain and certificate; the backend behind IAP; the load balancer between them. */
import type { Foundation } from "../cluster/foundation";
import type { OauthClient } from "../settings";
import { WebAddress } from "./webAddress";
import { WebBackend } from "./webBackend";
import { WebEntry } from "./webEntry";

export type Web = ReturnType<typeof webOn>;

export function webOn(foundation: Foundation, oauthClient: OauthClient | undefined) {
  const { name, stackName, project, projectNumber, gke, network, cluster, namespace, awake, after, ready, child } =
    foundation;
  const address = new WebAddress(`${name}-web`, { gke, stackName, after }, child);
  const { vpc } = network;
  const { nodeTag } = cluster;
  const backend = new WebBackend(
    `${name}-backend`,
    {
      project,
      projectNumber,
      namespace,
      vpc,
      networkProject: gke.network.project,
      firewallExists: gke.network.firewall === "existing",
      nodeTag,
      oauthClient,
      accessLogs: gke.accessLogs,
      awake,
      after,
      ready,
    },
    foundation.inCluster,
  );
  const entry = new WebEntry(`${name}-entry`, { domain: gke.domain, address, backend, awake, after }, child);
  const groups = groupsOn(`${name}-groups`, foundation, backend);
  return { address, backend, entry, groups };
}

/** None where IAP tells no groups. */
function groupsOn(name: string, { gke, projectNumber, child }: Foundation, { backendName }: WebBackend) {
  if (gke.groupsAttribute === undefined) return [];
  const { IapGroups } = require("./iapGroups") as typeof import("./iapGroups");
  return [new IapGroups(name, { projectNumber, backendName, attribute: gke.groupsAttribute }, child)];
}
