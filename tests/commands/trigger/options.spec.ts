import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { JsonText, type TriggerError } from "../../../commands/trigger/index";
import { type Command, parse } from "../../../commands/trigger/options";
import { duration, line, show } from "../../../commands/trigger/progress";

const message = (...args: string[]): string => {
  try {
    parse(args);
  } catch (problem) {
    expect((problem as TriggerError).exitCode).to.equal(2);
    return (problem as TriggerError).message;
  }
  return "accepted";
};

describe("trigger command's arguments", () => {
  it("reads all of them", () => {
    const args = ["date_kr", "--conf", '{"a":1}', "--run-id", "r", "--logical-date", "2019-11-24T00:00:00Z"];
    const found = parse([
      ...args,
      "--wait",
      "--timeout",
      "60",
      "--stack",
      "dev",
      "--json",
      "--allow-paused",
    ]) as Command;
    expect(found).to.deep.equal({
      request: {
        dagId: "date_kr",
        conf: new JsonText('{"a":1}'),
        runId: "r",
        logicalDate: "2019-11-24T00:00:00Z",
        allowPaused: true,
      },
      wait: true,
      timeoutSeconds: 60,
      json: true,
      stack: "dev",
      target: undefined,
    });
    expect(parse(["--help"])).to.equal("help");
  });

  it("reads conf from a file, a byte order mark left out", async () => {
    const folder = await mkdtemp(join(tmpdir(), "trigger-"));
    try {
      const file = join(folder, "conf.json");
      writeFileSync(file, '\uFEFF{"a": 12345678901234567890}');
      const { request } = parse(["d", "--conf", `@${file}`]) as Command;
      expect((request.conf as JsonText).text).to.equal('{"a": 12345678901234567890}');
      expect(message("d", "--conf", `@${folder}/none`)).to.equal(
        `--conf @${folder}/none cannot be read (ENOENT): give a readable file after @`,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("names what is wrong", () => {
    expect(message()).to.equal("which DAG? Give its id");
    expect(message("a", "b")).to.equal("one DAG at a time: 2 ids were given");
    expect(message("a", "--stack", "s", "--target", "t")).to.equal("give --stack or --target, not both");
    expect(message("a", "--timeout", "5")).to.equal("--timeout is for --wait: give both, or neither");
    expect(message("a", "--wait", "--timeout", "soon")).to.equal(
      '--timeout is "soon": give seconds, more than 0 and up to 2000000',
    );
    expect(message("a", "--cnof", "x")).to.equal("Unknown option '--cnof'");
  });
});

describe("trigger progress", () => {
  const progress = { state: "running", done: 3, all: 7, failed: ["load"], elapsedSeconds: 65 };

  it("says state, tasks and time", () => {
    expect(line(progress)).to.equal("running, 3 of 7 tasks done, 1 failed (load), 1m05s");
    expect([0.4, 59.9, 60, 3599, 3600, 7500].map(duration)).to.deep.equal([
      "0s",
      "59s",
      "1m00s",
      "59m59s",
      "1h00m",
      "2h05m",
    ]);
  });

  it("rewrites one line on a terminal, and never wraps it", () => {
    const written: string[] = [];
    const terminal = show({ write: (text) => written.push(text), isTTY: true, columns: 20 });
    terminal.report(progress);
    terminal.report({ ...progress, done: 4 });
    terminal.end();
    expect(written).to.deep.equal(["\r\u001b[2Krunning, 3 of 7 tas", "\r\u001b[2Krunning, 4 of 7 tas", "\n"]);
  });

  it("writes a plain line for each change elsewhere", () => {
    const written: string[] = [];
    const file = show({ write: (text) => written.push(text) });
    for (const elapsedSeconds of [1, 2, 3]) file.report({ ...progress, elapsedSeconds });
    file.report({ ...progress, done: 7, failed: [], state: "success", elapsedSeconds: 4 });
    file.end();
    expect(written).to.deep.equal([
      "running, 3 of 7 tasks done, 1 failed (load), 1s\n",
      "success, 7 of 7 tasks done, 4s\n",
    ]);
  });
});
