/**
 * Loads Pulumi without what it needs only to store a function (TypeScript's compiler and npm's dependency solver): two
 * thirds of its start, and nothing that a plan does. Both are there, late, for whoever asks after all. Import it first.
 */
import Module, { createRequire } from "node:module";

const ofPulumi = createRequire(require.resolve("@pulumi/pulumi"));

/** Puts a stand-in where `require` looks for the module; whatever is asked of it loads the real one. */
function defer(name: string): void {
  const path = ofPulumi.resolve(name);
  if (require.cache[path] !== undefined) return;
  let real: Record<PropertyKey, unknown> | undefined;
  const load = () => {
    if (real === undefined) {
      delete require.cache[path];
      real = ofPulumi(path) as Record<PropertyKey, unknown>;
    }
    return real;
  };
  const exports = new Proxy(
    // So that a compiled `import * as` takes it as it is instead of copying all of it.
    { __esModule: true },
    { get: (known, key) => (key in known ? true : load()[key]), has: (known, key) => key in known || key in load() },
  );
  require.cache[path] = Object.assign(new Module(path), { exports, filename: path, loaded: true });
}

defer("typescript");
defer("@npmcli/arborist");
