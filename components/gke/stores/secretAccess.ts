import { IAMMember } from "@pulumi/gcp/projects/iammember";
import * as pulumi from "@pulumi/pulumi";
import { secretManagerPrefix } from "../release/airflowSettings";

export interface SecretAccessArgs {
  project: string;
  projectNumber: pulumi.Input<string>;
  /** Name of the stack's Airflow. */
  stackName: string;
  /** `serviceAccount:EMAIL` of Airflow. */
  member: pulumi.Input<string>;
}

/** The condition, in Google's CEL: secrets of this stack, no other of the project. */
export function ownSecrets(projectNumber: string, stackName: string): string {
  return (["connections", "variables", "config"] as const)
    .map(
      (kind) =>
        `resource.name.startsWith("projects/${projectNumber}/secrets/${secretManagerPrefix(stackName, kind)}-")`,
    )
    .join(" || ");
}

/** Airflow reads its connections and variables from Secret Manager, where they outlive the database. */
export class SecretAccess extends pulumi.ComponentResource {
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: SecretAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:SecretAccess", name, args, opts);
    const { project, projectNumber, stackName, member } = args;
    const grant = new IAMMember(
      `${name}-reader`,
      {
        project,
        role: "roles/secretmanager.secretAccessor",
        member,
        condition: {
          title: `Secrets of Airflow ${stackName}`,
          expression: pulumi.output(projectNumber).apply((number) => ownSecrets(number, stackName)),
        },
      },
      { parent: this },
    );
    this.ready = [grant];
    this.registerOutputs();
  }
}
