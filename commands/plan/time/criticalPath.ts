/** How long a run takes: the longest way through what waits for each other, each step as long as the clouds say. Pure. */
import type { PlannedResource } from "../record/graph";
import durations from "./durations.json";

export type Operation = "create" | "update" | "delete";

/** A published duration. */
interface Duration {
  minutes: number | null;
  source: string;
  date: string;
}

const table = durations.types as Record<string, Partial<Record<Operation, Duration>>>;

/** Minutes of one operation: 0 for what takes seconds, null for what takes longer and nobody has published. */
export function minutesOf(type: string, operation: Operation): number | null {
  const known = table[type];
  if (known === undefined) return 0;
  const duration = known[operation];
  // A type that is slow to make may be slow to change: not looked up is not known.
  return duration === undefined ? null : duration.minutes;
}

/** One step that takes time. */
export interface Step {
  type: string;
  name: string;
  /** Null where it is not known. */
  minutes: number | null;
}

/** The longest way. */
export interface Way {
  /** Without what is not known. */
  minutes: number;
  /** Its steps of more than seconds, first to last. */
  steps: Step[];
  /** Types that take longer than seconds, nobody knows how long, anywhere in the run. */
  unknown: string[];
}

/** A resource and what is done with it. */
export interface Task {
  resource: PlannedResource;
  operation: Operation;
}

/**
 * The longest way through some tasks; what is not among them takes no time.
 *
 * @param all the graph, for what waits for what by way of others
 */
export function criticalPath(tasks: readonly Task[], all: readonly PlannedResource[]): Way {
  const byUrn = new Map(all.map((resource) => [resource.urn, resource]));
  const children = new Map<string, string[]>();
  for (const { urn, parent } of all)
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), urn]);
  const done = new Map(tasks.map((task) => [task.resource.urn, task]));
  // What is removed waits for what needs it; the longest way is as long in either direction.
  const ways = new Map<string, { minutes: number; unknown: number; steps: Step[] }>();
  const wayTo = (urn: string): { minutes: number; unknown: number; steps: Step[] } => {
    const known = ways.get(urn);
    if (known !== undefined) return known;
    const none = { minutes: 0, unknown: 0, steps: [] };
    // Set first: a circle must not run for ever.
    ways.set(urn, none);
    const resource = byUrn.get(urn);
    if (resource === undefined) return none;
    // Whoever waits for a component waits for all that is in it.
    const before = [...resource.dependencies, ...(resource.custom ? [] : (children.get(urn) ?? []))].map(wayTo);
    const longest = before.reduce(
      (best, way) =>
        way.minutes > best.minutes || (way.minutes === best.minutes && way.unknown > best.unknown) ? way : best,
      none as { minutes: number; unknown: number; steps: Step[] },
    );
    const task = done.get(urn);
    const minutes = task === undefined ? 0 : minutesOf(resource.type, task.operation);
    const step = { type: resource.type, name: resource.name, minutes };
    const way =
      minutes === 0
        ? longest
        : {
            minutes: longest.minutes + (minutes ?? 0),
            unknown: longest.unknown + (minutes === null ? 1 : 0),
            steps: [...longest.steps, step],
          };
    ways.set(urn, way);
    return way;
  };
  const longest = [...done.keys()]
    .map(wayTo)
    .sort((one, other) => other.minutes - one.minutes || other.unknown - one.unknown)[0];
  const unknown = tasks.filter(({ resource, operation }) => minutesOf(resource.type, operation) === null);
  return {
    minutes: Math.round((longest?.minutes ?? 0) * 10) / 10,
    steps: longest?.steps ?? [],
    unknown: [...new Set(unknown.map(({ resource }) => resource.type))].sort(),
  };
}
