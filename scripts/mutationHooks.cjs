/**
 * Under mutation testing only (scripts/mutation.mjs): each test loads the program anew.
 *
 * Stryker changes a mutant inside modules that are loaded already. Whatever runs while a module loads (a schema, a list, a
 * rule's name) would keep the unchanged value, and its mutants would all survive. So a spec that requires a file of the
 * program gets a stand-in, which looks the export up when the spec uses it, in modules that are loaded once a test.
 */
const Module = require("node:module");
const { join, sep } = require("node:path");

const root = join(__dirname, "..") + sep;
const program = ["commands", "components", "config", "prices", "scripts"].map((room) => root + room + sep);
const isProgram = (path) => path === `${root}index.ts` || program.some((room) => path.startsWith(room));
const isSpec = (path) => path?.startsWith(`${root}tests${sep}`) ?? false;

const load = Module._load;

/** Looks like the module's exports, and is the test's own. Functions of a program (`export =`) are called, too. */
function standIn(path) {
  const now = () => load(path, null, false);
  const first = now();
  const looked = {
    get: (_, key) => now()[key],
    has: (_, key) => key in now(),
    ownKeys: () => Reflect.ownKeys(first),
    getOwnPropertyDescriptor: (_, key) =>
      Reflect.has(first, key) ? { enumerable: true, configurable: true, get: () => now()[key] } : undefined,
    apply: (_, self, args) => Reflect.apply(now(), self, args),
  };
  return new Proxy(typeof first === "function" ? () => undefined : {}, looked);
}

Module._load = function (request, parent, isMain) {
  if (isSpec(parent?.filename)) {
    let path = "";
    try {
      path = Module._resolveFilename(request, parent, isMain);
    } catch {
      // The error is Node's own to tell.
    }
    if (isProgram(path) && path.endsWith(".ts")) return standIn(path);
  }
  return load.call(this, request, parent, isMain);
};

exports.mochaHooks = {
  beforeEach() {
    for (const path of Object.keys(require.cache)) if (isProgram(path)) delete require.cache[path];
  },
};
