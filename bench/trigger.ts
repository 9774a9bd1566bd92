/** `npm run bench -- trigger`: what the trigger client costs, against the bounds in docs/trigger.md. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Target, triggerDag } from "../commands/trigger/index";
import { prepare } from "../commands/trigger/request/prepare";
import { childEnv, type Homes, homes, stopHomes, targets } from "../tests/commands/trigger/homes";
import { median } from "./cpu";

const TRIGGERS = 1000;
const AT_A_TIME = 50;
const cache = join(process.cwd(), ".cache/bench");

/** Reports the CPU time of a process at its end, or earlier: once the body of the `sends`-th POST that makes a run is out. */
const hook = (sends: number) => `
  const report = () => {
    const { user, system } = process.cpuUsage();
    require("node:fs").writeSync(3, String((user + system) / 1e6));
    process.reallyExit(0);
  };
  let left = ${sends};
  if (left) require("node:diagnostics_channel").subscribe("http.client.request.start", ({ request }) => {
    if (request.method === "POST" && /dagRuns$|^\\/restapi\\//.test(request.path) && --left === 0) report();
  });
  else process.on("exit", report);`;

function cpu(name: string, args: string[], env: Record<string, string>, sends: number): number {
  const file = join(cache, `hook-${sends}.cjs`);
  writeFileSync(file, hook(sends));
  const options = `${env.NODE_OPTIONS ?? ""} --require=${file}`;
  const child = spawnSync(process.execPath, args, {
    env: { ...env, NODE_OPTIONS: options },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    timeout: 60_000,
  });
  const seconds = Number(child.output[3]);
  if (child.status !== 0 || !seconds) throw new Error(`${name} ended with ${child.status}: ${child.stderr}`);
  return seconds;
}

/** Start to request sent, as a multiple of `node -e 0` after the SDK's own cost is taken off. */
function startCost(made: Homes, rounds: number): boolean {
  const env = childEnv(made);
  const command = (name: string) => [
    "commands/cli.cjs",
    "trigger",
    "date_kr",
    "--target",
    JSON.stringify(targets(made)[name]),
  ];
  const google = `const { GoogleAuth } = require("google-auth-library");
    new GoogleAuth({ scopes: ["https://www.googleapis.com/auth/cloud-platform"], projectId: "unused" }).getAccessToken().then(() => process.exit());`;
  const aws = `const { SignatureV4 } = require("@smithy/signature-v4"), { Sha256 } = require("@aws-crypto/sha256-js");
    const credentials = require("@aws-sdk/credential-provider-node").defaultProvider({ clientConfig: { region: "eu-west-1" } });
    new SignatureV4({ service: "airflow", region: "eu-west-1", credentials, sha256: Sha256 })
      .sign({ method: "POST", hostname: "a", path: "/", headers: { host: "a" }, body: "{}", query: {}, protocol: "https:" })
      .then(({ headers }) => require("node:https").request("https://env.airflow.eu-west-1.amazonaws.com/", { method: "POST", headers }, () => process.exit()).end("{}"));`;
  const cases: Record<string, [string[], number, string?]> = {
    "node -e 0": [["-e", "0"], 0],
    "Google's SDK, one token": [["-e", google], 0],
    "AWS's SDK, one signed call": [["-e", aws], 0],
    "to a plain server": [command("plain Airflow 3"), 1, "node -e 0"],
    "to Airflow behind IAP": [command("Airflow 3 behind IAP"), 1, "Google's SDK, one token"],
    "to MWAA": [command("MWAA with Airflow 3"), 2, "AWS's SDK, one signed call"],
  };
  const runs: Record<string, number[]> = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, [args, sends]] of Object.entries(cases)) {
      const seconds = cpu(name, args, name === "node -e 0" ? { PATH: env.PATH } : env, sends);
      if (round >= 0) runs[name].push(seconds);
    }
  }
  const cost = (name: string) => median(runs[name]);
  let good = true;
  console.log(
    `CPU from the command's start until the request is sent, median of ${rounds}, Node ${process.versions.node}:`,
  );
  for (const [name, [, , sdk]] of Object.entries(cases)) {
    const milliseconds = `${(cost(name) * 1000).toFixed(0)} ms`.padStart(8);
    if (!sdk) {
      console.log(`${milliseconds}  ${name}`);
      continue;
    }
    const times = (cost(name) - cost(sdk) + cost("node -e 0")) / cost("node -e 0");
    good &&= times <= 2.5;
    console.log(`${milliseconds}  ${name}: ${times.toFixed(2)} times \`node -e 0\` without the SDK (bound 2.5)`);
  }
  return good;
}

/** A server that answers as Airflow 3 does, after \`delay\` ms, in a process of its own. */
async function server(delay: number): Promise<{ url: string; child: ChildProcess }> {
  const script = `require("node:http").createServer((request, response) => {
    let text = ""; request.on("data", (part) => { text += part; }).on("end", () => setTimeout(() => {
      const { dag_run_id, logical_date, conf } = text ? JSON.parse(text) : {};
      const data = request.method === "GET" ? { is_paused: false } : { dag_id: "d", dag_run_id, logical_date, conf, state: "queued" };
      response.setHeader("content-type", "application/json").end(JSON.stringify(data));
    }, ${delay}));
  }).listen(0, "127.0.0.1", function () { console.log(this.address().port); });`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  return { url: `http://127.0.0.1:${Number(port)}`, child };
}

async function all(one: (index: number) => Promise<void>): Promise<number> {
  const started = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < TRIGGERS) await one(next++);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return performance.now() - started;
}

/** 1,000 triggers, 50 at a time: the library against a bare fetch of the same requests. */
async function storm(delay: number, rounds: number): Promise<number> {
  const { url, child } = await server(delay);
  try {
    const target: Target = { kind: "airflow", url, airflowVersion: "3.0.0" };
    const options = { credentials: { token: "a" } };
    const conf = { date_kr: "2019-11-24" };
    const headers = { accept: "application/json", authorization: "Bearer a", "content-type": "application/json" };
    const bare = async () => {
      const { runId } = prepare({ dagId: "d", conf });
      const body = JSON.stringify({ dag_run_id: runId, logical_date: new Date().toISOString(), conf });
      const answer = await fetch(`${url}/api/v2/dags/d/dagRuns`, { method: "POST", headers, body });
      if (((await answer.json()) as { dag_run_id: string }).dag_run_id !== runId) throw new Error("another run");
    };
    const library = async () => {
      if (!(await triggerDag(target, { dagId: "d", conf }, options)).created) throw new Error("not created");
    };
    const times = { bare: [] as number[], library: [] as number[] };
    for (let round = -2; round < rounds; round++) {
      // In turns, and each first every other time, so that neither has the warmer half.
      const order = round % 2 === 0 ? (["bare", "library"] as const) : (["library", "bare"] as const);
      for (const name of order) {
        const taken = await all(name === "bare" ? bare : library);
        if (round >= 0) times[name].push(taken);
      }
    }
    const over = (median(times.library) / median(times.bare) - 1) * 100;
    const [fetched, through] = [median(times.bare), median(times.library)].map((value) => `${value.toFixed(0)} ms`);
    console.log(
      `  server of ${delay} ms: bare fetch ${fetched}, library ${through}, ${over >= 0 ? "+" : ""}${over.toFixed(1)} %`,
    );
    return over;
  } finally {
    child.kill();
  }
}

/** Measures and prints; false where a bound is missed. */
export async function benchTrigger(rounds: number): Promise<boolean> {
  mkdirSync(cache, { recursive: true });
  let good = true;
  try {
    good = startCost(await homes("--bare"), rounds);
  } finally {
    await stopHomes();
  }
  console.log(`${TRIGGERS} triggers, ${AT_A_TIME} at a time, median of ${rounds} (bound: 10 % over the bare fetch):`);
  for (const delay of [0, 20]) good = (await storm(delay, rounds)) <= 10 && good;
  return good;
}
