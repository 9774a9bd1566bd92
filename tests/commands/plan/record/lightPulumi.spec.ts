/** What a plan does not load, in a process of its own: requires stay. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";

const root = join(__dirname, "..", "..", "..", "..");

describe("a plan's Pulumi", () => {
  it("loads no compiler and no dependency solver, and can store a function all the same", () => {
    const script = `
      const { isProxy } = require("node:util").types;
      const standIns = () => ["typescript", "@npmcli/arborist"].map((name) => isProxy(require(name)));
      require("./commands/plan/run").recordStack(require("./commands/stack/stackFile").readStack("dev")).then(async () => {
        const before = standIns();
        const { text } = await require("@pulumi/pulumi").runtime.serializeFunction(() => 42);
        console.log(JSON.stringify([before, text.includes("42")]));
      });`;
    const printed = execFileSync(process.execPath, ["--import", "tsx", "-e", script], { cwd: root, encoding: "utf8" });
    expect(JSON.parse(printed)).to.deep.equal([[true, true], true]);
  });
});
