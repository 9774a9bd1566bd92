import { IAMMember } from "@pulumi/gcp/projects/iammember";
import { Account } from "@pulumi/gcp/serviceaccount/account";
import * as pulumi from "@pulumi/pulumi";
import { fitId } from "../../gcp/fitId";

export interface NodeAccountArgs {
  project: pulumi.Input<string>;
  /** Name of the stack's Airflow; the account's id is made from it. */
  stackName: string;
  after: pulumi.Resource[];
}

/** What a node needs: logs and metrics, and images of the project's Artifact Registry (https://docs.cloud.google.com/kubernetes-engine/docs/how-to/service-accounts). */
const roles = ["roles/container.defaultNodeServiceAccount", "roles/artifactregistry.reader"];

/** Who the nodes are: an account with the least they need, not the project's default one, which may be an editor. */
export class NodeAccount extends pulumi.ComponentResource {
  readonly email: pulumi.Output<string>;
  /** Nodes that start before their account may log and pull are unhealthy. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: NodeAccountArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:NodeAccount", name, args, opts);
    const { project, stackName, after } = args;
    const account = new Account(
      `${name}-account`,
      { project, accountId: `${fitId(stackName, 24)}-nodes`, displayName: `Nodes of Airflow ${stackName}` },
      { parent: this, dependsOn: after },
    );
    this.email = account.email;
    this.ready = roles.map(
      (role) =>
        new IAMMember(
          `${name}-${role.replace(/^.*[/.]/, "")}`,
          { project, role, member: pulumi.interpolate`serviceAccount:${account.email}` },
          { parent: this },
        ),
    );
    this.registerOutputs({ email: this.email });
  }
}
