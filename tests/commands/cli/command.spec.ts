/** The command line as its users meet it: real child processes. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { EXIT } from "../../../commands/line/exitCodes";
import { allVerbs, verbs } from "../../../commands/verbs";
import { cli, ROOT, start } from "./child";

const widest = (text: string) => Math.max(...text.split("\n").map((line) => line.length));

describe("the command line", function () {
  this.timeout(60_000);

  it("has each folder with a verb.ts in its table, under the verb's own name", async () => {
    const folders = readdirSync(join(ROOT, "commands"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && readdirSync(join(ROOT, "commands", entry.name)).includes("verb.ts"))
      .map(({ name }) => name);
    expect(Object.keys(verbs)).to.have.members(folders);
    expect((await allVerbs()).map(({ name }) => name)).to.deep.equal(Object.keys(verbs));
  });

  it("shows every verb and the exit codes, 80 columns wide, and so does each verb's help", async () => {
    const overview = await cli(["--help"]);
    expect(overview.code).to.equal(0);
    for (const name of Object.keys(verbs)) expect(overview.out).to.match(new RegExp(`^  ${name} `, "m"));
    const helps = await Promise.all(Object.keys(verbs).map((name) => cli([name, "--help"])));
    for (const { code, out, err } of helps) {
      expect([code, err]).to.deep.equal([0, ""]);
      expect(out).to.match(/^Usage: node commands\/cli\.cjs [a-z]+ /);
      expect(out.replace(/\s+/g, " ")).to.contain("Exit codes: 0 done, 1 ran and failed, 2 wrong arguments");
    }
    expect(Math.max(...[overview, ...helps].map(({ out }) => widest(out)))).to.be.at.most(80);
  });

  it("says what to type where no verb is named", async () => {
    const { code, out, err } = await cli([]);
    expect([code, out]).to.deep.equal([2, ""]);
    expect(err).to.contain("VERB [options]").and.to.contain("trigger");
  });

  it("names the nearest verb and the nearest option", async () => {
    const [verb, option] = await Promise.all([cli(["trigegr"]), cli(["plan", "--comapre"])]);
    expect(verb).to.deep.equal({
      code: 2,
      out: "",
      err: "usage: unknown command 'trigegr'; did you mean trigger?\n  to fix it: node commands/cli.cjs --help\n",
    });
    expect(option).to.deep.equal({
      code: 2,
      out: "",
      err: "usage: unknown option '--comapre'; did you mean --compare?\n  to fix it: node commands/cli.cjs plan --help\n",
    });
  });

  it("gives an error as JSON where JSON was asked for", async () => {
    const { code, out, err } = await cli(["plan", "--json", "--stack", "nope"]);
    expect([code, err]).to.deep.equal([2, ""]);
    const { error } = JSON.parse(out);
    expect(error).to.include({ layer: "usage", code: "bad-request" });
    expect(error.message).to.match(/^--stack nope: there is no Pulumi\.nope\.yaml/);
  });

  it("names an option that npm kept, and what to type instead", async () => {
    const npm = (args: string[]) =>
      start("npm", ["run", "--silent", ...args], { env: { npm_config_loglevel: "silent" } });
    const [plan, trigger, right] = await Promise.all([
      npm(["plan", "--stack=gke", "--compare"]),
      npm(["trigger", "date_kr", "--conf", '{"k": "hunter2"}', "--wait"]),
      npm(["plan", "--", "--stack", "nope"]),
    ]);
    expect([plan.code, trigger.code, right.code]).to.deep.equal([2, 2, 2]);
    expect(plan.err).to.equal(
      "usage: npm kept the options --stack, --compare for itself: a -- is missing before the options\n" +
        "  to fix it: npm run --silent plan -- --stack gke --compare\n",
    );
    expect(trigger.err).to.equal(
      "usage: npm kept the options --conf, --wait for itself: a -- is missing before the options\n" +
        "  to fix it: npm run --silent trigger -- DAG_ID --conf @FILE|-|JSON --wait\n",
    );
    expect(right.err).to.match(/^usage: --stack nope: there is no/);
  });

  it("warns where npm has printed conf, and prints none of a file's", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "cli-")), "conf.json");
    writeFileSync(file, '{"k": "hunter2"}');
    const to = ["--target", "{}"]; // no target: refused before anything is sent
    const [text, documented] = await Promise.all([
      start("npm", ["run", "trigger", "--", "d", "--conf", '{"k": "text"}', ...to]),
      start("npm", ["run", "--silent", "trigger", "--", "d", "--conf", `@${file}`, ...to]),
    ]);
    rmSync(dirname(file), { recursive: true });
    expect(text.out).to.contain('{"k": "text"}'); // npm's own line, which is why
    expect(text.err).to.contain("npm has printed this conf: use npm run --silent trigger -- DAG_ID --conf @FILE\n");
    expect([documented.code, documented.out]).to.deep.equal([2, ""]);
    expect(documented.err).to.contain("usage: target.kind is").and.not.to.contain("hunter2");
    expect(documented.err).to.not.contain("npm has printed");
  });

  it("is quiet where its reader goes away", async () => {
    // `true` is gone before the first word is written, which is surer than `head`.
    const script = `set -o pipefail; "${process.execPath}" commands/cli.cjs plan --json | true`;
    expect(await start("bash", ["-c", script])).to.deep.equal({ code: 0, out: "", err: "" });
    const ticking = `require("./commands/line/terminal").quietPipes(); setInterval(() => console.log("tick"), 5)`;
    const ticker = `set -o pipefail; "${process.execPath}" --import tsx -e '${ticking}' | head -n 2`;
    expect(await start("bash", ["-c", ticker])).to.deep.equal({ code: 0, out: "tick\ntick\n", err: "" });
  });

  it("documents its exit codes", () => {
    const page = readFileSync(join(ROOT, "docs", "commands.md"), "utf8");
    const rows = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    expect(rows).to.deep.equal(Object.values(EXIT));
  });
});
