/** `npm run bench -- program`: what the program costs to run under mocks, against its bounds. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compareCpu } from "./cpu";
import { writeWithPackageRoots } from "./packageRoots";

const cache = ".cache/bench";
/** One run of the program under mocks; the plan command makes two, awake and asleep. */
const run = (folder: string, file: string) =>
  `process.chdir(${JSON.stringify(folder)});
   require("${process.cwd()}/${folder}/commands/plan/run").recordStack(require("${process.cwd()}/${folder}/commands/stackFile").readStackFile(${JSON.stringify(file)}, "dev"))
     .then(({ graph }) => { if (graph.resources.length < 40) throw new Error("too few resources"); });`;
const command = (...args: string[]) =>
  `process.argv.push("cli", "plan", ...${JSON.stringify(args)}); require("./commands/cli.cjs");`;

/** A copy of the dev stack whose DAG folder has so many files. */
function stackWithDags(count: number): string {
  const folder = join(cache, `dags-${count}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < count; index++) writeFileSync(join(folder, `dag_${index}.py`), `index = ${index}\n`);
  const file = join(cache, `Pulumi.dags-${count}.yaml`);
  const dev = readFileSync("Pulumi.dev.yaml", "utf8");
  writeFileSync(file, dev.replace(/^config:$/m, `config:\n  airflow:dags: ${folder}`));
  return join(process.cwd(), file);
}

/** A stack file with a mistake. */
function badStack(): string {
  const file = join(cache, "Pulumi.bad.yaml");
  writeFileSync(file, readFileSync("Pulumi.dev.yaml", "utf8").replace("mw1.small", "mw1.tiny"));
  return file;
}

const tsx = ["--import", "tsx"];
const typeChecked = ["-r", "ts-node/register"];

/** Measures and prints; returns false where a bound is missed. */
export function benchProgram(rounds: number): boolean {
  const roots = join(cache, "package-roots");
  writeWithPackageRoots(roots);
  const dev = join(process.cwd(), "Pulumi.dev.yaml");
  const result = compareCpu(
    {
      "require @pulumi/pulumi": [[], 'require("@pulumi/pulumi")'],
      "the dev program": [tsx, run(".", dev)],
      "a config error": [[], command("--config", badStack()), 2],
      "the plan command, priced awake and asleep": [[], command("--config", dev)],
      "the plan command, with alternatives": [[], command("--config", dev, "--compare")],
      "the plan command, 20 DAG files": [[], command("--config", stackWithDags(20))],
      "the plan command, 2,000 DAG files": [[], command("--config", stackWithDags(2000))],
    },
    rounds,
  );
  const slow = compareCpu({ "package roots, ts-node, type check": [typeChecked, run(roots, dev)] }, 1);
  const all = { ...result, ...slow };
  console.log("CPU seconds (user + system), median:");
  for (const [name, { median, runs }] of Object.entries(all))
    console.log(`  ${median.toFixed(2).padStart(6)}  ${name}  [${runs.map((run) => run.toFixed(2)).join(", ")}]`);
  const bounds: [what: string, value: number, most: number][] = [
    [
      "dev program / require @pulumi/pulumi",
      result["the dev program"].median / result["require @pulumi/pulumi"].median,
      3,
    ],
    [
      "dev program / package roots with type check",
      result["the dev program"].median / slow["package roots, ts-node, type check"].median,
      0.2,
    ],
    ["seconds until a config error is told", result["a config error"].median, 1],
    [
      "2,000 DAG files / 20",
      result["the plan command, 2,000 DAG files"].median / result["the plan command, 20 DAG files"].median,
      3,
    ],
  ];
  for (const [what, value, most] of bounds)
    console.log(`${value <= most ? "ok    " : "MISSED"} ${what}: ${value.toFixed(2)} (at most ${most})`);
  return bounds.every(([, value, most]) => value <= most);
}
