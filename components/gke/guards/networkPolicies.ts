import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import * as pulumi from "@pulumi/pulumi";
import { type InCluster, networkPolicySpecs } from "./networkPolicySpec";

export interface NetworkPoliciesArgs {
  namespace: pulumi.Input<string>;
  inCluster: InCluster;
  /** The cluster, where they go with everything in it. */
  deletedWith: pulumi.Resource | undefined;
  after: pulumi.Resource[];
}

/** Airflow's pods take connections from each other and the load balancer; the database from Airflow's own alone. */
export class NetworkPolicies extends pulumi.ComponentResource {
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: NetworkPoliciesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:NetworkPolicies", name, args, opts);
    const { namespace, inCluster, deletedWith, after } = args;
    this.ready = Object.entries(networkPolicySpecs(inCluster)).map(
      ([part, spec]) =>
        new NetworkPolicy(
          `${name}-${part}`,
          { metadata: { namespace }, spec },
          { parent: this, dependsOn: after, deletedWith },
        ),
    );
    this.registerOutputs();
  }
}
