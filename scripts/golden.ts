/**
 * Writes the golden files anew: tests/components/golden/ (stacks) and tests/config/golden/ (keys). Read the difference before you
 * commit it. `npm run golden [-- NAME…]`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { lines } from "../tests/components/golden/plain";
import { stacks } from "../tests/components/golden/stacks";
import { keysOf } from "../tests/config/texts";

const tests = join(__dirname, "..", "tests");
const write = (path: string, value: unknown) => writeFileSync(join(tests, path), `${lines(value)}\n`);

(async () => {
  const named = process.argv.slice(2);
  const unknown = named.filter((name) => !(name in stacks));
  if (unknown.length > 0)
    throw new Error(`no stack ${unknown.join(", ")}; there are: ${Object.keys(stacks).join(", ")}`);
  for (const name of named.length > 0 ? named : Object.keys(stacks)) {
    // One after the other: Pulumi's runtime is one per process.
    const golden = await stacks[name]?.();
    write(`components/golden/${name}.json`, golden);
    console.log(`${name}: ${Object.keys(golden ?? {}).length} registrations`);
  }
  if (named.length > 0) return;
  for (const home of ["mwaa", "gke"] as const) write(`config/golden/${home}.json`, keysOf(home));
  console.log("config: the keys of both homes");
})();
