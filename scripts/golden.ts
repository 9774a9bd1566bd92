/** Writes tests/components/golden/*.json anew: read the difference before you commit it. `npm run golden [-- NAME…]`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { lines } from "../tests/components/golden/plain";
import { stacks } from "../tests/components/golden/stacks";

const folder = join(__dirname, "..", "tests", "components", "golden");

(async () => {
  const named = process.argv.slice(2);
  const unknown = named.filter((name) => !(name in stacks));
  if (unknown.length > 0)
    throw new Error(`no stack ${unknown.join(", ")}; there are: ${Object.keys(stacks).join(", ")}`);
  for (const name of named.length > 0 ? named : Object.keys(stacks)) {
    // One after the other: Pulumi's runtime is one per process.
    const golden = await stacks[name]?.();
    writeFileSync(join(folder, `${name}.json`), `${lines(golden)}\n`);
    console.log(`${name}: ${Object.keys(golden ?? {}).length} registrations`);
  }
})();
