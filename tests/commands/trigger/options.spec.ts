import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Told } from "../../../commands/line/errors";
import { parse } from "../../../commands/line/parse";
import { type Asked, requestOf } from "../../../commands/trigger/command/options";
import { duration, line, newsOf } from "../../../commands/trigger/command/progress";
import { JsonText } from "../../../commands/trigger/index";
import { verb } from "../../../commands/trigger/verb";

const read = (...args: string[]) => requestOf(parse(verb, args) as unknown as Asked);

const message = (...args: string[]): string => {
  try {
    read(...args);
  } catch (problem) {
    expect((problem as Told).exitCode).to.equal(2);
    return (problem as Told).message;
  }
  return "accepted";
};

describe("trigger command's arguments", () => {
  it("reads all of them", () => {
    const request = ["date_kr", "--conf", '{"a":1}', "--run-id", "r", "--logical-date", "2019-11-24T00:00:00Z"];
    const args = [...request, "--wait", "--timeout", "60", "--stack", "dev", "--json", "--allow-paused"];
    const text = { conf: '{"a":1}', runId: "r", logicalDate: "2019-11-24T00:00:00Z", timeout: "60", stack: "dev" };
    expect(parse(verb, args)).to.deep.equal({
      operands: ["date_kr"],
      ...text,
      allowPaused: true,
      wait: true,
      json: true,
    });
    expect(read(...args)).to.deep.equal({
      request: {
        dagId: "date_kr",
        conf: new JsonText('{"a":1}'),
        runId: "r",
        logicalDate: "2019-11-24T00:00:00Z",
        allowPaused: true,
      },
      timeoutSeconds: 60,
    });
  });

  it("reads conf from a file, a byte order mark left out", async () => {
    const folder = await mkdtemp(join(tmpdir(), "trigger-"));
    try {
      const file = join(folder, "conf.json");
      writeFileSync(file, '\uFEFF{"a": 12345678901234567890}');
      const { request } = read("d", "--conf", `@${file}`);
      expect((request.conf as JsonText).text).to.equal('{"a": 12345678901234567890}');
      expect(message("d", "--conf", `@${folder}/none`)).to.equal(
        `--conf @${folder}/none cannot be read (ENOENT): give a readable file after @`,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("refuses a file that is not UTF-8, instead of sending other characters", async () => {
    const folder = await mkdtemp(join(tmpdir(), "trigger-"));
    try {
      const file = join(folder, "conf.json");
      writeFileSync(file, Buffer.from('{"name": "Z\xfcrich"}', "latin1"));
      expect(message("d", "--conf", `@${file}`)).to.equal(`--conf @${file} is not UTF-8: save it as UTF-8`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("names what is wrong, never a value that may be conf's", () => {
    expect(message()).to.equal("give DAG_ID: the id of the DAG to start");
    expect(message("a", "b")).to.equal("2 words were given where 1 DAG_ID is expected");
    expect(message("a", "--stack", "s", "--target", "t")).to.equal(
      "option '--stack <NAME>' cannot be used with option '--target <JSON|URL>'",
    );
    expect(message("a", "--timeout", "5")).to.equal("--timeout is for --wait");
    expect(message("a", "--wait", "--timeout", "soon")).to.equal(
      '--timeout is "soon": give seconds, more than 0 and up to 2000000',
    );
    expect(message("a", "--cnof", "hunter2")).to.equal("unknown option '--cnof'; did you mean --conf?");
    expect(message("a", '--cnof={"k":"hunter2"}')).to.equal("unknown option '--cnof'");
    expect(message("a", "--conf", "--wait")).to.equal("--conf is given no @FILE|-|JSON before --wait");
  });
});

describe("trigger progress", () => {
  const progress = { state: "running", done: 3, all: 7, failed: ["load"], elapsedSeconds: 65 };

  it("says state, tasks and time", () => {
    expect(line(progress)).to.equal("running, 3 of 7 tasks done, 1 failed (load), 1m05s");
    expect(newsOf(progress)).to.equal("running, 3 of 7 tasks done, 1 failed (load)");
    expect([0.4, 59.9, 60, 3599, 3600, 7500].map(duration)).to.deep.equal([
      "0s",
      "59s",
      "1m00s",
      "59m59s",
      "1h00m",
      "2h05m",
    ]);
  });
});
