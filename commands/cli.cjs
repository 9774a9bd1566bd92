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

/** The first line of a compiled file names what it was made of: [path, changed, size] of each source and its folder. */
function isFresh() {
  try {
    const text = readFileSync(built, "utf8");
    const { node, made } = JSON.parse(text.slice(2, text.indexOf("\n")));
    if (node !== process.version) return false;
    return made.every(([path, time, size]) => {
      const now = statSync(join(root, path), { throwIfNoEntry: false });
      return now === undefined ? time === 0 : now.ctimeMs === time && now.size === size;
    });
  } catch {
    return false; // not there, or not whole
  }
}

function start() {
  require("node:module").enableCompileCache?.(join(root, ".cache", "commands", "compiled")); // Node 22 and later
  require(built);
}

if (isFresh()) start();
else
  require("./build.cjs")
    .build(root, verb, built)
    .then((unwritten) => (unwritten === undefined ? start() : module._compile(unwritten, built)))
    .catch((error) => {
      console.error(error);
      process.exitCode = 70;
    });
