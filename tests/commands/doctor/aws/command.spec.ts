/** The command itself, as a user starts it: exit codes, JSON, text, and no secret in either. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readStack } from "../../../../commands/stack/stackFile";
import { changed } from "../../../graph";
import { credentials } from "./build";
import { answersOf, type Cloud, entered, leave } from "./cloud";

// Hooks outside of a describe would be every spec's.
describe("doctor from the command line", () => {
  let all: Cloud;
  let folder: string;

  before(async function () {
    all = await entered(this);
    answersOf(all.front);
    folder = mkdtempSync(join(tmpdir(), "airflow-doctor-"));
    const config = changed(readStack("dev").config, {
      "aws:allowedAccountIds": ["222233334444"],
      "airflow:google": { enabled: false },
      "airflow:dags": "external",
    });
    writeFileSync(join(folder, "dev.yaml"), JSON.stringify({ config }));
  });
  after(() => {
    leave();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  function doctor(...more: string[]): Promise<{ code: number | null; out: string; err: string }> {
    return new Promise((resolve) => {
      const args = ["commands/cli.cjs", "doctor", "--config", join(folder, "dev.yaml"), ...more];
      // Not a test of npm, which would keep options for itself.
      const { npm_command: _, npm_lifecycle_event: __, ...env } = process.env;
      const child = spawn(process.execPath, args, { env });
      let [out, err] = ["", ""];
      child.stdout.on("data", (part) => {
        out += part;
      });
      child.stderr.on("data", (part) => {
        err += part;
      });
      child.on("close", (code) => resolve({ code, out, err }));
    });
  }

  describe("the command doctor", function () {
    this.timeout(60_000);

    it("ends with 0 where all is fine, and says nothing on the side", async () => {
      const { code, out, err } = await doctor();
      expect([code, err]).to.deep.equal([0, ""]);
      expect(out.split("\n").slice(0, 4)).to.deep.equal([
        "dev: airflow-dev, Amazon MWAA in us-east-1",
        "Nothing is made yet: this is what `pulumi up` would meet.",
        "",
        "Fine (11)   --all lists them",
      ]);
    });

    it("ends with 1 where something will break, and has it as JSON", async () => {
      all.front.answers.set("airflow.GetEnvironment", () => ({
        Environment: { Name: "airflow-dev", Status: "AVAILABLE" },
      }));
      const { code, out } = await doctor("--json");
      answersOf(all.front);
      const { findings, fine, stage } = JSON.parse(out);
      expect([code, stage, fine.length, findings.length]).to.deep.equal([1, "before", 10, 1]);
      expect(findings[0]).to.deep.equal({
        check: "aws.names",
        grade: "willBreak",
        thing: "airflow-dev",
        wrong: "an environment of that name is there already",
        fix: "pulumi config set airflow:name ANOTHER-NAME",
        why: "AWS refuses a second one of the same name, and it is not this stack's to change",
        source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
        page: "docs/when-it-fails.md",
      });
    });

    it("ends with 3 where nobody lets it look, and tells no secret", async () => {
      all.front.denied = true;
      const { code, out, err } = await doctor("--all");
      all.front.denied = false;
      expect(code).to.equal(3);
      expect(out).to.match(/Not known \(11\)\n {2}AWS does not let the caller look:\n/);
      for (const secret of Object.values(credentials)) expect(out + err).to.not.contain(secret);
    });

    it("ends with 2 where no check is meant", async () => {
      const { code, err } = await doctor("--only", "nothing-like-that");
      expect(code).to.equal(2);
      expect(err).to.match(
        /^usage: --only nothing-like-that: no check has that in its id; there are: state\.pending, aws\.caller/,
      );
    });
  });
});
