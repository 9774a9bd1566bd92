/** A lock is removed only where nobody can be writing behind it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { holderOf, holderText, isBusy, locksIn, locksSaid } from "../../../commands/resume/lock";

const lock = { pid: 17, username: "ada", hostname: "laptop", timestamp: "2026-11-21T11:00:00Z" };
const said = `error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.
  s3://bucket/.pulumi/locks/organization/airflow/dev/0b.json: created by ada@laptop (pid 17) at 2026-11-21T11:00:00Z`;

describe("the lock of a stack", () => {
  it("is read from a backend in a folder", () => {
    const folder = mkdtempSync(join(tmpdir(), "locks-"));
    const place = join(folder, ".pulumi", "locks", "organization", "airflow", "dev");
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "0b.json"), JSON.stringify(lock));
    try {
      expect(locksIn(pathToFileURL(folder).href, "airflow", "dev")).to.deep.equal([lock]);
      expect(locksIn(pathToFileURL(folder).href, "airflow", "prod")).to.deep.equal([]);
      expect(locksIn("https://api.pulumi.com", "airflow", "dev")).to.deep.equal([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is read from the refusal of any other", () => {
    expect(isBusy(said)).to.equal(true);
    expect(locksSaid(said)).to.deep.equal([lock]);
    expect(isBusy("error: [409] Conflict: Another update is currently in progress.")).to.equal(true);
    expect(isBusy("error: no such stack")).to.equal(false);
  });

  it("is dead only where its process is known to be gone", () => {
    expect(holderOf(lock, "laptop", () => false)).to.equal("dead");
    expect(holderOf(lock, "laptop", () => true)).to.equal("running");
    expect(holderOf(lock, "desktop", () => false)).to.equal("unknown");
    expect(holderOf({ ...lock, pid: process.pid }, "laptop")).to.equal("running");
  });

  it("is told with who, where and since when", () => {
    expect(holderText(lock)).to.equal("ada on laptop since 2026-11-21T11:00:00Z, process 17");
  });
});
