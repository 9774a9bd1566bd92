/** Runs a program under Pulumi's mocks and records what it registers: resources, parents, dependencies, outputs. */
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { type CloudContext, cloudValues, invokeValues } from "./cloudValues";
import { type Graph, type PlannedResource, shownValue } from "./graph";

export interface RecordOptions extends CloudContext {
  project: string;
  stack: string;
  /** Stack config as the engine hands it over: full keys, values as text. */
  config: Record<string, string>;
  /** Keys whose values are secret. */
  secretKeys?: string[];
}

type RegisterResource = (
  request: RegisterResourceRequest,
  callback: (error: unknown, response: { getUrn(): string }) => void,
) => void;

interface MockMonitor {
  registerResource: RegisterResource;
  newUrn(parent: string, type: string, name: string): string;
}

/**
 * Runs `program` and returns its graph. Runs must not overlap: Pulumi's runtime is one per process.
 *
 * @throws what the program throws; an invoke that `invokeValues` does not know throws too
 */
export async function record(program: () => Promise<unknown>, options: RecordOptions): Promise<Graph> {
  // Pulumi keeps a stack trace with every promise, several a resource: most of a large plan's time. So the first run has
  // none, and only a program that fails is run once more to have the trace of its error.
  const traces = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return await run(program, options);
  } catch {
    Error.stackTraceLimit = traces;
    return await run(program, options);
  } finally {
    Error.stackTraceLimit = traces;
  }
}

async function run(program: () => Promise<unknown>, options: RecordOptions): Promise<Graph> {
  const resources: PlannedResource[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, id }) => cloudValues(type, name, inputs, options, id),
      call: ({ token, inputs }) => invokeValues(token, inputs, options),
    },
    options.project,
    options.stack,
    false,
  );
  pulumi.runtime.setAllConfig(options.config, options.secretKeys);
  const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
  // The mocks' own keeps the nearest parent's type only; the engine's URN has the types of all.
  monitor.newUrn = (parent, type, name) => {
    const parents = parent.split("::")[2];
    return `urn:pulumi:${options.stack}::${options.project}::${parents ? `${parents}$` : ""}${type}::${name}`;
  };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) =>
    register(request, (error, response) => {
      if (!error) resources.push(planned(request, response.getUrn()));
      callback(error, response);
    });
  const outputs = await plainOutputs(await program());
  await drained();
  return { resources: inOrder(resources), outputs };
}

/** Waits for every call to the monitor, also what an `apply` made. Pulumi marks the function internal: no type. */
const drained = (): Promise<void> => (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();

/**
 * What is needed before what needs it, and by URN where that leaves a choice: the order in which promises settle differs
 * from one version of Node to the next, and two plans of one stack must be the same text.
 */
export function inOrder(resources: readonly PlannedResource[]): PlannedResource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const ordered = new Set<PlannedResource>();
  const add = (resource: PlannedResource): void => {
    if (ordered.has(resource)) return;
    for (const urn of [resource.parent ?? "", ...resource.dependencies].sort()) {
      const needed = byUrn.get(urn);
      if (needed !== undefined && needed !== resource) add(needed);
    }
    ordered.add(resource);
  };
  for (const urn of [...byUrn.keys()].sort()) add(byUrn.get(urn) as PlannedResource);
  return [...ordered];
}

function planned(request: RegisterResourceRequest, urn: string): PlannedResource {
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent() || undefined,
    dependencies: [...new Set(request.getDependenciesList())].sort(),
    inputs: shownValue(request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
    custom: request.getCustom(),
    provider: request.getProvider(),
  };
}

async function plainOutputs(value: unknown): Promise<Record<string, unknown>> {
  const resolved: Record<string, unknown> = {};
  for (const [key, output] of Object.entries((value ?? {}) as Record<string, unknown>)) {
    const wrapped: pulumi.Output<unknown> = pulumi.output(output);
    const secret = await pulumi.isSecret(wrapped);
    const plain = await new Promise<unknown>((resolve) => {
      wrapped.apply(resolve);
    });
    if (plain !== undefined) resolved[key] = secret ? "[secret]" : plain;
  }
  return resolved;
}
