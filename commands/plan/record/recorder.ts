/** Runs a program as the engine's language host does, against mocks, and records what it registers. */
import * as pulumi from "@pulumi/pulumi";
import { withoutBookkeeping } from "./bookkeeping";
import { type CloudContext, cloudValues, invokeValues } from "./cloudValues";
import { Failures } from "./failures";
import type { Graph } from "./graph";
import { collectAfter } from "./memory";
import { type Earlier, recordingMonitor } from "./monitor";
import { inOrder } from "./planned";
import { orderedLike } from "./wire";

export interface RecordOptions extends CloudContext {
  project: string;
  stack: string;
  /** Stack config as the engine hands it over: full keys, values as text. */
  config: Record<string, string>;
  /** Keys whose values are secret. */
  secretKeys?: string[];
  /** What there is already. */
  earlier?: Earlier;
}

/**
 * Runs `program` and returns its graph. Runs must not overlap: Pulumi's runtime is one per process.
 *
 * @throws the first thing that the program throws, in a promise that nothing waits for too; two resources with one URN
 *   throw, and so does an invoke that `invokeValues` does not know
 */
export async function record(program: () => Promise<unknown>, options: RecordOptions): Promise<Graph> {
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
  const failures = new Failures();
  const told = recordingMonitor(options, (error) => failures.add(error));
  const bookkeep = withoutBookkeeping();
  let result: unknown;
  try {
    const ended = pulumi.runtime.runInPulumiStack(program).then(
      (plain) => {
        result = plain;
      },
      (error: unknown) => failures.add(error),
    );
    const done = ended.then(drained).then(() => true);
    if (!(await Promise.race([done, failures.idle])))
      failures.add(new pulumi.RunError("The program waits for something that never comes."));
  } finally {
    await failures.end();
    told.transforms.end();
    bookkeep();
    collectAfter(told.resources.size);
  }
  if (failures.first) throw failures.first.value;
  return {
    resources: inOrder([...told.resources.values()]),
    outputs: orderedLike(told.outputs, result) as Graph["outputs"],
  };
}

/** Waits for every call to the monitor, also what an `apply` made. Pulumi marks the function internal: no type. */
const drained = (): Promise<void> => (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
