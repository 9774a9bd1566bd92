/**
 * Mocks that pass for an engine: the program's own seam (components/shared/underMocks.ts) does not see mocks in them, so hooks are
 * made, and a test can call what the engine would call.
 */
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";

interface Hook {
  name: string;
  callback(args: unknown): unknown;
}

export interface Engine {
  /** Calls a hook of the program by its name, as the engine does. */
  hook(name: string, args?: object): Promise<unknown>;
  /** Every hook's name, in the order of their making. */
  names: () => string[];
  /** What the program told: `warning: …`. */
  told: string[];
  /** What it, and Pulumi, told whoever looks for an error. */
  debugged: string[];
}

export interface Cloud {
  call?: pulumi.runtime.Mocks["call"];
  newResource?: pulumi.runtime.Mocks["newResource"];
  preview?: boolean;
}

/** What the engine says of an error: Pulumi tells only these words of one in an invoke. */
export const engineError = (details: string): Error => Object.assign(new Error(details), { details });

/** The parts of Pulumi's store that mocks leave to the engine; Pulumi marks them internal. */
interface Store {
  callbacks: unknown;
}

const store = (): Store => (require("@pulumi/pulumi/runtime/state") as { getStore(): Store }).getStore();
const log = pulumi.log as unknown as Record<string, (message: string) => Promise<void>>;
const words = { info: "info", warn: "warning", error: "error" };

/** Runs a part of the program, and waits for all that it registers. */
export async function onHookedEngine<T>(
  { call = () => ({}), newResource, preview = false }: Cloud,
  run: (engine: Engine) => T | Promise<T>,
): Promise<T> {
  const made = ({ name, inputs }: pulumi.runtime.MockResourceArgs) => ({ id: `id-of-${name}`, state: inputs });
  await pulumi.runtime.setMocks({ call, newResource: newResource ?? made }, "airflow", "test", preview, "acme");
  const monitor = pulumi.runtime.getMonitor() as object;
  Object.setPrototypeOf(monitor, class Engine extends (monitor.constructor as new () => object) {}.prototype);
  const hooks: Hook[] = [];
  const told: string[] = [];
  const debugged: string[] = [];
  const [{ callbacks }, logged] = [store(), { ...log }];
  const keep = async (hook: Hook) => void hooks.push(hook);
  const none = async () => {};
  store().callbacks = { registerResourceHook: keep, registerErrorHook: keep, awaitStackRegistrations: none };
  for (const [name, word] of Object.entries(words)) log[name] = async (text) => void told.push(`${word}: ${text}`);
  log.debug = async (text) => void debugged.push(text);
  try {
    return await run({
      told,
      debugged,
      names: () => hooks.map(({ name }) => name),
      hook: async (wanted, args = {}) => {
        const found = hooks.filter(({ name }) => name === wanted);
        if (found.length !== 1) throw new Error(`${found.length} hooks are named ${wanted}.`);
        return found[0]?.callback(args);
      },
    });
  } finally {
    store().callbacks = callbacks;
    Object.assign(log, logged);
  }
}

const components = join(__dirname, "..", "..", "components");

/** A module of the components as a new run has it: what it was told once, it does not know. */
export function fresh<Module>(path: string): Module {
  for (const known of Object.keys(require.cache)) if (known.startsWith(components)) delete require.cache[known];
  return require(join(components, path)) as Module;
}

/** What something fails with. */
export const failure = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "nothing failed",
    (error: Error) => error.message,
  );
