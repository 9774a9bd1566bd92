/** The command as a user runs it, against real S3 and Cloud Storage servers, with a stand-in `pulumi`. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { expect } from "chai";
import type { Store } from "../../../../commands/dags/push/store/store";
import { type Buckets, buckets, fakePulumi, missing, ROOT } from "./buckets";

interface Done {
  code: number | null;
  out: string;
  err: string;
}

describe("dags push", function () {
  this.timeout(120_000);
  let servers: Buckets;
  let work: string;
  let bucket: string;
  let store: Store;
  let pulumi: { folder: string; remove(): void };
  let runs = 0;

  before(async function () {
    const reason = missing();
    if (reason) {
      console.log(`    skipped: ${reason}`);
      return this.skip();
    }
    servers = await buckets();
  });
  after(() => servers?.stop());

  const outputs = (more: object = {}) => ({
    dagsFolder: `s3://${bucket}/dags`,
    awake: true,
    trigger: { kind: "mwaa", region: "us-east-1", environment: "airflow-dev", airflowVersion: "3.2.1" },
    ...more,
  });

  beforeEach(async () => {
    bucket = `command-${runs++}`;
    work = mkdtempSync(join(tmpdir(), "push-command-"));
    store = await servers.make("s3", bucket);
    pulumi = fakePulumi(outputs());
    stackFile("external");
    put({
      "one.py": "import lib.util\nfrom airflow import DAG\nDAG('one')\n",
      "lib/util.py": "x = 1\n",
      ".airflowignore": "lib\n",
    });
  });
  afterEach(() => {
    pulumi.remove();
    rmSync(work, { recursive: true });
  });

  function stackFile(dags: string): void {
    writeFileSync(
      join(work, "Pulumi.lab.yaml"),
      `config:\n  airflow:platform: mwaa\n  airflow:dags: ${dags}\n  airflow:airflowVersion: 3.2.1\n`,
    );
  }
  function put(files: Record<string, string>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(work, "dags", path)), { recursive: true });
      writeFileSync(join(work, "dags", path), text);
    }
  }
  function start(...args: string[]): { child: ChildProcess; done: Promise<Done> } {
    const to = ["--config", join(work, "Pulumi.lab.yaml"), "--dags", join(work, "dags"), "--no-check", "--wait", "0"];
    const child = spawn(process.execPath, [join(ROOT, "commands/cli.cjs"), "dags", "push", ...to, ...args], {
      cwd: ROOT,
      env: {
        AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
        AWS_SECRET_ACCESS_KEY: "secret",
        ...servers.env,
        PATH: `${pulumi.folder}${delimiter}${process.env.PATH}`,
        HOME: work,
      },
    });
    const done = new Promise<Done>((resolve) => {
      const read = { out: "", err: "" };
      child.stdout.on("data", (data) => {
        read.out += data;
      });
      child.stderr.on("data", (data) => {
        read.err += data;
      });
      child.on("close", (code) => resolve({ code, ...read }));
    });
    return { child, done };
  }
  const run = (...args: string[]) => start(...args).done;
  const there = async () => (await store.list("dags/")).map(({ key }) => key.slice(5)).sort();
  const text = async (path: string) => (await store.read(`dags/${path}`))?.text;

  it("sends what is new or changed, removes what went, and leaves what is others'", async () => {
    await store.write("dags/from_ci.py", Buffer.from("theirs"));
    expect(await run()).to.deep.equal({
      code: 0,
      err: "",
      out: [
        `3 files went up to s3://${bucket}/dags, 0 were removed, 0 unchanged`,
        "  + .airflowignore",
        "  + lib/util.py",
        "  + one.py",
        "1 object there that no push put: left alone (from_ci.py); --remove-others removes them",
        "Airflow was not asked (--wait 0)",
        "",
      ].join("\n"),
    });
    put({ "one.py": "import lib.util\nfrom airflow import DAG\nDAG('one', tags=['x'])\n", "two.py": "" });
    rmSync(join(work, "dags", ".airflowignore"));
    const { code, out } = await run("--json");
    expect([code, JSON.parse(out)]).to.deep.equal([
      0,
      {
        stack: "lab",
        address: `s3://${bucket}/dags`,
        dryRun: false,
        added: ["two.py"],
        changed: ["one.py", "two.py"],
        removed: [".airflowignore"],
        unchanged: 1,
        others: ["from_ci.py"],
        notAsked: "Airflow was not asked (--wait 0)",
      },
    ]);
    expect(await there()).to.deep.equal(["from_ci.py", "lib/util.py", "one.py", "two.py"]);
    expect(await text("one.py")).to.contain("tags=");
    expect((await run("--remove-others")).out)
      .to.contain("0 files went up")
      .and.contain("  - from_ci.py\n");
    expect(await there()).to.deep.equal(["lib/util.py", "one.py", "two.py"]);
    expect(await store.read("dags.push/lock.json")).to.equal(undefined);
  });

  it("goes to Cloud Storage by the same words, and keeps the program's own .keep", async () => {
    const gs = await servers.make("gs", bucket);
    await gs.write("dags/.keep", Buffer.from("Made by Pulumi.\n"));
    pulumi.remove();
    pulumi = fakePulumi(
      outputs({ dagsFolder: `gs://${bucket}/dags`, trigger: { kind: "iap", url: "https://a.example.com" } }),
    );
    expect((await run("--remove-others")).out).to.match(/^3 files went up to gs:\/\/\S+\/dags, 0 were removed/);
    expect((await run()).out).to.match(/^0 files went up to gs:\/\/\S+\/dags, 0 were removed, 3 unchanged\n$/);
    expect((await gs.list("dags/")).map(({ key }) => key).sort()).to.deep.equal([
      "dags/.airflowignore",
      "dags/.keep",
      "dags/lib/util.py",
      "dags/one.py",
    ]);
  });

  it("only tells what it would do with --dry-run", async () => {
    const { code, out } = await run("--dry-run");
    expect([code, out.split("\n")[0]]).to.deep.equal([
      0,
      `3 files would go up to s3://${bucket}/dags, 0 would be removed, 0 unchanged`,
    ]);
    expect(await store.list("")).to.deep.equal([]);
  });

  it("goes back to a commit with --to, and leaves index and work tree as they are", async () => {
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: work })
        .toString()
        .trim();
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "-m", "good");
    const good = git("rev-parse", "HEAD");
    put({ "one.py": "import lib.util\nbad", "bad.py": "bad" });
    git("add", ".");
    git("commit", "--quiet", "-m", "bad");
    expect((await run()).out).to.match(new RegExp(`\\(commit ${git("rev-parse", "HEAD").slice(0, 12)}\\)`));
    put({ "half.py": "not done" });
    git("add", ".");
    const before = git("status", "--porcelain");
    const { code, out } = await run("--to", "HEAD~1", "--json");
    const { commit, added, changed, removed } = JSON.parse(out);
    expect([code, commit, added, changed, removed]).to.deep.equal([0, good, [], ["one.py"], ["bad.py"]]);
    expect(await text("one.py")).to.contain("DAG('one')");
    expect(git("status", "--porcelain")).to.equal(before);
    const manifest = JSON.parse((await store.read("dags.push/manifest.json"))?.text ?? "");
    expect(manifest.commit).to.equal(good);
    const unknown = await run("--to", "never");
    expect([unknown.code, unknown.err.split("\n")[0]]).to.deep.equal([
      2,
      "usage: --to never: git knows no such commit",
    ]);
  });

  it("is safe to repeat after it was killed half way", async () => {
    put(Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`dag_${index}.py`, `x = ${index}\n`])));
    const first = start();
    while ((await store.list("dags/")).length < 20) await new Promise((resolve) => setTimeout(resolve, 20));
    first.child.kill("SIGKILL");
    await first.done;
    const sent = (await there()).filter((path) => path.startsWith("dag_"));
    expect(sent.length).to.be.within(1, 199);
    const { code, err } = await run();
    expect([code, err]).to.satisfy(
      ([status, told]: [number, string]) => status === 3 && told.includes("which is gone"),
    );
    const [, option, id] = /push again with (--take-lock) (\w+)\n/.exec(err) ?? [];
    // What the dead push had sent is a push's own: it goes where the folder has it no more.
    rmSync(join(work, "dags", sent[0] as string));
    const second = JSON.parse((await run(option as string, id as string, "--json")).out);
    expect(second.removed).to.deep.equal([sent[0]]);
    expect(second.changed.length + second.unchanged).to.equal(202);
    expect(second.unchanged).to.be.at.least(sent.length - 1);
    expect(await there()).to.have.length(202);
  });

  it("ends in order with Ctrl-C: the lock is given back", async () => {
    put(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`dag_${index}.py`, `x = ${index}\n`])));
    const { child, done } = start();
    while ((await store.list("dags/")).length < 5) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    const { code, err } = await done;
    expect([code, err]).to.deep.equal([130, "cancelled\n"]);
    expect(await store.read("dags.push/lock.json")).to.equal(undefined);
    expect((await there()).length).to.be.below(303);
  });

  it("sends no key, and says which file looks like one", async () => {
    put({ "x.txt": `-----BEGIN PRIVATE KEY-----\n${"A".repeat(64)}\n` });
    const { code, err } = await run();
    expect(code).to.equal(2);
    expect(err).to.contain("x.txt looks like a private key").and.not.contain("AAAA");
    expect(await store.list("")).to.deep.equal([]);
  });

  it("is refused where the program, or git, owns the DAGs", async () => {
    stackFile("airflow/dags");
    const owned = await run();
    expect([owned.code, owned.err]).to.deep.equal([
      2,
      "config: airflow:dags of the stack lab is airflow/dags: the program uploads airflow/dags itself, and its next `pulumi up` would undo a push\n" +
        "  to fix it: pulumi config set airflow:dags external --stack lab && pulumi up --stack lab, then push at once: that `up` removes the DAGs which the program uploaded\n",
    ]);
    stackFile('{"repo": "https://example.com/dags.git"}');
    expect((await run()).err).to.contain("Airflow takes its DAGs from a git repository");
    stackFile("external");
    pulumi.remove();
    pulumi = fakePulumi(outputs({ dagsFolder: undefined }));
    const late = await run();
    expect([late.code, late.err]).to.satisfy(
      ([code, told]: [number, string]) =>
        code === 3 && told.includes("has no output dagsFolder") && told.includes("pulumi up --stack lab, then push"),
    );
  });

  for (const [args, message] of [
    [["--wait", "soon"], '--wait is "soon": give seconds, 0 to 86400'],
    [["--dags", "no/such"], "there is no folder no/such"],
    [["--take-lock", "a", "--dry-run"], "--take-lock is not for --dry-run, which takes no lock"],
  ] as const)
    it(`refuses ${args.join(" ")}`, async () => {
      const { code, err } = await run(...args);
      expect([code, err.split("\n")[0]]).to.deep.equal([2, `usage: ${message}`]);
    });

  it("refuses an option of check, as check does one of push", async () => {
    const { code, err } = await run("--junit", "a.xml");
    expect([code, err.split("\n")[0]]).to.deep.equal([2, "usage: --junit is for check, not for push"]);
  });

  it("reads a file again only where it has changed", async () => {
    const { cacheOf } = await import("../../../../commands/dags/push/files/folder");
    await new Promise((resolve) => setTimeout(resolve, 2100)); // a file this young may change with the same times
    await run();
    const cache = cacheOf(join(work, "dags"), ROOT);
    const known = JSON.parse(readFileSync(cache, "utf8"));
    expect(Object.keys(known).sort()).to.deep.equal([".airflowignore", "lib/util.py", "one.py"]);
    known["one.py"].md5 = "as the cache says";
    writeFileSync(cache, JSON.stringify(known));
    expect(JSON.parse((await run("--dry-run", "--json")).out).changed).to.deep.equal(["one.py"]);
    put({ "one.py": "import lib.util\nfrom airflow import DAG\nDAG('one')\n" });
    expect(JSON.parse((await run("--dry-run", "--json")).out).changed).to.deep.equal([]);
    rmSync(cache);
  });
});
