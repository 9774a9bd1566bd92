/** The command as a user runs it: exit codes, what it prints and what it does not, Ctrl-C, --stack, and the library in a bundle. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import { buildSync } from "esbuild";
import { childEnv, type Homes, homes, missing, ROOT, targets } from "./homes";

interface Done {
  code: number | null;
  out: string;
  err: string;
}

function start(args: string[], env: Record<string, string>): { child: ChildProcess; done: Promise<Done> } {
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ["pipe", "pipe", "pipe"] });
  const done = new Promise<Done>((resolve) => {
    const read = { out: "", err: "" };
    child.stdout?.on("data", (data) => {
      read.out += data;
    });
    child.stderr?.on("data", (data) => {
      read.err += data;
    });
    child.on("close", (code) => resolve({ code, ...read }));
  });
  return { child, done };
}

describe("trigger command", function () {
  this.timeout(300_000);

  let made: Homes;
  let folder: string;

  before(async function () {
    const reason = missing();
    if (reason) {
      console.log(`    skipped: ${reason}`);
      return this.skip();
    }
    made = await homes();
    folder = mkdtempSync(join(tmpdir(), "trigger-command-"));
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true });
  });

  const begin = (args: string[], more: Record<string, string> = {}) =>
    start([join(ROOT, "commands/cli.cjs"), "trigger", ...args], { ...childEnv(made), ...more });
  const run = (...args: string[]) => begin(args).done;
  const target = (name: string) => ["--target", JSON.stringify(targets(made)[name])];

  it("starts, waits, and prints plain lines where there is no terminal", async () => {
    const { code, out, err } = await run(
      "date_kr",
      "--conf",
      '{"date_kr": "2019-11-24"}',
      "--wait",
      ...target("Airflow 3 behind IAP"),
    );
    expect(err).to.match(
      /^started run trigger__\S+ of date_kr \(queued\)\nhttps:\/\/airflow\.example\.com\/dags\/date_kr\/runs\/\S+\n/,
    );
    expect(err).to.match(/success, 1 of 1 tasks done, \d+s\n$/);
    expect(err).to.not.contain("\u001b");
    expect(out).to.match(/^success: run trigger__\S+ of date_kr\nhttps:\S+\n$/);
    expect(code).to.equal(0);
  });

  it("reads conf from standard input and prints JSON", async () => {
    const { child, done } = begin([
      "probe_conf",
      "--conf",
      "-",
      "--json",
      "--run-id",
      "from-stdin",
      ...target("plain Airflow 3"),
    ]);
    child.stdin?.end('{"secret": "hunter2"}');
    const { code, out, err } = await done;
    expect(JSON.parse(out)).to.deep.include({ dagId: "probe_conf", runId: "from-stdin", created: true });
    expect(out + err).to.not.contain("hunter2");
    expect(code).to.equal(0);
  });

  it("ends with 1 for a failed run, and names the task", async () => {
    const { code, out, err } = await run("probe_fail", "--wait", ...target("plain Airflow 3"));
    expect(err).to.match(/failed, 1 of 1 tasks done, 1 failed \(fail\)/);
    expect(out).to.match(/^failed: run /);
    expect(code).to.equal(1);
  });

  it("ends with 2 for a wrong argument, 3 for a refusal, 4 when nobody answers, 5 when time is up", async () => {
    const plain = target("plain Airflow 3");
    const [usage, refused, unreachable, late] = await Promise.all([
      run("date_kr", "--cnof", "hunter2", ...plain),
      run("probe_paused", "--json", ...plain),
      run("date_kr", "--target", '{"kind":"composer","url":"https://nobody.example.com"}'),
      run("probe_slow", "--wait", "--timeout", "3", ...plain),
    ]);
    expect([usage, refused, unreachable, late].map(({ code }) => code)).to.deep.equal([2, 3, 4, 5]);
    expect(usage.err).to.equal(
      "usage: unknown option '--cnof'; did you mean --conf?\n  to fix it: node commands/cli.cjs trigger --help\n",
    );
    expect(JSON.parse(refused.out).error).to.include({ layer: "dag", code: "paused" });
    expect(unreachable.err).to.match(
      /^network: Cloud Composer at nobody\.example\.com could not be reached \(ENOTFOUND\), tried 6 times$/m,
    );
    expect(unreachable.err).to.match(/without a second run: --run-id trigger__/);
    expect(late.err).to.match(/did not end within 3 s; it goes on in Airflow/);
  });

  it("leaves cleanly on Ctrl-C and says the run's id", async () => {
    const { child, done } = begin(["probe_slow", "--wait", ...target("plain Airflow 3")]);
    let shown = "";
    await new Promise<void>((resolve) =>
      child.stderr?.on("data", (data) => {
        shown += data;
        if (/\d+ of \d+ tasks/.test(shown)) resolve();
      }),
    );
    child.kill("SIGINT");
    const { code, err } = await done;
    expect(err).to.match(/cancelled: the run trigger__\S+, if it was started, goes on in Airflow\n$/);
    expect(code).to.equal(130);
  });

  it("asks Pulumi for the target of a stack, and says what to do where that fails", async () => {
    const pulumi = join(folder, "pulumi");
    writeFileSync(
      pulumi,
      `#!/bin/sh
[ "$*" = "stack output trigger --json --non-interactive --stack dev" ] && { printf '%s' "$FAKE_OUTPUT"; exit 0; }
echo "error: no stack named 'none' found" >&2; exit 255
`,
    );
    chmodSync(pulumi, 0o755);
    const path = { PATH: `${folder}${delimiter}${process.env.PATH}` };
    const output = { ...path, FAKE_OUTPUT: JSON.stringify(targets(made)["MWAA with Airflow 3"]) };
    const good = await begin(["date_kr", "--stack", "dev"], output).done;
    expect(good.out).to.match(/^started run trigger__/);
    const none = await begin(["date_kr", "--stack", "none"], path).done;
    expect(none.err).to.contain(
      "stack: Pulumi gave no output `trigger` of the stack none: error: no stack named 'none' found",
    );
    const old = await begin(["date_kr", "--stack", "dev"], { ...path, FAKE_OUTPUT: '{"kind":"gke"}' }).done;
    expect(old.err).to.contain('no target: target.kind is "gke"');
    const without = await begin(["date_kr", "--stack", "dev"], { PATH: folder.replace(/[^/]+$/, "nothing") }).done;
    expect(without.err).to.contain("the Pulumi command is not on PATH");
    expect([good.code, none.code, old.code, without.code]).to.deep.equal([0, 2, 2, 2]);
  });

  it("loads the SDK its target needs, and no other", async () => {
    const list = join(folder, "list.cjs");
    writeFileSync(list, `process.on("exit", () => console.error(Object.keys(require.cache).join("\\n")));`);
    const loaded = async (name: string) => {
      const env = childEnv(made);
      const options = `${env.NODE_OPTIONS} --require=${list}`;
      const { err } = await begin(["date_kr", ...target(name)], { NODE_OPTIONS: options }).done;
      return { google: err.includes("google-auth-library"), aws: err.includes("@aws-sdk") };
    };
    expect(await loaded("plain Airflow 3")).to.deep.equal({ google: false, aws: false });
    expect(await loaded("Airflow 3 behind IAP")).to.deep.equal({ google: true, aws: false });
    expect(await loaded("MWAA with Airflow 3")).to.deep.equal({ google: false, aws: true });
  });

  it("works as a library in the bundles that docs/trigger.md makes for a Lambda and a Cloud Function", async () => {
    for (const name of ["lambda", "cloudFunction"]) {
      const outfile = join(folder, `${name}.cjs`);
      buildSync({
        entryPoints: [join(ROOT, "examples/trigger", `${name}.ts`)],
        bundle: true,
        platform: "node",
        target: "node20",
        outfile,
      });
    }
    const env = { ...childEnv(made), TRIGGER_TARGET: JSON.stringify(targets(made)["MWAA with Airflow 3"]) };
    const call = `require("${join(folder, "lambda.cjs")}").handler({ id: "event-1", detail: { date_kr: "2019-11-24" } }).then((run) => console.log(JSON.stringify(run)))`;
    const first = await start(["-e", call], env).done;
    expect(JSON.parse(first.out)).to.deep.include({ dagId: "date_kr", runId: "event-1", created: true }, first.err);
    const again = await start(["-e", call], env).done; // AWS delivers an event at least once
    expect(JSON.parse(again.out)).to.deep.include({ runId: "event-1", created: false });

    const serve = `require("node:http").createServer((request, response) => {
      const parts = []; request.on("data", (part) => parts.push(part)).on("end", () => {
        const res = { status: (code) => (response.statusCode = code, res), json: (data) => response.end(JSON.stringify(data)) };
        require("${join(folder, "cloudFunction.cjs")}").startRun({ rawBody: Buffer.concat(parts) }, res);
      });
    }).listen(0, "127.0.0.1", function () { console.log(this.address().port); });`;
    const { child } = start(["-e", serve], {
      ...env,
      TRIGGER_TARGET: JSON.stringify(targets(made)["Airflow 3 behind IAP"]),
    });
    try {
      const port = await new Promise<number>((resolve) => child.stdout?.once("data", (text) => resolve(Number(text))));
      const post = (body: string) => fetch(`http://127.0.0.1:${port}/`, { method: "POST", body });
      const started = await post('{"date_kr": "2019-11-24"}');
      expect(started.status).to.equal(200);
      expect(await started.json()).to.deep.include({ dagId: "date_kr", created: true });
      for (const wrong of ['{"date_kr": 20191124}', "", "date_kr=2019-11-24", "[]"])
        expect((await post(wrong)).status, wrong).to.equal(400);
    } finally {
      child.kill();
    }
  });
});
