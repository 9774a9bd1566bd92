/**
 * Every command that an error prints does what it says: each is run on the config that it was printed for, by the real
 * Pulumi CLI where there is one, and by a small model of it in any case; the two must leave the same file.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { ConfigError, parseStackConfig } from "../../config";
import { changed } from "../graph";
import { badCompanyGke } from "./badCompanyGke";
import { badConfigs } from "./badConfigs";
import { badGkeConfigs } from "./badGkeConfigs";
import { badPlaces } from "./badPlaces";
import { engineConfig, type FileConfig, run } from "./pulumiCli";

const goodMwaa: Record<string, string> = {
  "aws:region": "us-east-1",
  "aws:allowedAccountIds": '["444455556666"]',
  "gcp:project": "data-project",
  "airflow:platform": "mwaa",
  "airflow:dags": "external",
};

interface Case {
  what: string;
  config: FileConfig;
  path: string;
  commands: string[];
}

function problems(config: FileConfig) {
  try {
    parseStackConfig(engineConfig(config), "dev");
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/** `A && B, or C` -> `[[A, B], [C]]`: the ways to fix it. Words that are no command are left out. */
const waysIn = (message: string): string[][] =>
  message
    .slice(message.indexOf("Fix: ") + 5)
    .split(/, or |, then /)
    .map((way) => way.split(" && ").filter((step) => step.startsWith("pulumi config ")))
    .filter((way) => way.length > 0);

const onFile = (config: Record<string, string>): FileConfig =>
  Object.fromEntries(Object.entries(config).map(([key, text]) => [key, /^[[{]/.test(text) ? JSON.parse(text) : text]));

/** Mistakes of place and of kind, whose fixes take more than one command. */
const placed: [what: string, change: Record<string, unknown>][] = [
  ["a forgotten --path", { "airflow:mwaa.maxWorkers": "3" }],
  ["a forgotten --path to a list", { "airflow:mwaa.network.zones[0]": "us-east-1a" }],
  ["dots in YAML", { "airflow:google.enabled": "false" }],
  ["dots in YAML over a list", { "airflow:access.admins": '["arn:aws:iam::444455556666:role/a"]' }],
  ["a mistyped namespace", { "airflw:name": "x" }],
  ["a part that is text", { "airflow:mwaa": { logging: "DEBUG" } }],
  ["a whole part that is text", { "airflow:mwaa": "mw1.small" }],
  ["a list as text", { "airflow:mwaa": { network: { zones: '["us-east-1a"]' } } }],
  ["three zones", { "airflow:mwaa": { network: { zones: ["us-east-1a", "us-east-1b", "us-east-1c"] } } }],
  ["a list at the top as text", { "airflow:access": { admins: "ada" } }],
];

const cases: Case[] = [
  ...badConfigs.map(([what, change]) => [what, changed(goodMwaa, change)] as const),
  ...[...badGkeConfigs, ...badCompanyGke].map(([what, config]) => [what, config as Record<string, string>] as const),
  ...badPlaces.map(([what, config, change]) => [what, changed(config, change)] as const),
  ...placed.map(([what, change]) => [what, changed(goodMwaa, change)] as const),
].flatMap(([what, config]) =>
  problems(onFile(config)).flatMap(({ path, message }) =>
    waysIn(message).map((commands) => ({ what, config: onFile(config), path, commands })),
  ),
);

/** A part that the user has to put in place of what is printed. */
const template = /…|YOUR|ACCOUNT|another|SECRET|VALUE|PROJECT/;

describe("every printed fix", () => {
  it("is there for the mistakes", () => expect(cases.length).to.be.greaterThan(100));

  for (const { what, config, path, commands } of cases)
    it(`${what}: ${commands.join(" && ")}`, () => {
      const file = structuredClone(config);
      for (const command of commands) run(file, command);
      expect(file, "it changes nothing").not.to.deep.equal(config);
      if (commands.some((command) => template.test(command))) return;
      expect(problems(file).filter((problem) => problem.path === path)).to.deep.equal([]);
    });

  it("does the same with the real CLI", function () {
    const there = spawnSync("pulumi", ["version"], { encoding: "utf8" });
    if (there.status !== 0) {
      console.log("      skipped: there is no pulumi on the PATH; the model alone was used");
      this.skip();
    }
    this.timeout(600_000);
    const home = mkdtempSync(join(tmpdir(), "fixes-"));
    const env = {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${home}`,
      PULUMI_HOME: join(home, "home"),
      PULUMI_CONFIG_PASSPHRASE: "x",
      PULUMI_SKIP_UPDATE_CHECK: "1",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
    try {
      mkdirSync(join(home, ".pulumi"), { recursive: true });
      writeFileSync(join(home, "Pulumi.yaml"), "name: airflow\nruntime: nodejs\n");
      execFileSync("pulumi", ["stack", "init", "dev"], { cwd: home, env, stdio: "ignore" });
      const head = readFileSync(join(home, "Pulumi.dev.yaml"), "utf8").match(/^encryptionsalt:.*\n/m)?.[0] ?? "";
      const seen = new Set<string>();
      for (const { config, commands } of cases) {
        // The same commands on the same kind of value teach nothing new.
        const id = commands.join(" && ");
        if (seen.has(id)) continue;
        seen.add(id);
        const file = structuredClone(config);
        // By YAML 1.1: the CLI's own reader takes a moment without quotes for more than text.
        writeFileSync(join(home, "Pulumi.dev.yaml"), head + stringify({ config }, { version: "1.1" }));
        execFileSync(
          "sh",
          ["-c", commands.map((command) => command.replace("config ", "config --stack dev ")).join(" && ")],
          {
            cwd: home,
            env,
            stdio: "pipe",
          },
        );
        for (const command of commands) run(file, command);
        const left = parse(readFileSync(join(home, "Pulumi.dev.yaml"), "utf8")).config ?? {};
        expect(engineLike(left), id).to.deep.equal(engineLike(file));
      }
      console.log(`      ${seen.size} fixes run by ${there.stdout.trim()}`);
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});

/** As the program reads it: what is encrypted hidden, empty branches left out, all scalars at the top as text. */
function engineLike(config: FileConfig): unknown {
  const hidden = JSON.parse(JSON.stringify(config), (_, value) =>
    value !== null && typeof value === "object" && "secure" in value ? "[secret]" : value,
  ) as FileConfig;
  return Object.fromEntries(
    Object.entries(hidden).map(([key, value]) => [key, typeof value === "object" ? value : String(value)]),
  );
}
