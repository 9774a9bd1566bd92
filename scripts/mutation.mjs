/**
 * Mutation testing, room by room: Stryker changes one place of the program at a time, and a spec must notice.
 *
 *   npm run mutation                      every room
 *   npm run mutation -- config            one room
 *   npm run mutation -- aws components/aws/network/network.ts:80-100    a part of it
 *   npm run mutation -- aws --again       only what the last run did not notice, and files that are others since
 *
 * Each time anew: Stryker's memory of an earlier run does not see that a spec of mocha has changed.
 * MUTATION_CONCURRENCY is how many run at a time (default 2).
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const root = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, "..");
const folder = join(root, ".cache", "mutation");
const golden = "tests/components/golden.spec.ts";

/** What is changed, and who must notice: the first that fails ends a mutant, so those that see most come first. */
const rooms = {
  config: {
    mutate: ["config/**/*.ts"],
    // Not the reference (it reads the sources, which are changed here), nor what tries thousands of configs.
    spec: [
      "keys",
      "words",
      "checks",
      "gkeRules",
      "mwaaRules",
      "gkePlaces",
      "mwaaPackages",
      "keptData",
      "encrypted",
      "mwaa",
      "gke",
      "silence",
      "nearest",
      "uploads",
      "versions",
      "packages",
      "fixes",
    ].map((name) => `tests/config/${name}.spec.ts`),
  },
  aws: {
    mutate: ["components/aws/**/*.ts"],
    spec: [
      golden,
      ...[
        "alerts",
        "company",
        "environment",
        "examples",
        "existingRole",
        "home",
        "hooks",
        "live",
        "liveApi",
        "pure",
        "policies",
        "requirements",
        "startupScript",
        "values",
        "zones",
      ].map((name) => `tests/components/aws/${name}.spec.ts`),
    ],
  },
  gcp: {
    mutate: ["components/gcp/**/*.ts", "components/shared/**/*.ts"],
    spec: [
      golden,
      "tests/components/gcp/*.spec.ts",
      "tests/components/shared/*.spec.ts",
      "tests/components/ownership.spec.ts",
      "tests/components/homes.spec.ts",
      "tests/components/aws/hooks.spec.ts",
      "tests/components/gke/hooks.spec.ts",
    ],
  },
  gke: {
    mutate: ["components/gke/**/*.ts"],
    spec: [
      golden,
      ...[
        "alerts",
        "backup",
        "company",
        "hooks",
        "kept",
        "maintenance",
        "networkPolicy",
        "pure",
        "token",
        "values",
      ].map((name) => `tests/components/gke/${name}.spec.ts`),
    ],
  },
  cost: {
    mutate: ["commands/plan/cost/**/*.ts"],
    spec: ["awsRules", "gcpRules", "free", "totals", "cost", "budget"].map(
      (name) => `tests/commands/plan/${name}.spec.ts`,
    ),
  },
};

/** Stryker's own words for what a mutant came to. */
const noticed = ["Killed", "Timeout"];
const unnoticed = ["Survived", "NoCoverage"];

function options(room, parts) {
  const { mutate, spec } = rooms[room];
  return {
    testRunner: "mocha",
    testRunnerNodeArgs: ["--import", "tsx"],
    plugins: ["@stryker-mutator/mocha-runner"],
    mochaOptions: { config: ".mocharc.mutation.json", require: ["./scripts/mutationHooks.cjs"], spec },
    mutate: parts.length > 0 ? parts : mutate,
    coverageAnalysis: "perTest",
    // Each test loads the program anew, so what runs while a module loads is a test's own too (scripts/mutationHooks.cjs).
    ignoreStatic: true,
    concurrency: Number(process.env.MUTATION_CONCURRENCY ?? 2),
    // Many a spec plans a whole stack, and a busy machine is slow.
    timeoutMS: 10_000,
    dryRunTimeoutMinutes: 20,
    disableTypeChecks: true,
    // A file of types only has nothing to change.
    allowEmpty: true,
    jsonReporter: { fileName: report(room) },
    reporters: ["progress-append-only", "json"],
    tempDirName: `.cache/stryker/${room}`,
    ignorePatterns: [".cache", "dist"],
  };
}

const report = (room) => join(folder, `${room}.json`);
const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).files : {});
const sourceOf = (file) => (existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : undefined);
const placeOf = ({ mutatorName, replacement, location }) => JSON.stringify([mutatorName, replacement, location]);

/** Where the last run's survivors are. What it noticed stays noticed while its file is the same and no spec loses a test. */
function unnoticedParts(files) {
  return Object.entries(files).flatMap(([file, { mutants, source }]) => {
    if (sourceOf(file) !== source) return sourceOf(file) === undefined ? [] : [file];
    return mutants
      .filter(({ status }) => unnoticed.includes(status))
      .map(({ location: { start, end } }) => `${file}:${start.line}:${start.column - 1}-${end.line}:${end.column}`);
  });
}

/** The last run with what this one found in its place. */
function merged(before, now) {
  const files = { ...before };
  for (const [file, found] of Object.entries(now)) {
    const known = before[file]?.source === found.source ? before[file].mutants : [];
    const byPlace = new Map([...known, ...found.mutants].map((mutant) => [placeOf(mutant), mutant]));
    files[file] = { ...found, mutants: [...byPlace.values()] };
  }
  return files;
}

/** Files that are others since they were tried. */
const stale = (files) => Object.keys(files).filter((file) => sourceOf(file) !== files[file].source);

function counted(files) {
  const known = Object.entries(files).filter(([file, { source }]) => sourceOf(file) === source);
  const mutants = known.flatMap(([file, { mutants: found, source }]) =>
    found.map((mutant) => ({ ...mutant, file, line: source.split("\n")[mutant.location.start.line - 1]?.trim() })),
  );
  const of = (states) => mutants.filter(({ status }) => states.includes(status));
  return { killed: of(noticed).length, survivors: of(unnoticed) };
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { again: { type: "boolean" } } });
const [first, ...parts] = positionals;
if (first !== undefined && !(first in rooms)) {
  console.error(`no room ${first}; there are: ${Object.keys(rooms).join(", ")}`);
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
let worst = 100;
for (const room of first === undefined ? Object.keys(rooms) : [first]) {
  const before = values.again || parts.length > 0 ? read(report(room)) : {};
  const chosen = values.again ? unnoticedParts(before) : parts;
  const file = join(folder, `${room}.config.json`);
  writeFileSync(file, JSON.stringify(options(room, chosen)));
  const stryker = join(root, "node_modules", "@stryker-mutator", "core", "bin", "stryker.js");
  const { status } = spawnSync(process.execPath, [stryker, "run", file], { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
  const files = merged(before, read(report(room)));
  writeFileSync(report(room), JSON.stringify({ files }));
  const { killed, survivors } = counted(files);
  const total = killed + survivors.length;
  const score = total === 0 ? 100 : (100 * killed) / total;
  worst = Math.min(worst, score);
  for (const { file: where, location, mutatorName, replacement, line } of survivors)
    console.log(
      `${where}:${location.start.line}:${location.start.column} ${mutatorName} -> ${replacement}\n    ${line}`,
    );
  for (const other of stale(files)) console.log(`${other} is another since it was tried: --again`);
  console.log(`${room}: ${killed} of ${total} noticed, ${score.toFixed(1)} %`);
}
if (worst < 90) {
  console.error("fewer than 90 % noticed");
  process.exit(1);
}
