/** `npm run bench -- [program] [trigger] [push] [dags] [local] [doctor] [airflow] [--rounds N]`: the numbers that the project promises, measured on this machine. */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { benchDags } from "./dags";
import { benchLocal } from "./local";
import { benchProgram } from "./program";
import { benchPush } from "./push";
import { benchTrigger } from "./trigger";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string", default: "5" } },
});
const benches: Record<string, () => boolean | Promise<boolean>> = {
  program: () => benchProgram(Number(values.rounds)),
  trigger: () => benchTrigger(Number(values.rounds)),
  push: () => benchPush(Number(values.rounds)),
  dags: () => benchDags(Number(values.rounds)),
  local: () => benchLocal(Number(values.rounds)),
  doctor: async () => {
    const rounds = Number(values.rounds);
    const google = await (await import("./doctorGoogle")).benchDoctorGoogle(rounds);
    return (await (await import("./doctor")).benchDoctor(rounds)) && google;
  },
  airflow: () => spawnSync("python3", ["bench/inside_airflow.py"], { stdio: "inherit" }).status === 0,
};
const wanted = positionals.length > 0 ? positionals : Object.keys(benches);
const unknown = wanted.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}; there are: ${Object.keys(benches).join(", ")}.`);
  process.exitCode = 2;
} else void run();

/** One after the other: they measure. */
async function run(): Promise<void> {
  for (const name of wanted) if (!(await benches[name]())) process.exitCode = 1;
}
