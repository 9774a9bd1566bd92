/**
 * Under mutation testing only (scripts/mutation.mjs): each test loads the program anew, and the tests of a file are one.
 *
 * Stryker changes a mutant inside modules that are loaded already. Whatever runs while a module loads (a schema, a list, a
 * rule's name) would keep the unchanged value, and its mutants would all survive. So a spec that requires a file of the
 * program gets a stand-in, which looks the export up when the spec uses it, in modules that are loaded once a test.
 */
const Module = require("node:module");
const { join, sep } = require("node:path");
const { Suite, Test } = require("mocha");

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

/**
 * A table of two hundred mistakes would load the program two hundred times for each mutant: one load serves a file, and a suite that
 * has something ready for its tests. Stacks stay apart, since most mutants are in the code of one home.
 */
const addTest = Suite.prototype.addTest;
const steps = new Map();
const skipped = new Error("skipped");

const hasAny = (suite, ...kinds) =>
  !suite.root && (kinds.some((kind) => suite[kind].length > 0) || hasAny(suite.parent, ...kinds));

/** Runs what was one test, in the context of the whole. */
async function step({ fn }, context) {
  const own = Object.create(context, {
    skip: {
      value: () => {
        throw skipped;
      },
    },
  });
  try {
    await (fn.length === 0 ? fn.call(own) : new Promise((done) => fn.call(own, done)));
  } catch (error) {
    if (error !== skipped) throw error;
  }
}

Suite.prototype.addTest = function (test) {
  const own = test.pending || test.file.endsWith("golden.spec.ts") || hasAny(this, "_beforeEach", "_afterEach");
  if (own) return addTest.call(this, test);
  const shared = hasAny(this, "_beforeAll", "_afterAll") ? this : test.file;
  const known = steps.get(shared);
  if (known) {
    known.push(test);
    return this;
  }
  const all = [test];
  steps.set(shared, all);
  const whole = new Test("and all of its file or suite", async function () {
    for (const one of all) await step(one, this);
  });
  whole.file = test.file;
  return addTest.call(this, whole);
};

exports.mochaHooks = {
  beforeAll() {
    // What ran while the specs were loaded runs again in each test: Stryker need start no process for its mutants.
    const { mutantCoverage } = globalThis.__stryker__ ?? {};
    if (mutantCoverage) mutantCoverage.static = {};
  },
  beforeEach() {
    for (const path of Object.keys(require.cache)) if (isProgram(path)) delete require.cache[path];
  },
};
