/** What a plan loads: each cloud's SDK only where the stack uses it. In a process of its own, because requires stay. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { stackConfig } from "./planned";

const root = join(__dirname, "..", "..", "..");

/** Packages of Pulumi that a plan of this config loads. */
function loaded(config: Record<string, string>): string[] {
  const program = `
    const { planConfig } = require("./tests/graph");
    planConfig(JSON.parse(process.env.STACK_CONFIG)).then(() => {
      const names = Object.keys(require.cache).map((path) => /@pulumi[\\\\/]([a-z]+)[\\\\/]/.exec(path)?.[1]);
      console.log(JSON.stringify([...new Set(names)].filter(Boolean).sort()));
    });`;
  const env = { ...process.env, STACK_CONFIG: JSON.stringify(config) };
  const run = spawnSync(process.execPath, ["--import", "tsx", "-e", program], { cwd: root, env, encoding: "utf8" });
  expect(run.stderr).to.equal("");
  return JSON.parse(run.stdout);
}

describe("loading", () => {
  it("a GKE stack loads no AWS SDK", () => {
    expect(loaded(stackConfig())).to.deep.equal(["gcp", "kubernetes", "pulumi", "random"]);
  });

  it("a GKE stack with airflow:gke.aws does", () => {
    const config = { "aws:region": "eu-west-1", "aws:allowedAccountIds": '["444455556666"]' };
    expect(loaded(stackConfig({ gke: { aws: {} }, config }))).to.deep.equal([
      "aws",
      "gcp",
      "kubernetes",
      "pulumi",
      "random",
    ]);
  });
});
