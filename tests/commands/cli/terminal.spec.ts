import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { CommandError, UsageError } from "../../../commands/line/errors";
import { textOf } from "../../../commands/line/runVerb";
import { paints, statusLine, wrap } from "../../../commands/line/terminal";
import { ROOT } from "./child";

/** A stream that keeps what was written. */
function recorded(more: { isTTY?: boolean; columns?: number; hasColors?(): boolean } = {}) {
  const written: string[] = [];
  return { written, stream: { write: (text: string) => written.push(text), ...more } };
}

describe("the terminal", () => {
  it("has colours where it is one and wants them, and nowhere else", () => {
    const colours = (isTTY: boolean, has: boolean) => paints({ write: () => 0, isTTY, hasColors: () => has }).red("no");
    expect(colours(true, true)).to.equal("\u001b[31mno\u001b[39m");
    expect([colours(true, false), colours(false, true)]).to.deep.equal(["no", "no"]);
  });

  it("breaks text at spaces and leaves long words whole", () => {
    expect(wrap("one two three\nfour", 8, " ")).to.equal(" one two\n three\n four");
    expect(wrap("a verylongword b", 5)).to.equal("a\nverylongword\nb");
  });

  it("rewrites one line, and never wraps it", () => {
    const { written, stream } = recorded({ isTTY: true, columns: 20 });
    const line = statusLine(stream);
    line.show("running, 3 of 7 tasks done");
    line.show("running, 4 of 7 tasks done");
    line.end();
    line.clear();
    expect(written).to.deep.equal(["\r\u001b[2Krunning, 3 of 7 tas", "\r\u001b[2Krunning, 4 of 7 tas", "\n"]);
  });

  it("writes a plain line for each piece of news elsewhere", () => {
    const { written, stream } = recorded();
    const line = statusLine(stream);
    for (const seconds of [1, 2, 3]) line.show(`running, ${seconds}s`, "running");
    line.show("success, 4s", "success");
    line.end();
    expect(written).to.deep.equal(["running, 1s\n", "success, 4s\n"]);
  });

  it("shows an error, what fixes it, and the stack of a fault alone", () => {
    const plain = paints({ write: () => 0 });
    expect(textOf(new UsageError("wrong", "do that"), plain)).to.equal("usage: wrong\n  to fix it: do that\n");
    expect(textOf(new CommandError("x", "cancelled", 130, "stop"), plain)).to.equal("cancelled\n");
    expect(textOf(new RangeError("oh"), plain)).to.match(/^fault: RangeError: oh\n {4}at /);
  });

  it("colours an error on a real terminal, not with NO_COLOR", function () {
    // `script` gives a child a pseudo-terminal; it is part of util-linux.
    const run = (env: Record<string, string>) =>
      spawnSync("script", ["-qec", `"${process.execPath}" commands/cli.cjs plan --jsno`, "/dev/null"], {
        cwd: ROOT,
        encoding: "utf8",
        env: { PATH: process.env.PATH ?? "", TERM: "xterm-256color", ...env },
      });
    const coloured = run({});
    if (coloured.error) {
      console.log("    skipped: `script` of util-linux is not on PATH, so there is no pseudo-terminal");
      return this.skip();
    }
    expect(coloured.stdout).to.contain("\u001b[31musage:\u001b[39m unknown option");
    expect(run({ NO_COLOR: "1" }).stdout).to.match(/^usage: unknown option/);
  });
});
