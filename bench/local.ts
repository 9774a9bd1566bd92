/** `npm run bench -- local`: a second start of `local`, against a bare `airflow standalone` in the same environment. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { isUp } from "../commands/local/run/ready";
import { median } from "./cpu";
import { stackFile, testedEnvironment, testedVersions } from "./dags";

const BOUND = 1.2;
const cache = join(process.cwd(), ".cache/bench");

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** Seconds from the start of a command until its page answers and its scheduler is healthy; then it is ended. */
async function started(version: string, port: number, run: () => ChildProcess): Promise<number> {
  const began = performance.now();
  const child = run();
  const gone = once(child, "exit");
  const late = () => performance.now() - began > 300_000;
  const up = await isUp(version, port, () => child.exitCode !== null || late());
  const seconds = (performance.now() - began) / 1000;
  child.stdin?.end();
  child.kill("SIGINT");
  await gone;
  await setTimeout(500);
  if (!up) throw new Error(`${child.spawnargs.join(" ")} did not start`);
  return seconds;
}

/** Bare: the same DAGs, none of the examples, and its own database that is migrated already. */
function bare(venv: string, version: string, port: number): ChildProcess {
  const home = join(cache, `standalone-${version}`);
  const env = {
    PATH: `${join(home, "bin")}:${venv}/bin:${process.env.PATH}`,
    HOME: home,
    AIRFLOW_HOME: home,
    AIRFLOW__CORE__LOAD_EXAMPLES: "False",
    AIRFLOW__CORE__DAGS_FOLDER: join(cache, "few"),
    AIRFLOW__WEBSERVER__WEB_SERVER_PORT: String(port),
    AIRFLOW__API__PORT: String(port),
    AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `http://localhost:${port}/execution/`,
  };
  // Its parts are started by the name `airflow`, whose file in a moved environment starts nothing.
  mkdirSync(join(home, "bin"), { recursive: true });
  writeFileSync(join(home, "bin", "airflow"), `#!/bin/sh\nexec "${venv}/bin/python" -m airflow "$@"\n`, {
    mode: 0o755,
  });
  // Its end is the keeper's work: `standalone` alone may leave processes behind.
  const command = ["airflow/local/keep.py", join(venv, "bin", "python"), "-m", "airflow", "standalone"];
  return spawn(join(venv, "bin", "python"), command, { env, stdio: ["pipe", "ignore", "ignore"] });
}

function local(venv: string, config: string, port: number): ChildProcess {
  const command = ["commands/cli.cjs", "local", "--config", config, "--dags", join(cache, "few"), "--venv", venv];
  return spawn(process.execPath, [...command, "--port", String(port)], { stdio: ["pipe", "ignore", "inherit"] });
}

/** Measures and prints; false where the bound is missed. */
export async function benchLocal(rounds: number): Promise<boolean> {
  let good = true;
  cpSync("examples/dags", join(cache, "few"), { recursive: true });
  for (const version of testedVersions()) {
    const venv = testedEnvironment(version);
    const config = join(cache, `local-${version}.yaml`);
    writeFileSync(config, stackFile(version));
    const times = { local: [] as number[], bare: [] as number[] };
    for (let round = -1; round < rounds; round++)
      for (const name of round % 2 === 0 ? (["local", "bare"] as const) : (["bare", "local"] as const)) {
        const port = await freePort();
        const run = () => (name === "local" ? local(venv, config, port) : bare(venv, version, port));
        const seconds = await started(version, port, run);
        if (round >= 0) times[name].push(seconds);
      }
    const ratio = median(times.local) / median(times.bare);
    good &&= ratio <= BOUND;
    const [ours, theirs] = [median(times.local), median(times.bare)].map((value) => value.toFixed(1));
    console.log(
      `A second start, Airflow ${version}, median of ${rounds}: local ${ours} s, airflow standalone ${theirs} s: ${ratio.toFixed(2)} times (bound ${BOUND})`,
    );
    rmSync(join(cache, `standalone-${version}`), { recursive: true, force: true });
  }
  return good;
}
