/** The graph of a stack, and questions that tests ask of it. */
import type { Graph, PlannedResource } from "../commands/plan/record/graph";
import { readStack, readStackFile } from "../commands/stack/stackFile";
import { googleProblems } from "./conformance/google";
import { kubernetesProblems } from "./conformance/kubernetes";
import { recordConfig } from "./recordConfig";

/**
 * Plans a stack with any config; the program is index.ts itself. Every plan that a test makes is held against the clouds'
 * own models.
 *
 * @throws an Error with all that Google or Kubernetes would refuse
 */
export async function planConfig(config: Record<string, string>, secretKeys: string[] = []): Promise<Graph> {
  const graph = await recordConfig(config, secretKeys);
  const problems = [...googleProblems(graph), ...kubernetesProblems(graph)];
  if (problems.length > 0) throw new Error(["A cloud would refuse the plan:", ...problems].join("\n  "));
  return graph;
}

/** A change of a config; undefined removes a key, anything but text becomes JSON. */
export type Change = Record<string, unknown>;

/** A config with a change, as the engine hands it over. */
export function changed(config: Record<string, string>, change: Change): Record<string, string> {
  const entries = Object.entries({ ...config, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/** Plans a ready stack with a change. */
export const planStack = (name: string, change: Change = {}): Promise<Graph> =>
  planConfig(changed(readStack(name).config, change));

/** Plans an example with a change. */
export const planExample = (name: string, change: Change = {}): Promise<Graph> =>
  planConfig(changed(readStackFile(`examples/${name}.yaml`).config, change));

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

/** How many of each type a cloud would make. */
export function counts(graph: Graph): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { type, custom } of graph.resources) if (custom) found[type] = (found[type] ?? 0) + 1;
  return found;
}
