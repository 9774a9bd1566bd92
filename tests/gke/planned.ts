/** The plan of a GKE stack, and short ways to look at it. */
import { parseStackConfig } from "../../config";
import type { Graph, PlannedResource } from "../../plan/graph";
import { record } from "../../plan/recorder";

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

/** Plans a stack with any config; the program is index.ts itself. */
export async function planConfig(config: Record<string, string>, secretKeys: string[] = []): Promise<Graph> {
  const settings = parseStackConfig(config, "test");
  const program = (await import("../../index")).default as unknown as () => Promise<unknown>;
  return record(program, {
    project: "airflow",
    stack: "test",
    config,
    secretKeys,
    accountId: "111122223333",
    region: settings.platform === "gke" ? settings.gcpRegion : "us-east-1",
    gcpProject: settings.gcpProject ?? "",
  });
}

/** Plans a small GKE stack. */
export const planned = (options: PlanOptions = {}): Promise<Graph> =>
  planConfig(stackConfig(options), options.secretKeys);

/** Resources of a type, by the end of its token: `Disk`, `compute/disk:Disk`. */
export const ofType = (graph: Graph, type: string): PlannedResource[] =>
  graph.resources.filter((resource) => resource.type.endsWith(`:${type}`) || resource.type.endsWith(type));

/** The one resource of a name. */
export function named(graph: Graph, name: string): PlannedResource {
  const found = graph.resources.filter((resource) => resource.name === name);
  if (found.length !== 1) throw new Error(`${found.length} resources are named ${name}.`);
  return found[0] as PlannedResource;
}

/** Whether one resource waits for another, by however many steps. A component stands for all that is in it. */
export function waitsFor(graph: Graph, later: string, earlier: string): boolean {
  const byUrn = new Map(graph.resources.map((resource) => [resource.urn, resource]));
  const goal = named(graph, earlier).urn;
  const seen = new Set<string>();
  const look = (urn: string): boolean => {
    if (urn === goal) return true;
    if (seen.has(urn)) return false;
    seen.add(urn);
    return (byUrn.get(urn)?.dependencies ?? []).some(look);
  };
  return look(named(graph, later).urn);
}
