/** `npm run bench -- [program] [--rounds N]`: the numbers that the project promises, measured on this machine. */
import { parseArgs } from "node:util";
import { benchProgram } from "./program";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "5" } },
});
const benches: Record<string, () => boolean> = { program: () => benchProgram(Number(values.rounds)) };
const wanted = positionals.length > 0 ? positionals : Object.keys(benches);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}; there are: ${Object.keys(benches).join(", ")}.`);
  process.exitCode = 2;
} else if (!wanted.map((name) => (benches[name] as () => boolean)()).every(Boolean)) process.exitCode = 1;
