/** What a cluster and its node pool are made of. Pure. */
import type { Cluster, ClusterArgs } from "@pulumi/gcp/container/cluster";
import type { NodePoolArgs } from "@pulumi/gcp/container/nodePool";
import type * as pulumi from "@pulumi/pulumi";
import type { GkeInputs } from "../settings";

/** What both are made from. */
export interface ClusterShape {
  stackName: string;
  gke: GkeInputs;
  project: string;
  region: string;
  zone: string;
  network: {
    vpc: pulumi.Input<string>;
    subnet: pulumi.Input<string>;
    podRange: pulumi.Input<string>;
    serviceRange: pulumi.Input<string>;
  };
  nodeEmail: pulumi.Input<string>;
  nodeTag: string;
}

const scopes = ["https://www.googleapis.com/auth/cloud-platform"];
const shieldedInstanceConfig = { enableSecureBoot: true, enableIntegrityMonitoring: true };

/** Control plane and what all nodes share. */
export function clusterSpec({ gke, project, region, zone, network, nodeEmail, stackName }: ClusterShape): ClusterArgs {
  const byDns = gke.controlPlane.access === "dns";
  return {
    project,
    location: gke.regional ? region : zone,
    ...(gke.regional ? { nodeLocations: [zone] } : {}),
    network: network.vpc,
    subnetwork: network.subnet,
    deletionProtection: gke.deletionProtection,
    releaseChannel: { channel: "REGULAR" },
    resourceLabels: { airflow: stackName },
    workloadIdentityConfig: { workloadPool: `${project}.svc.id.goog` },
    networkingMode: "VPC_NATIVE",
    // Dataplane V2: without it network policies do nothing, and it cannot be turned on later.
    datapathProvider: "ADVANCED_DATAPATH",
    ipAllocationPolicy: {
      clusterSecondaryRangeName: network.podRange,
      servicesSecondaryRangeName: network.serviceRange,
    },
    privateClusterConfig: { enablePrivateNodes: true },
    controlPlaneEndpointsConfig: {
      dnsEndpointConfig: { allowExternalTraffic: byDns },
      ipEndpointsConfig: { enabled: !byDns },
    },
    ...(byDns
      ? {}
      : {
          masterAuthorizedNetworksConfig: {
            // Left out, every address of Google Cloud's, anybody's machine there, may reach the API.
            gcpPublicCidrsAccessEnabled: false,
            cidrBlocks: gke.controlPlane.authorizedNetworks.map((cidrBlock) => ({ cidrBlock })),
          },
        }),
    addonsConfig: {
      gcsFuseCsiDriverConfig: { enabled: true },
      gcePersistentDiskCsiDriverConfig: { enabled: true },
      httpLoadBalancing: { disabled: false },
    },
    loggingConfig: { enableComponents: ["SYSTEM_COMPONENTS", "WORKLOADS"] },
    // Managed Prometheus would take a tenth of the default node.
    monitoringConfig: { enableComponents: ["SYSTEM_COMPONENTS"], managedPrometheus: { enabled: false } },
    // The pool that a cluster is born with cannot be shaped: it goes at once, and the pool below takes its place.
    removeDefaultNodePool: true,
    initialNodeCount: 1,
    nodeConfig: { serviceAccount: nodeEmail, oauthScopes: scopes, machineType: "e2-medium", shieldedInstanceConfig },
  };
}

/** The nodes that Airflow runs on. */
export function nodePoolSpec(
  { gke, project, zone, nodeEmail, nodeTag, stackName }: ClusterShape,
  cluster: Pick<Cluster, "name" | "location">,
): NodePoolArgs {
  return {
    project,
    cluster: cluster.name,
    location: cluster.location,
    // One zone, also of a regional cluster: the database's disk and the load balancer's NEG are in it.
    ...(gke.regional ? { nodeLocations: [zone] } : {}),
    initialNodeCount: 1,
    autoscaling: {
      totalMinNodeCount: gke.nodes.min,
      totalMaxNodeCount: gke.nodes.max,
      // ANY takes Spot capacity wherever there is some.
      locationPolicy: gke.spot ? "ANY" : "BALANCED",
    },
    management: { autoRepair: true, autoUpgrade: true },
    upgradeSettings: { maxSurge: 1, maxUnavailable: 0 },
    nodeConfig: {
      machineType: gke.machineType,
      spot: gke.spot,
      diskSizeGb: gke.diskGb,
      diskType: "pd-balanced",
      serviceAccount: nodeEmail,
      oauthScopes: scopes,
      tags: [nodeTag],
      labels: { airflow: stackName },
      // Without this a pod would get the node's identity, not its own.
      workloadMetadataConfig: { mode: "GKE_METADATA" },
      shieldedInstanceConfig,
    },
  };
}
