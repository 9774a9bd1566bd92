// The command's launcher: compiles trigger/ into .cache once after each change and runs that, because loading TypeScript at every
// start would cost several times what the request itself does. Plain Node, and as little of it as can be.
const { readdirSync, statSync } = require("node:fs");
const { dirname, join } = require("node:path");

const root = dirname(dirname(__dirname));
const built = join(root, ".cache", "trigger", "main.cjs");

/** The latest change of the sources and of the packages that are built in. */
function changed() {
  const files = [__dirname, join(__dirname, "ways")].flatMap((folder) =>
    readdirSync(folder).flatMap((name) => (name.endsWith(".ts") ? join(folder, name) : [])),
  );
  return Math.max(...[__filename, join(root, "package-lock.json"), ...files].map((file) => statSync(file).mtimeMs));
}

if ((statSync(built, { throwIfNoEntry: false })?.mtimeMs ?? 0) <= changed()) {
  require("esbuild").buildSync({
    entryPoints: [join(__dirname, "main.ts")],
    outfile: built,
    bundle: true,
    minifySyntax: true,
    minifyWhitespace: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    supported: { "dynamic-import": false }, // require is the cheaper way to load something late
    // The clouds' SDKs stay outside, so that each is loaded only by a target that needs it.
    external: ["google-auth-library", "@aws-sdk/*", "@smithy/*", "@aws-crypto/*"],
    logLevel: "error",
  });
}
require("node:module").enableCompileCache?.(join(dirname(built), "compiled")); // Node 22 and later
require(built);
