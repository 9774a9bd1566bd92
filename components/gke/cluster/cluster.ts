import { Cluster as GkeCluster } from "@pulumi/gcp/container/cluster";
import { NodePool, type NodePoolArgs } from "@pulumi/gcp/container/nodePool";
import type { Provider as GoogleProvider } from "@pulumi/gcp/provider";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { autoNameable } from "../../gcp/fitId";
import { ownFile } from "../../shared/airflowFolder";
import type { ToldGrant } from "../guards/grants";
import type { GkeInputs } from "../settings";
import { clusterSpec, nodePoolSpec, steadyPoolSpec } from "./clusterSpec";
import { kubeconfig } from "./kubeconfig";
import type { Network } from "./network";
import { NodeAccount } from "./nodeAccount";

export interface GkeClusterArgs {
  /** Name of the stack's Airflow. */
  stackName: string;
  gke: GkeInputs;
  project: pulumi.Input<string>;
  /** The same, known at once. */
  ownProject: string;
  region: string;
  /** Zone of the nodes and, unless `gke.regional`, of the control plane. */
  zone: string;
  network: Network;
  /** Asleep there is no node pool. */
  awake: boolean;
  after: pulumi.Resource[];
}

/** Characters that GKE takes in the name of a cluster or a node pool (https://docs.cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters). */
const longestName = 40;

/**
 * A Standard cluster with one pool of private nodes, and a Kubernetes provider for it that needs no gcloud.
 *
 * **Cost** A zonal cluster's fee is USD 0.10 an hour, which Google's monthly credit covers for one cluster; a node of
 * e2-standard-2 on Spot is about USD 29 a month in us-central1, 49 on demand (prices/).
 */
export class Cluster extends pulumi.ComponentResource {
  readonly clusterName: pulumi.Output<string>;
  /** Zone or region of the control plane. */
  readonly location: pulumi.Output<string>;
  /** For objects in the cluster. */
  readonly provider: Provider;
  readonly cluster: GkeCluster;
  /** What objects in the cluster need: its nodes while it is awake. */
  readonly ready: pulumi.Resource[];
  /** Network tag of the nodes, for firewall rules. */
  readonly nodeTag: string;
  /** What somebody else has to grant the nodes. */
  readonly toldGrants: ToldGrant[];

  constructor(name: string, args: GkeClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:Cluster", name, args, opts);
    const { stackName, project, network, gke, awake, after } = args;
    const { registry, grants } = gke;
    const nodes = new NodeAccount(
      `${name}-nodes`,
      { project, stackName, registry, ownProject: args.ownProject, makeGrants: grants === "make", after },
      { parent: this },
    );
    this.toldGrants = nodes.told;
    this.nodeTag = `${stackName}-node`;
    const shape = { ...args, nodeEmail: nodes.email, nodeTag: this.nodeTag };
    const cluster = new GkeCluster(autoNameable(`${name}-cluster`, longestName), clusterSpec(shape), {
      parent: this,
      dependsOn: [...after, ...nodes.ready, ...network.ready],
      ignoreChanges: [
        // The provider reads the first node pool's settings into it: without this each `up` would replace the cluster.
        "nodeConfig",
        "nodeConfig.resourceLabels",
        "nodeConfig.resourceManagerTags",
        // With no address open Google sets it, and older providers would ask to unset it at each `up`.
        "privateClusterConfig.enablePrivateEndpoint",
      ],
    });
    // Only the first count of a pool is the program's: after that the autoscaler decides.
    const make = (part: string, spec: NodePoolArgs) =>
      new NodePool(autoNameable(`${name}-${part}`, longestName), spec, {
        parent: this,
        ignoreChanges: ["initialNodeCount"],
      });
    const pools = awake ? [make("pool", nodePoolSpec(shape, cluster))] : [];
    if (awake && gke.steadyNode) pools.push(make("steady", steadyPoolSpec(shape, cluster)));
    this.cluster = cluster;
    this.clusterName = cluster.name;
    this.location = cluster.location;
    this.provider = this.kubernetes(name, gke, cluster);
    this.ready = awake ? pools : [cluster];
    this.registerOutputs({ clusterName: this.clusterName, location: this.location });
  }

  private kubernetes(name: string, { controlPlane }: GkeInputs, cluster: GkeCluster): Provider {
    const byDns = controlPlane.access === "dns";
    const server = byDns
      ? pulumi.interpolate`https://${cluster.controlPlaneEndpointsConfig.dnsEndpointConfig.apply((dns) => dns?.endpoint)}`
      : pulumi.interpolate`https://${cluster.endpoint}`;
    const config = pulumi.all([server, cluster.masterAuth, this.credentials()]).apply(([address, auth, environment]) =>
      kubeconfig({
        server: address,
        certificateAuthority: byDns ? undefined : auth.clusterCaCertificate,
        tokenProgram: ownFile("components/gke/cluster/token.cjs"),
        environment,
      }),
    );
    return new Provider(
      `${name}-kubernetes`,
      {
        kubeconfig: pulumi.secret(config),
        // Only another cluster makes this another provider.
        clusterIdentifier: cluster.id,
      },
      { parent: this },
    );
  }

  /** Credentials of the Google provider, where it has its own: the home's options name it, or the stack's config. */
  private credentials() {
    const provider = this.getProvider("gcp:container/cluster:Cluster") as GoogleProvider | undefined;
    const config = new pulumi.Config("gcp");
    return pulumi.output({
      GOOGLE_CREDENTIALS: provider?.credentials ?? config.getSecret("credentials"),
      GOOGLE_OAUTH_ACCESS_TOKEN: provider?.accessToken ?? config.getSecret("accessToken"),
      GOOGLE_IMPERSONATE_SERVICE_ACCOUNT:
        provider?.impersonateServiceAccount ?? config.get("impersonateServiceAccount"),
    });
  }
}
