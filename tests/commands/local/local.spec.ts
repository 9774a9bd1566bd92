/** `local` with real Airflows: a 2.x and a 3.x, started as a user starts them, both at the same time. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { isFree } from "../../../commands/local/run/port";
import { triggerDag, waitForRun } from "../../../commands/trigger/index";
import { environment, missing, ROOT, stackFile, stateOf, versions } from "./realAirflow";

const options = "  airflow:mwaa:\n    airflowOptions:\n      core.dags_are_paused_at_creation: 'False'\n";

interface Started {
  name: string;
  port: number;
  dags: string;
  child: ChildProcess;
  /** What it has written so far. */
  out: () => string;
}

describe("local, with real Airflow", function () {
  this.timeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), "local-"));
  const all = new Map<string, Started>();

  before(async function () {
    const why = missing();
    if (why) {
      console.log(`      skipped: ${why}`);
      this.skip();
    }
    for (const version of versions) all.set(version, await start(version));
    await Promise.all([...all.values()].map((one) => seen(one, /^there: date_kr/m, 240)));
  });
  after(async () => {
    for (const { child, name } of all.values()) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGINT");
        await once(child, "exit");
      }
      rmSync(stateOf(name), { recursive: true, force: true });
    }
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(version: string): Promise<Started> {
    const name = `local-${version.replaceAll(".", "-")}`;
    rmSync(stateOf(name), { recursive: true, force: true });
    const dags = join(folder, name);
    mkdirSync(dags);
    copyFileSync(join(ROOT, "examples", "dags", "date_kr.py"), join(dags, "date_kr.py"));
    const port = await freePort();
    const config = stackFile(folder, name, version, options);
    const args = ["--config", config, "--dags", dags, "--venv", environment(version), "--port", String(port)];
    const child = spawn(process.execPath, [join(ROOT, "commands", "cli.cjs"), "local", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (out += part));
    return { name, port, dags, child, out: () => out };
  }

  /** Waits for a line of its output. */
  async function seen({ out, child, name }: Started, line: RegExp, seconds: number): Promise<RegExpExecArray> {
    for (const until = Date.now() + seconds * 1000; ; await setTimeout(200)) {
      const found = line.exec(out());
      if (found) return found;
      if (child.exitCode !== null || Date.now() > until) throw new Error(`${name} did not say ${line}:\n${out()}`);
    }
  }

  /** Processes whose environment names the stack's state: all that came of the start, whatever became of their parents. */
  function left(name: string): string[] {
    const home = `AIRFLOW_HOME=${stateOf(name)}/home`;
    if (!existsSync("/proc/self/environ"))
      return spawnSync("pgrep", ["-f", stateOf(name)], { encoding: "utf8" })
        .stdout.split("\n")
        .filter(Boolean);
    return readdirSync("/proc").filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(home);
      } catch {
        return false;
      }
    });
  }

  for (const version of versions) {
    const one = () => all.get(version) as Started;

    it(`shows the page of Airflow ${version} on loopback alone, with a login that works, and its DAG runs`, async () => {
      const { port, out } = one();
      const [, url, username, password] =
        /^Airflow \S+ of stack \S+: (http:\/\/localhost:\d+) {3}user (\S+), password (\S+)$/m.exec(out()) ?? [];
      expect(url, out()).to.equal(`http://localhost:${port}`);
      const page = await fetch(url);
      expect([page.status, await page.text()][0]).to.equal(200);
      const target = { kind: "airflow", url } as const;
      const how = { credentials: { username, password } };
      const run = await triggerDag(target, { dagId: "date_kr", conf: { date_kr: "2019-11-24" } }, how);
      const ended = await waitForRun(target, run, { ...how, timeoutSeconds: 120 });
      expect(ended.state).to.equal("success");
    });

    it(`refuses a second start of the same stack, and says how to end the first (${version})`, () => {
      const { name, dags, child } = one();
      const args = ["--config", join(folder, `${name}.yaml`), "--dags", dags];
      const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "commands", "cli.cjs"), "local", ...args], {
        encoding: "utf8",
      });
      expect([
        status,
        stderr.includes(`runs already, at http://localhost:${one().port}`),
        stderr.includes(`kill ${child.pid}`),
      ]).to.deep.equal([3, true, true]);
    });

    it(`says which saved file Airflow ${version} cannot import, with the line`, async () => {
      const { dags } = one();
      const file = join(dags, "broken.py");
      writeFileSync(file, "from airflow import DAG\n\nimport not_there_at_all\n");
      await seen(
        one(),
        /^cannot be imported: broken\.py, line 3: ModuleNotFoundError: No module named 'not_there_at_all'$/m,
        90,
      );
    });

    it(`leaves no process and no port of Airflow ${version} after Ctrl-C`, async () => {
      const { name, port, child } = one();
      expect(left(name)).to.not.deep.equal([]);
      child.kill("SIGINT");
      const [code] = (await once(child, "exit")) as [number | null];
      expect({ code, left: left(name), free: await isFree(port) }).to.deep.equal({ code: 0, left: [], free: true });
      expect(existsSync(join(stateOf(name), "running.json"))).to.equal(false);
    });
  }
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
