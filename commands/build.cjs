// Compiles one verb for cli.cjs, which loads this file only where a compiled one is missing or old.
"use strict";
const { spawnSync } = require("node:child_process");
const { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require("node:fs");
const { basename, dirname, join } = require("node:path");

/** Stay outside, so that each is loaded only where it is used; the rest is small and becomes part of the file. */
const external = [
  "@pulumi/*",
  "google-auth-library",
  "@google-cloud/*",
  "@aws-sdk/*",
  "@smithy/*",
  "@aws-crypto/*",
  "@viz-js/viz",
  "esbuild",
  "typescript",
];

/** A change of one of these makes every compiled file old, whatever it was made of. */
const always = ["package-lock.json", "tsconfig.json", "node_modules/.airflow-setup", "node_modules/.package-lock.json"];

const entry = (verb) =>
  verb
    ? `import { runVerb } from "./line/runVerb"; import { verb } from "./${verb}/verb"; runVerb(verb, process.argv.slice(3));`
    : 'import { runOverview } from "./line/overview"; runOverview(process.argv.slice(2));';

const isPackage = (path) => /(^|[\\/])node_modules[\\/]/.test(path);

/** Rules for the project's own files. */
const project = (verb) => ({
  name: "project",
  setup({ onLoad, onResolve }) {
    // What another verb does is not part of this file: help and completion need its value only.
    onResolve({ filter: /^\.\/main$/ }, ({ path, importer }) =>
      basename(importer) === "verb.ts" && basename(dirname(importer)) !== verb ? { path, external: true } : undefined,
    );
    // The compiled file lies elsewhere: a source that asks for its own folder is told at once.
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (isPackage(path)) return undefined;
      const text = readFileSync(path, "utf8");
      return { contents: text.replace(/\b__dirname\b/g, JSON.stringify(dirname(path))), loader: "ts" };
    });
  },
});

/** Compiles `verb`, or the overview where it is "", into the file `built`, and gives its text. */
async function build(root, verb, built) {
  const setup = join(root, "scripts", "setup.mjs"); // installs the packages where they are missing or old
  if (existsSync(setup)) {
    const { status } = spawnSync(process.execPath, [setup], { stdio: "inherit" });
    if (status !== 0) process.exit(status ?? 1);
  }
  try {
    mkdirSync(dirname(built), { recursive: true });
  } catch {} // a folder that is only read: compiled at every start
  const started = Date.now();
  const result = await require("esbuild").build({
    stdin: { contents: entry(verb), resolveDir: __dirname, sourcefile: "entry.ts" },
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    minifySyntax: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    supported: { "dynamic-import": false }, // require is the cheaper way to load something late
    external,
    plugins: [project(verb)],
    logLevel: "error",
  });
  const text = `//${manifest(root, Object.keys(result.metafile.inputs), started)}\n${result.outputFiles[0].text}`;
  keep(built, text);
  return text;
}

/** Writes a file whole or not at all: two starts at a time may both write it. Where it cannot be written, nothing is kept. */
function keep(file, content) {
  try {
    const part = `${file}.${process.pid}`;
    writeFileSync(part, content);
    renameSync(part, file);
  } catch {}
}

/** What cli.cjs compares. A new file may change what an import finds, so the folders count as well. */
function manifest(root, inputs, started) {
  const sources = inputs.filter((path) => !isPackage(path) && existsSync(join(root, path)));
  const own = ["commands/cli.cjs", "commands/build.cjs"];
  const folders = [...new Set(sources.map(dirname))];
  const made = [...always, ...own, ...sources, ...folders].map((path) => {
    const now = statSync(join(root, path), { throwIfNoEntry: false });
    if (now === undefined) return [path, 0, 0];
    // Changed while it was read, or a moment before on a coarse clock: old from the start.
    return [path, now.ctimeMs > started - 20 ? -1 : now.ctimeMs, now.size];
  });
  return JSON.stringify({ node: process.version, made });
}

module.exports = { build, keep };
