/** What a cluster and its node pool are made of. Pure. */
import type { Cluster, ClusterArgs } from "@pulumi/gcp/container/cluster";
import type { NodePoolArgs } from "@pulumi/gcp/container/nodePool";
import * as pulumi from "@pulumi/pulumi";
import type { GkeInputs } from "../settings";
import { maintenancePolicyOf } from "./maintenance";

/** What both are made from. */
export interface ClusterShape {
  stackName: string;
  gke: GkeInputs;
  project: pulumi.Input<string>;
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

/** The key of a node's disk. */
const bootDisk = ({ kmsKey }: GkeInputs) => (kmsKey === undefined ? {} : { bootDiskKmsKey: kmsKey });

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
    workloadIdentityConfig: { workloadPool: pulumi.interpolate`${project}.svc.id.goog` },
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
    // Managed Prometheus takes a tenth of the default node: only where it is asked for.
    monitoringConfig: { enableComponents: ["SYSTEM_COMPONENTS"], managedPrometheus: { enabled: gke.metrics } },
    maintenancePolicy: maintenancePolicyOf(gke.maintenance),
    // The pool that a cluster is born with cannot be shaped: it goes at once, and the pool below takes its place.
    removeDefaultNodePool: true,
    initialNodeCount: 1,
    nodeConfig: {
      serviceAccount: nodeEmail,
      oauthScopes: scopes,
      machineType: "e2-medium",
      shieldedInstanceConfig,
      ...bootDisk(gke),
    },
    ...(gke.kmsKey !== undefined && { databaseEncryption: { state: "ENCRYPTED", keyName: gke.kmsKey } }),
  };
}

/** Label of the node that stays, and what the standing pods choose by it. */
export const steadyLabel = { "airflow-pods": "standing" };

type Location = Pick<Cluster, "name" | "location">;

/** The nodes that Airflow runs on; its tasks only, where the standing pods have a node that stays. */
export function nodePoolSpec(shape: ClusterShape, cluster: Location): NodePoolArgs {
  const { nodes, spot, steadyNode } = shape.gke;
  return pool(shape, cluster, { min: steadyNode ? nodes.min - 1 : nodes.min, max: nodes.max, spot, labels: {} });
}

/** The one node for what must not go when Google wants its Spot VMs back. */
export const steadyPoolSpec = (shape: ClusterShape, cluster: Location): NodePoolArgs =>
  pool(shape, cluster, { min: 1, max: 1, spot: false, labels: steadyLabel });

function pool(
  { gke, project, zone, nodeEmail, nodeTag, stackName }: ClusterShape,
  cluster: Location,
  { min, max, spot, labels }: { min: number; max: number; spot: boolean; labels: Record<string, string> },
): NodePoolArgs {
  return {
    project,
    cluster: cluster.name,
    location: cluster.location,
    // One zone, also of a regional cluster: the database's disk and the load balancer's NEG are in it.
    ...(gke.regional ? { nodeLocations: [zone] } : {}),
    initialNodeCount: min === 0 ? 0 : 1,
    autoscaling: {
      totalMinNodeCount: min,
      totalMaxNodeCount: max,
      // ANY takes Spot capacity wherever there is some.
      locationPolicy: spot ? "ANY" : "BALANCED",
    },
    management: { autoRepair: true, autoUpgrade: true },
    upgradeSettings: { maxSurge: 1, maxUnavailable: 0 },
    nodeConfig: {
      machineType: gke.machineType,
      spot,
      diskSizeGb: gke.diskGb,
      diskType: "pd-balanced",
      serviceAccount: nodeEmail,
      oauthScopes: scopes,
      tags: [nodeTag],
      labels: { airflow: stackName, ...labels },
      // Of the nodes and their disks; a node's machine has no place of its own in the program.
      ...(Object.keys(gke.labels).length > 0 && { resourceLabels: gke.labels }),
      // Without this a pod would get the node's identity, not its own.
      workloadMetadataConfig: { mode: "GKE_METADATA" },
      shieldedInstanceConfig,
      ...bootDisk(gke),
    },
  };
}
