/** The keeper: nothing outlives it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { ROOT } from "./realAirflow";

const keep = join(ROOT, "airflow", "local", "keep.py");

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function gone(pid: number): Promise<boolean> {
  for (const until = Date.now() + 15_000; alive(pid); await setTimeout(100)) if (Date.now() > until) return false;
  return true;
}

/** Its child starts one in a session of its own that ignores SIGTERM, and then leaves it alone in the world. */
const stubborn = `import os, signal, sys, time
if os.fork() == 0:
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    print(os.getpid(), flush=True)
    time.sleep(600)
time.sleep(600)
`;

describe("the keeper of the local Airflow", function () {
  this.timeout(30_000);

  it("gives the command's own exit code", async () => {
    const child = spawn("python3", [keep, "sh", "-c", "exit 7"], { stdio: ["pipe", "ignore", "inherit"] });
    const [code] = (await once(child, "exit")) as [number];
    expect(code).to.equal(7);
  });

  it("ends what left its group and ignores signals, even where the process that started it is killed", async () => {
    const script = `const { spawn } = require("node:child_process");
const child = spawn("python3", ${JSON.stringify([keep, "python3", "-c", stubborn])}, { stdio: ["pipe", "pipe", "ignore"], detached: true });
child.stdout.pipe(process.stdout);`;
    const parent = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(createInterface(parent.stdout), "line")) as [string];
    parent.kill("SIGKILL");
    expect(await gone(Number(line))).to.equal(true);
  });
});
