/** Stands in for the engine: Pulumi's mocks, with the engine's URNs, stack, transforms and refusals, and a record of it all. */
import * as pulumi from "@pulumi/pulumi";
import type { Callback } from "@pulumi/pulumi/proto/callback_pb";
import {
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  Result,
} from "@pulumi/pulumi/proto/resource_pb";
import { type CloudAnswer, type CloudContext, cloudValues } from "./cloudValues";
import type { PlannedResource } from "./graph";
import { duplicateText, planned } from "./planned";
import { Transforms } from "./transforms";
import { shownValue } from "./wire";

type Answer<T> = (error: unknown, response?: T) => void;

/** What the SDK reads of the engine's answer. A message of protobuf would be written only to be read again. */
interface Registered {
  getUrn(): string;
  getId(): string;
  getObject(): { toJavaScript(): unknown };
  getPropertydependenciesMap(): undefined;
  getResult(): number;
  getUnknown(): boolean;
}

/** The parts of Pulumi's `MockMonitor` that are changed here; its type is not public. */
interface MockMonitor {
  newUrn(parent: string, type: string, name: string): string;
  /** Made so far, for `Resource.get`. */
  resources: Map<string, { urn: string; id: string | null; state: unknown }>;
  registerResource(request: RegisterResourceRequest, answer: Answer<Registered>): void;
  registerResourceOutputs(request: RegisterResourceOutputsRequest, answer: Answer<unknown>): void;
  registerStackTransform(request: Callback, answer: Answer<unknown>): void;
  invoke(request: unknown, answer: Answer<unknown>): void;
}

/** What a monitor was told. */
export interface Told {
  resources: Map<string, PlannedResource>;
  outputs: Record<string, unknown>;
  transforms: Transforms;
}

/** What a run is told of an earlier one; a plan of a first `up` has nothing of it. */
export interface Earlier {
  /**
   * What the clouds answered for a resource that is there: its id and what it has besides its inputs. "anew" for one that is
   * replaced; undefined where nothing is known.
   */
  known?(urn: string, type: string, inputs: Record<string, unknown>): Partial<CloudAnswer> | "anew" | undefined;
  /** Hears of the inputs whose changes a resource ignores, and of those that replace it because the program says so. */
  options?(urn: string, ignored: string[], replacing: string[]): void;
}

const stackType = "pulumi:pulumi:Stack";

/** Makes the mocks that were set behave as the engine does. `refused` hears why a registration was refused. */
export function recordingMonitor(
  { project, stack, earlier, ...context }: CloudContext & { project: string; stack: string; earlier?: Earlier },
  refused: (error: Error) => void,
): Told {
  const told: Told = { resources: new Map(), outputs: {}, transforms: new Transforms() };
  const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
  const urnOf = (types: string, name: string) => `urn:pulumi:${stack}::${project}::${types}::${name}`;
  const stackUrn = urnOf(stackType, `${project}-${stack}`);

  // The mocks' own keeps the nearest parent's type only; the engine's URN has the types of all but the stack.
  monitor.newUrn = (parent, type, name) => {
    const parents = parent === stackUrn ? undefined : parent.split("::")[2];
    return urnOf(parents ? `${parents}$${type}` : type, name);
  };

  const recorded: MockMonitor["registerResource"] = (request, answer) => {
    const [type, name] = [request.getType(), request.getName()];
    const urn = monitor.newUrn(request.getParent(), type, name);
    const inputs = (request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>;
    const resource = planned(request, inputs, urn, stackUrn);
    const first = told.resources.get(urn);
    if (first !== undefined) {
      const error = new pulumi.RunError(duplicateText(first, resource));
      refused(error);
      return answer(error);
    }
    if (urn !== stackUrn) told.resources.set(urn, resource);
    told.transforms.addResource(urn, request);
    earlier?.options?.(urn, request.getIgnorechangesList(), request.getReplaceonchangesList());
    const there = earlier?.known?.(urn, type, inputs);
    const answered = there === "anew" ? `${name} made anew` : name;
    const made = cloudValues(type, answered, inputs, context, request.getImportid());
    const { id, state } =
      typeof there === "object" ? { id: there.id ?? made.id, state: { ...made.state, ...there.state } } : made;
    monitor.resources.set(urn, { urn, id, state });
    answer(null, registered(urn, id, state));
  };
  monitor.registerResource = (request, answer) => {
    if (told.transforms.nothingFor(request)) return recorded(request, answer);
    told.transforms.apply(request).then(() => recorded(request, answer), answer);
  };

  monitor.registerResourceOutputs = (request, answer) => {
    if (request.getUrn() === stackUrn)
      told.outputs = shownValue(request.getOutputs()?.toJavaScript() ?? {}) as Record<string, unknown>;
    answer(null, {});
  };

  monitor.registerStackTransform = (request, answer) => {
    told.transforms.addToStack(request.getToken());
    answer(null, {});
  };

  // The SDK reads a failed invoke's `details`, as gRPC has them; the mocks' error has none and would reach the user empty.
  const invoke = monitor.invoke.bind(monitor);
  monitor.invoke = (request, answer) =>
    invoke(request, (error, response) =>
      answer(error instanceof Error ? Object.assign(error, { details: error.message }) : error, response),
    );
  return told;
}

const registered = (urn: string, id: string, state: unknown): Registered => ({
  getUrn: () => urn,
  getId: () => id,
  getObject: () => ({ toJavaScript: () => state }),
  getPropertydependenciesMap: () => undefined,
  getResult: () => Result.SUCCESS,
  getUnknown: () => false,
});
