/** The whole config is read: the project's own with defaults and types, environments named as unknown; Pulumi reads the same file. */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { planStack } from "../../commands/plan/run";
import { environmentsOf, withProjectConfig } from "../../commands/stack/projectFile";
import { readStackFile } from "../../commands/stack/stackFile";

const root = join(__dirname, "..", "..");

describe("the project's own config", () => {
  const project = {
    name: "airflow",
    config: {
      awake: { type: "boolean", default: true, description: "x" },
      "aws:region": { value: "eu-west-1" },
      "gcp:project": "data-project",
      name: { type: "string" },
      count: { type: "integer", default: 3 },
      mwaa: { default: { maxWorkers: 3 } },
    },
  };

  it("is below the stack's, with its defaults; a key without a namespace is the project's", () => {
    expect(withProjectConfig({ "aws:region": "us-east-1", name: "mine" }, project)).to.deep.equal({
      "airflow:awake": true,
      "aws:region": "us-east-1",
      "gcp:project": "data-project",
      "airflow:count": 3,
      "airflow:mwaa": { maxWorkers: 3 },
      "airflow:name": "mine",
    });
    expect(withProjectConfig({ a: 1 }, undefined)).to.deep.equal({ "airflow:a": 1 });
  });

  it("has types that a stack's values must be of, as Pulumi holds them to", () => {
    expect(() => withProjectConfig({ "airflow:awake": "maybe" }, project)).to.throw(
      'airflow:awake is "maybe", and Pulumi.yaml says that it is of type boolean: Pulumi refuses it.',
    );
    expect(withProjectConfig({ "airflow:awake": "false" }, project)).to.include({ "airflow:awake": "false" });
    expect(withProjectConfig({ "airflow:name": { secure: "x" } }, project)["airflow:name"]).to.deep.equal({
      secure: "x",
    });
  });

  it("names environments, whose content is not known", () => {
    expect(environmentsOf({ environment: ["team/dev", "keys"] })).to.equal("team/dev, keys");
    expect(environmentsOf({ environment: { imports: ["a", { b: { merge: false } }] } })).to.equal("a, b");
    expect(environmentsOf({ environment: { values: {} } })).to.equal("of the stack file");
    expect(environmentsOf({ config: {} })).to.equal(undefined);
  });

  it("lets a stack be planned whose keys are in an environment", async function () {
    this.timeout(60_000);
    const folder = mkdtempSync(join(tmpdir(), "stack-"));
    try {
      const file = join(folder, "Pulumi.esc.yaml");
      writeFileSync(file, "environment: [team/dev]\nconfig:\n  airflow:platform: mwaa\n  airflow:dags: external\n");
      const plan = await planStack(readStackFile(file));
      expect(plan.warnings[0]).to.contain("environment team/dev");
      expect(plan.resources.length).to.be.greaterThan(40);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("Pulumi.yaml", () => {
  it("is what `pulumi config` and `pulumi new` show", function () {
    if (spawnSync("pulumi", ["version"]).status !== 0) {
      console.log("      skipped: there is no pulumi on the PATH");
      this.skip();
    }
    this.timeout(120_000);
    const home = mkdtempSync(join(tmpdir(), "project-"));
    const env = {
      ...process.env,
      PULUMI_BACKEND_URL: `file://${home}`,
      PULUMI_HOME: join(home, "home"),
      PULUMI_CONFIG_PASSPHRASE: "x",
      PULUMI_SKIP_UPDATE_CHECK: "1",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
    const pulumi = (cwd: string, ...args: string[]) =>
      execFileSync("pulumi", args, { cwd, env, encoding: "utf8", stdio: "pipe" });
    try {
      const [template, made] = [join(home, "template"), join(home, "made")];
      for (const folder of [template, made]) mkdirSync(folder);
      copyFileSync(join(root, "Pulumi.yaml"), join(template, "Pulumi.yaml"));
      writeFileSync(join(template, "index.ts"), "");
      pulumi(template, "stack", "init", "dev");
      expect(JSON.parse(pulumi(template, "config", "--json"))).to.have.property("airflow:awake");
      rmSync(join(template, "Pulumi.dev.yaml"));
      const account = ["--config", 'aws:allowedAccountIds=["444455556666"]', "--config", "gcp:project=data-project"];
      pulumi(
        made,
        "new",
        template,
        "--yes",
        "--force",
        "--name",
        "airflow",
        "--stack",
        "new",
        ...account,
        "--generate-only",
      );
      expect(parse(readFileSync(join(made, "Pulumi.yaml"), "utf8"))).to.include.keys("config", "runtime");
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});
