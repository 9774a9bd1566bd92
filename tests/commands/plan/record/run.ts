/** Runs a few lines of a program as the plan does. */
import * as pulumi from "@pulumi/pulumi";
import type { Graph } from "../../../../commands/plan/record/graph";
import { record } from "../../../../commands/plan/record/recorder";

/** A resource of any type. */
export class Thing extends pulumi.CustomResource {
  declare readonly arn: pulumi.Output<string>;

  constructor(type: string, name: string, props: pulumi.Inputs = {}, opts?: pulumi.CustomResourceOptions) {
    super(type, name, { arn: undefined, ...props }, opts);
  }
}

/** A component of any type. */
export class Group extends pulumi.ComponentResource {
  constructor(type: string, name: string, opts?: pulumi.ComponentResourceOptions) {
    super(type, name, {}, opts);
  }

  /** Says that it is complete. */
  ready(outputs: pulumi.Inputs): void {
    this.registerOutputs(outputs);
  }
}

/** The graph of a program. */
export const recorded = (program: () => unknown): Promise<Graph> =>
  record(async () => program(), {
    project: "airflow",
    stack: "test",
    config: {},
    accountId: "111122223333",
    region: "us-east-1",
    gcpProject: "my-project",
  });

/** What a program throws that must fail. */
export async function thrownBy(program: () => unknown): Promise<unknown> {
  const graph = await recorded(program).catch((error: unknown) => ({ error }));
  if (!("error" in graph)) throw new Error(`It ran: ${graph.resources.length} resources.`);
  return graph.error;
}
