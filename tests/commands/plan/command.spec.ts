import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { parse, stringify } from "yaml";

const root = join(__dirname, "..", "..", "..");

/** Runs the command as npm does. */
async function plan(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ["commands/cli.cjs", "plan", ...args], {
      cwd: root,
      maxBuffer: 32 * 1024 * 1024,
      timeout: 60_000,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

describe("the plan command", function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "plan-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("prints JSON and draws a picture, with no account", async () => {
    const file = join(folder, "plan.svg");
    const { code, stdout, stderr } = await plan("--stack", "dev", "--json", "--graph", file);
    expect(code, stderr).to.equal(0);
    expect(JSON.parse(stdout)).to.include.keys("platform", "resources", "outputs", "cost", "sleep", "warnings");
    expect(readFileSync(file, "utf8")).to.contain("<svg");
  });

  it("refuses a picture that would not be what its name says, before it plans", async () => {
    const [graph, chart] = await Promise.all([plan("--graph", join(folder, "x.png")), plan("--chart", "y.pdf")]);
    expect([graph.code, chart.code, graph.stdout]).to.deep.equal([2, 2, ""]);
    expect(graph.stderr)
      .to.contain(`only SVG is drawn`)
      .and.to.contain(`Use: --graph ${join(folder, "x")}.svg`);
    expect(existsSync(join(folder, "x.png"))).to.equal(false);
  });

  it("prints text for a person unless told otherwise", async () => {
    const { code, stdout } = await plan();
    expect(code).to.equal(0);
    expect(stdout).to.match(/^dev: airflow-dev, Amazon MWAA in us-east-1, Airflow [\d.]+, awake; \d+ resources\n/);
  });

  it("compares and draws the comparison, at the user's own prices", async () => {
    const prices = join(folder, "own.json");
    writeFileSync(prices, '{"prices": [{"key": "mwaa.small.hour", "region": "us-east-1", "price": 1}]}');
    const chart = join(folder, "cost.svg");
    const { code, stdout, stderr } = await plan("--json", "--compare", "--chart", chart, "--prices", prices);
    expect(code, stderr).to.equal(0);
    const { cost, alternatives } = JSON.parse(stdout);
    expect(cost.lines).to.deep.include({
      item: "MWAA environment mw1.small",
      quantity: 730,
      unit: "hour",
      unitPrice: 1,
      monthly: 730,
      source: `${prices}, not dated`,
    });
    expect(alternatives.map(({ current }: { current: boolean }) => current)).to.deep.equal([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(readFileSync(chart, "utf8")).to.match(/^<svg[\s\S]*<\/svg>\n$/);
  });

  it("refuses a price file with a mistake, with exit 2", async () => {
    const prices = join(folder, "wrong.json");
    writeFileSync(prices, '{"prices": [{"key": "mwaa.smal.hour", "region": "us-east-1", "price": 1}]}');
    const { code, stdout, stderr } = await plan("--prices", prices);
    expect([code, stdout]).to.deep.equal([2, ""]);
    expect(stderr).to.contain("did you mean mwaa.small.hour?").and.not.to.contain("    at ");
  });

  it("lists every config error on stderr with exit 2, and writes nothing", async () => {
    const content = parse(readFileSync(join(root, "Pulumi.dev.yaml"), "utf8"));
    content.config["airflow:mwaa"].environmentClass = "mw1.tiny";
    content.config["airflow:nmae"] = "x";
    const config = join(folder, "wrong.yaml");
    writeFileSync(config, stringify(content));
    const picture = join(folder, "wrong.svg");
    const { code, stdout, stderr } = await plan("--config", config, "--graph", picture);
    expect(code).to.equal(2);
    expect(stdout).to.equal("");
    expect(stderr).to.contain('airflow:mwaa.environmentClass is "mw1.tiny"').and.to.contain("airflow:nmae");
    expect(existsSync(picture)).to.equal(false);
  });

  it("refuses what it cannot read or write, with exit 2", async () => {
    const [stack, option, both] = await Promise.all([
      plan("--stack", "nope"),
      plan("--jsno"),
      plan("--stack", "dev", "--config", "x.yaml"),
    ]);
    expect([stack.code, option.code, both.code]).to.deep.equal([2, 2, 2]);
    expect(stack.stderr).to.contain("--stack nope: there is no Pulumi.nope.yaml; there are: ").and.to.contain("dev");
    expect(option.stderr).to.contain("'--jsno'; did you mean --json?");
    expect(both.stderr).to.contain("'--stack <NAME>' cannot be used with option '--config <FILE>'");
  });
});
