/** The runs that a person waits for, as tasks over the two recorded graphs. Pure. */
import { changedInputs } from "../compare/sleep";
import type { Graph, PlannedResource } from "../record/graph";
import { criticalPath, type Operation, type Task, type Way } from "./criticalPath";

/** How long each takes. */
export interface Times {
  firstUp: Way;
  dagChange: Way;
  pluginChange: Way;
  sleep: Way;
  wake: Way;
}

const custom = ({ resources }: Graph): PlannedResource[] =>
  resources.filter((resource) => resource.custom && !resource.type.startsWith("pulumi:"));
const as = (operation: Operation, resources: PlannedResource[]): Task[] =>
  resources.map((resource) => ({ resource, operation }));

/** What is needed goes last. */
const backwards = (way: Way): Way => ({ ...way, steps: [...way.steps].reverse() });

const objects = /(s3\/bucketObjectv2:BucketObjectv2|storage\/bucketObject:BucketObject)$/;
/** Where an object goes in its bucket. */
const placeOf = ({ inputs }: PlannedResource): string => String(inputs.key ?? inputs.name ?? "");

export function timesOf(awake: Graph, asleep: Graph): Times {
  const there = custom(awake);
  const left = new Map(custom(asleep).map((resource) => [resource.urn, resource]));
  const goes = there.filter(({ urn }) => !left.has(urn));
  const changes = there.filter((resource) => {
    const other = left.get(resource.urn);
    return other !== undefined && changedInputs(resource, other).length > 0;
  });
  const files = there.filter(({ type }) => objects.test(type));
  const plugins = files.filter((file) => /^plugins(\.zip$|\/)/.test(placeOf(file)));
  const top = files.filter((file) => !placeOf(file).includes("/") || plugins.includes(file));
  const dags = files.filter((file) => !top.includes(file));
  // MWAA reads plugins.zip in a version, so its environment changes with it.
  const environment = there.filter(({ type }) => type === "aws:mwaa/environment:Environment");
  const way = (tasks: Task[]) => criticalPath(tasks, awake.resources);
  return {
    firstUp: way(as("create", there)),
    dagChange: way(as("update", dags)),
    pluginChange: way([...as("update", plugins), ...as("update", environment)]),
    sleep: backwards(way([...as("delete", goes), ...as("update", changes)])),
    wake: way([...as("create", goes), ...as("update", changes)]),
  };
}
