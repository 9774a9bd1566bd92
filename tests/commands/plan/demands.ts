/** Cases of cost rules: what a resource is, and what it must ask of the price book. */
import { awsRules } from "../../../commands/plan/cost/aws";
import type { Demand, View } from "../../../commands/plan/cost/demand";
import { gcpRules } from "../../../commands/plan/cost/gcp";
import type { PlannedResource } from "../../../commands/plan/record/graph";

/** Hours of a month. */
export const month = 730;

export type Case = [what: string, type: string, inputs: Record<string, unknown>, Demand[], others?: PlannedResource[]];

/** A recorded resource with only what rules read. */
export const resource = (
  type: string,
  inputs: Record<string, unknown> = {},
  dependencies: string[] = [],
): PlannedResource => ({
  urn: `urn:${type}`,
  type,
  name: "x",
  parent: undefined,
  dependencies,
  inputs,
  custom: true,
  provider: "",
});

/** What one resource asks for, among others. */
export function demands(type: string, inputs: Record<string, unknown> = {}, others: PlannedResource[] = []): Demand[] {
  const one = resource(type, inputs);
  const view: View = { resources: [...others, one], awsRegion: "us-east-1", gcpRegion: "us-central1" };
  return (awsRules[type] ?? gcpRules[type])?.(one, view) ?? [];
}

/** A demand that is due while Airflow works. */
export const use = (item: string, key: string): Demand => ({ item, key, whileAwake: true });
