// What Node loads before the program (Pulumi.yaml, nodeargs). tsx looks at every file that is loaded after it, so that loading
// Pulumi takes twice as long; what the program always needs therefore comes first. `tsx/cjs` starts no second thread for ES
// modules, which the program does not have: inside it, `require` loads what only one home needs.
"use strict";
require("node:module").enableCompileCache?.(); // Node 22 and later
require("@pulumi/pulumi");
require("zod");
require("tsx/cjs");
