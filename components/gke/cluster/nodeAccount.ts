import { IAMMember } from "@pulumi/gcp/projects/iammember";
import { Account } from "@pulumi/gcp/serviceaccount/account";
import * as pulumi from "@pulumi/pulumi";
import { fitId } from "../../gcp/fitId";
import type { ToldGrant } from "../guards/grants";
import { artifactRepository } from "../release/images";

export interface NodeAccountArgs {
  project: pulumi.Input<string>;
  /** Name of the stack's Airflow; the account's id is made from it. */
  stackName: string;
  /** Stack config `airflow:gke.registry`. */
  registry: string | undefined;
  /** The project's id: its own Artifact Registry is read by a role of the project. */
  ownProject: string;
  /** Whether the program grants what is outside the project, or only tells it. */
  makeGrants: boolean;
  after: pulumi.Resource[];
}

/** What a node needs: logs and metrics, and images of the project's Artifact Registry (https://docs.cloud.google.com/kubernetes-engine/docs/how-to/service-accounts). */
const reader = "roles/artifactregistry.reader";
const roles = ["roles/container.defaultNodeServiceAccount", reader];

/** Who the nodes are: an account with the least they need, not the project's default one, which may be an editor. */
export class NodeAccount extends pulumi.ComponentResource {
  readonly email: pulumi.Output<string>;
  /** Nodes that start before their account may log and pull are unhealthy. */
  readonly ready: pulumi.Resource[];
  /** What somebody else has to grant. */
  readonly told: ToldGrant[] = [];

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
    this.pull(name, args);
    this.registerOutputs({ email: this.email });
  }

  /** Images of an Artifact Registry in another project. */
  private pull(name: string, { registry, ownProject, makeGrants }: NodeAccountArgs): void {
    const elsewhere = artifactRepository(registry);
    if (elsewhere === undefined || elsewhere.project === ownProject) return;
    const grant = { role: reader, member: pulumi.interpolate`serviceAccount:${this.email}` };
    const { project, location, repository } = elsewhere;
    const on = pulumi.output(`projects/${project}/locations/${location}/repositories/${repository}`);
    if (!makeGrants) {
      this.told.push({ on, ...grant });
      return;
    }
    const { RepositoryIamMember } =
      require("@pulumi/gcp/artifactregistry/repositoryIamMember") as typeof import("@pulumi/gcp/artifactregistry/repositoryIamMember");
    this.ready.push(new RepositoryIamMember(`${name}-registry`, { ...elsewhere, ...grant }, { parent: this }));
  }
}
