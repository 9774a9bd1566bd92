/** `npm run bench -- program`: what the program, its plan and its type check cost, against what a bare Pulumi costs in the same run. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readStackFile } from "../commands/stack/stackFile";
import { type Bound, type Command, compareCpu, withinBounds } from "./cpu";
import { writeWithPackageRoots } from "./packageRoots";

const cache = ".cache/bench";
const pulumi: Command = [[], 'require("@pulumi/pulumi")'];

/** One run of the dev stack's program under mocks, loaded as under `pulumi up`: config as text, source by tsx. */
function devProgram(folder: string): string {
  const { config, secretKeys } = readStackFile("Pulumi.dev.yaml", "dev");
  const cloud = { accountId: "000000000000", region: "us-east-1", gcpProject: "my-gcp-project" };
  const options = JSON.stringify({ project: "airflow", stack: "dev", config, secretKeys, ...cloud });
  return `process.chdir(${JSON.stringify(folder)});
    const root = process.cwd();
    require(root + "/commands/plan/record/recorder").record(async () => require(root + "/index.ts")(), ${options})
      .then(({ resources }) => { if (resources.length < 40) throw new Error("too few resources"); });`;
}

/** The command as `npm run plan` starts it. */
const plan = (...args: string[]): Command => [
  [],
  `process.argv.splice(1, 0, "commands/cli.cjs", "plan", ...${JSON.stringify(args)}); require("./commands/cli.cjs");`,
];

/** The type check as `npm run check` runs it: what the last one learned is kept. */
const typeCheck = (...kept: string[]): Command => [
  [],
  `process.argv.push("--noEmit", ...${JSON.stringify(kept)}); require("typescript/lib/tsc.js");`,
];

/** A command that must end with the exit code of a mistake. */
const refused = ([args, script]: Command): Command => [args, script, 2];

/** A copy of the dev stack whose DAG folder has so many files. */
function stackWithDags(count: number): string {
  const folder = join(cache, `dags-${count}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < count; index++) writeFileSync(join(folder, `dag_${index}.py`), `index = ${index}\n`);
  const file = join(cache, `Pulumi.dags-${count}.yaml`);
  const dev = readFileSync("Pulumi.dev.yaml", "utf8");
  writeFileSync(file, dev.replace(/^config:$/m, `config:\n  airflow:dags: ${folder}`));
  return file;
}

/** A stack file with a mistake. */
function badStack(): string {
  const file = join(cache, "Pulumi.bad.yaml");
  writeFileSync(file, readFileSync("Pulumi.dev.yaml", "utf8").replace("mw1.small", "mw1.tiny"));
  return file;
}

/** Measures and prints; returns false where a bound is missed. */
export function benchProgram(rounds: number): boolean {
  const roots = join(cache, "package-roots");
  writeWithPackageRoots(roots);
  const fast = compareCpu(
    {
      "require @pulumi/pulumi": pulumi,
      "the dev program": [["--require", "./scripts/preload.cjs"], devProgram(".")],
      "a config error": refused(plan("--config", badStack())),
      "the plan command": plan(),
      "the plan command, with alternatives": plan("--compare"),
      "the plan command, 20 DAG files": plan("--config", stackWithDags(20)),
      "the plan command, 2,000 DAG files": plan("--config", stackWithDags(2_000)),
      "type check, again": typeCheck("--incremental", "--tsBuildInfoFile", join(cache, "check.tsbuildinfo")),
    },
    rounds,
  );
  const slow = compareCpu(
    {
      "the plan command, 10,000 DAG files": plan("--config", stackWithDags(10_000)),
      "type check": typeCheck(),
      "package roots, ts-node, type check": [["-r", "ts-node/register"], devProgram(roots)],
    },
    1,
    false, // a minute and more
  );
  const [floor, dev, dags20] = [
    fast["require @pulumi/pulumi"],
    fast["the dev program"],
    fast["the plan command, 20 DAG files"],
  ];
  const bounds: Bound[] = [
    ["dev program / require @pulumi/pulumi", dev.median / floor.median, 2],
    ["plan command / require @pulumi/pulumi", fast["the plan command"].median / floor.median, 2.5],
    ["MiB of the plan command", fast["the plan command"].mebibytes, 170],
    [
      "dev program / package roots with type check",
      dev.median / slow["package roots, ts-node, type check"].median,
      0.2,
    ],
    ["type check, again / type check", fast["type check, again"].median / slow["type check"].median, 0.5],
    ["seconds until a config error is told", fast["a config error"].median, 1],
    ["2,000 DAG files / 20", fast["the plan command, 2,000 DAG files"].median / dags20.median, 2],
    ["MiB of the plan of 10,000 DAG files", slow["the plan command, 10,000 DAG files"].mebibytes, 954],
  ];
  return withinBounds({ ...fast, ...slow }, bounds);
}
