/** One moto server (PyPI) for all specs of a run: AWS's own names and shapes, on this machine. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";

/** As the stacks of these tests name it. */
export const account = "222233334444";

export interface Moto {
  port: number;
}

/** Undefined where it cannot be installed: the caller says what it skipped. */
export async function startMoto(): Promise<Moto | undefined> {
  const made = spawnSync("python3", ["airflow/tests/env.py", "moto"], { encoding: "utf8" });
  if (made.status !== 0) return undefined;
  const port = await freePort();
  const child = spawn(`${made.stdout.trim()}/bin/moto_server`, ["-H", "127.0.0.1", "-p", String(port)], {
    env: { ...process.env, MOTO_ACCOUNT_ID: account, AWS_DEFAULT_REGION: "us-east-1" },
    stdio: "ignore",
  });
  // It ends with this process, and does not keep it from ending.
  child.unref();
  process.once("exit", () => child.kill());
  await answering(port, child);
  return { port };
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

async function answering(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 150 && child.exitCode === null; tries++) {
    const up = await fetch(`http://127.0.0.1:${port}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  child.kill();
  throw new Error("moto did not start in 30 s.");
}
