/** The plan of a GKE stack, and short ways to look at it. */
import type { Graph, PlannedResource } from "../../../commands/plan/record/graph";
import { ofType, planConfig } from "../../graph";

export { named, ofType, planConfig, waitsFor } from "../../graph";

export interface PlanOptions {
  /** Keys of `airflow:gke` besides the domain. */
  gke?: object;
  /** Other stack config. */
  config?: Record<string, string>;
  secretKeys?: string[];
}

/** Stack config of a small GKE stack. */
export const stackConfig = ({ gke = {}, config = {} }: PlanOptions = {}): Record<string, string> => ({
  "gcp:project": "my-company-data",
  "gcp:region": "us-central1",
  "airflow:platform": "gke",
  "airflow:name": "air",
  "airflow:access": JSON.stringify({ admins: ["user:ada@my-company.com"], viewers: ["group:all@my-company.com"] }),
  "airflow:gke": JSON.stringify({ domain: "airflow.my-company.com", ...gke }),
  ...config,
});

/** Plans a small GKE stack. */
export const planned = (options: PlanOptions = {}): Promise<Graph> =>
  planConfig(stackConfig(options), options.secretKeys);

/** The one resource of a type. */
export function only(graph: Graph, type: string): PlannedResource {
  const found = ofType(graph, type);
  if (found.length !== 1) throw new Error(`${found.length} resources are of type ${type}.`);
  return found[0] as PlannedResource;
}
