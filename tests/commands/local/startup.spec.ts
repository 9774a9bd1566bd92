/** The startup script, run by the real bash as MWAA's image runs it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { runStartup } from "../../../commands/local/stack/startup";

describe("the startup script on this machine", () => {
  const folder = mkdtempSync(join(tmpdir(), "startup-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const before = { PATH: process.env.PATH ?? "", KEPT: "old", AWS_REGION: "eu-west-1" };
  const run = (script: string, ownLines = 0) => runStartup(script, before, folder, ownLines);

  it("leaves what it exports, also across lines, and none of its own names", async () => {
    expect(
      await run("export A='one\ntwo=2'\nexport KEPT=new\nLOCAL=x\nunset PATH\nexport PATH=/bin:/usr/bin"),
    ).to.deep.equal({
      variables: { A: "one\ntwo=2", KEPT: "new", PATH: "/bin:/usr/bin" },
      said: "",
    });
  });

  it("cannot change what MWAA protects", async () => {
    const script =
      "export AWS_REGION=us-east-1 PYTHONPATH=/x AIRFLOW_HOME=/y MWAA__A__B=c ECS_AGENT_URI=d AIRFLOW__API__BASE_URL=e OPEN=f";
    expect((await run(script)).variables).to.deep.equal({ OPEN: "f" });
  });

  it("keeps what was set before an exit, and fails where the exit says so", async () => {
    expect(await run("export A=1\nexit 0\nexport A=2")).to.deep.equal({ variables: { A: "1" }, said: "" });
    const failed = await run("export A=1\necho no such thing >&2\nexit 3\n");
    expect(failed).to.deep.equal({ variables: { A: "1" }, said: "no such thing", failure: "it ends with exit 3" });
  });

  it("fails where nothing is left, as MWAA refuses to start then", async () => {
    expect((await run("set -e\nexport A=1\nfalse\nexport B=2")).failure).to.equal(
      "it ends with 1, and leaves no variables (set -e?)",
    );
  });

  it("names the line of the user's own file that is no bash", async () => {
    const { failure, said } = await run("export MADE=1\nexport A=1\nif true; then\n  echo $(\n", 1);
    expect(failure).to.match(/^line \d+: (syntax error|unexpected)/);
    expect(said).to.match(/airflow\/startup\.sh: line \d+: /);
  });

  it("goes on after a last command that fails, and says so", async () => {
    expect(await run("export A=1\n[ -d /no/such/folder ]")).to.deep.equal({
      variables: { A: "1" },
      said: "",
      doubt: "its last command ends with 1",
    });
  });

  it("is not run where there is none", async () => {
    expect(await run(" \n")).to.deep.equal({ variables: {}, said: "" });
  });

  it("is ended with what it started by Ctrl-C", async () => {
    const stop = new AbortController();
    const running = runStartup("sleep 60", before, folder, 0, stop.signal);
    setTimeout(() => stop.abort(new Error("cancelled")), 200);
    const said = await running.catch((error: Error) => error.message);
    expect(said).to.equal("cancelled");
  });
});
