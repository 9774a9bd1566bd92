#!/usr/bin/env node
// The one command: `node commands/cli.cjs VERB …`. Loading TypeScript at every start would cost several times what a verb does,
// so each verb is compiled into one file of .cache, again whenever one of its sources has changed. Plain Node, and little of it.
"use strict";
const { existsSync, readFileSync, statSync } = require("node:fs");
const { dirname, join } = require("node:path");

const root = dirname(__dirname);
const word = process.argv[2] ?? "";
const verb = /^[a-z]+$/.test(word) && existsSync(join(__dirname, word, "verb.ts")) ? word : "";
const built = join(root, ".cache", "commands", `${verb || "overview"}.cjs`);

/**
 * The compiled file's text, where nothing has changed since. Its first line names what it was made of: [path, changed, size] of
 * each source and its folder.
 */
function fresh() {
  try {
    const text = readFileSync(built, "utf8");
    const { node, made } = JSON.parse(text.slice(2, text.indexOf("\n")));
    const same = ([path, time, size]) => {
      const now = statSync(join(root, path), { throwIfNoEntry: false });
      return now === undefined ? time === 0 : now.ctimeMs === time && now.size === size;
    };
    return node === process.version && made.every(same) ? text : undefined;
  } catch {
    return undefined; // not there, or not whole
  }
}

/** Runs a compiled file. V8's code of it is kept as well, because to compile it costs more than most of what a verb does. */
function start(text) {
  const Module = require("node:module");
  if (Module.enableCompileCache) {
    Module.enableCompileCache(join(dirname(built), "v8")); // Node 22 and later
    return module._compile(text, built);
  }
  const file = `${built}.v8`;
  // V8 itself compares no more than the text's length: the first line, which names the sources, is kept with the code.
  const head = Buffer.from(text.slice(0, text.indexOf("\n")));
  const held = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const cachedData = held.subarray(0, head.length).equals(head) ? held.subarray(head.length) : undefined;
  const script = new (require("node:vm").Script)(Module.wrap(text), { filename: built, cachedData });
  if (!cachedData || script.cachedDataRejected)
    process.on("exit", () => require("./build.cjs").keep(file, Buffer.concat([head, script.createCachedData()])));
  script.runInThisContext()(module.exports, require, module, built, dirname(built));
}

const text = fresh();
if (text !== undefined) start(text);
else
  require("./build.cjs")
    .build(root, verb, built)
    .then(start)
    .catch((error) => {
      console.error(error);
      process.exitCode = 70;
    });
