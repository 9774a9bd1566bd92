// The command's launcher: compiles trigger/ into .cache once after each change and runs that, because loading TypeScript at every
// start would cost several times what the request itself does. Plain Node.
import { existsSync, readdirSync, statSync } from "node:fs";
import * as modules from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const built = join(dirname(here), ".cache", "trigger", "main.cjs");
const changed = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);
const sources = readdirSync(here, { recursive: true }).filter((name) => /\.(ts|mjs)$/.test(name));

if (
  changed(built) <=
  Math.max(changed(join(dirname(here), "package-lock.json")), ...sources.map((name) => changed(join(here, name))))
) {
  const { buildSync } = await import("esbuild");
  buildSync({
    entryPoints: [join(here, "main.ts")],
    outfile: built,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    // The clouds' SDKs stay outside, so that each is loaded only by a target that needs it.
    external: ["google-auth-library", "@aws-sdk/*", "@smithy/*", "@aws-crypto/*"],
    logLevel: "error",
  });
}
modules.enableCompileCache?.(join(dirname(built), "compiled")); // Node 22 and later
modules.createRequire(import.meta.url)(built);
