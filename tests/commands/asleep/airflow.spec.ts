/** Sleep and wake as a user runs them, on real Airflow 2 and 3: MWAA's API is stood in for, the bucket is moto's. */
import { spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { MARKER, type Saved } from "../../../commands/asleep/saved";
import type { Store } from "../../../commands/dags/push/store/store";
import { type Buckets, buckets, missing } from "../dags/push/buckets";
import { airflow2, airflow3, childEnv, ROOT } from "../trigger/homes";
import { sharedHomes } from "../trigger/sharedHomes";
import { Admin, type FakePulumi, fakePulumi } from "./newEnvironment";

/** Every one says that it starts unpaused, and so does Airflow's setting here: only the marker holds them after a sleep. */
const PROBES = `
import datetime, time

try:
    from airflow.sdk import DAG, task
except ImportError:
    from airflow import DAG
    from airflow.decorators import task
try:
    from airflow.providers.standard.operators.empty import EmptyOperator
except ImportError:
    from airflow.operators.empty import EmptyOperator

today = datetime.datetime.now(datetime.timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
days = lambda n: today + datetime.timedelta(days=n)

def dag(name, start, **more):
    with DAG(name, start_date=start, is_paused_upon_creation=False, **more):
        EmptyOperator(task_id="nothing")

dag("sleep_past", days(-3), schedule="@daily", catchup=True)
dag("sleep_future", days(1), schedule="@daily", catchup=True)
dag("sleep_rest", days(-3), schedule="@daily", catchup=False)
dag("sleep_manual", days(-3), schedule=None, catchup=False)

with DAG("sleep_slow", start_date=days(-3), schedule=None, is_paused_upon_creation=False):
    @task
    def rest():
        time.sleep(6)
    rest()
`;

/** Airflow 3 hides a password wherever it sees it again: so there are two. */
const SECRET = "of-no-log-9317";
const PLAIN = "of-no-log-either-5520";

interface Done {
  code: number | null;
  out: string;
  err: string;
}

describe("sleep and wake", function () {
  this.timeout(300_000); // the first start of all makes Python environments
  const shared = sharedHomes();
  let servers: Buckets;
  let file: string;
  before(async function () {
    const reason = missing();
    if (reason) {
      console.log(`    skipped: ${reason}`);
      return this.skip();
    }
    servers = await buckets();
    file = join(shared.made.folder, "sleep_probes.py");
    writeFileSync(file, PROBES);
  });
  after(async () => {
    if (file) rmSync(file, { force: true });
    servers?.stop();
  });

  /** One home: its Airflow, its stack, its bucket. */
  async function home(two: boolean) {
    const bucket = `sleep-${two ? "two" : "three"}`;
    const store = await servers.make("s3", bucket);
    const trigger = {
      kind: "mwaa",
      region: "eu-west-1",
      environment: two ? "mwaa-2" : "mwaa-3",
      airflowVersion: two ? airflow2 : airflow3,
    };
    const pulumi = fakePulumi((url) => ({
      awake: url !== undefined,
      trigger: { ...trigger, ...(url && { url }) },
      sleep: { folder: `s3://${bucket}/sleep`, dags: `s3://${bucket}/dags` },
    }));
    return { two, bucket, store, pulumi, admin: new Admin(shared.made, two) };
  }

  function run(pulumi: FakePulumi, ...args: string[]): Promise<Done> {
    const child = spawn(process.execPath, [join(ROOT, "commands/cli.cjs"), ...args], {
      cwd: ROOT,
      env: {
        ...childEnv(shared.made),
        ...servers.env,
        ...shared.made.aws,
        PATH: `${pulumi.folder}${delimiter}${process.env.PATH}`,
      },
    });
    const read = { out: "", err: "" };
    child.stdout.on("data", (data) => {
      read.out += data;
    });
    child.stderr.on("data", (data) => {
      read.err += data;
    });
    return new Promise((resolve) => child.on("close", (code) => resolve({ code, ...read })));
  }

  const until = async (what: string, holds: () => Promise<boolean>) => {
    for (const end = Date.now() + 120_000; ; ) {
      if (await holds()) return;
      if (Date.now() > end) throw new Error(`not within two minutes: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  };

  /** MWAA copies the bucket's DAG folder into Airflow's. Both Airflows have one folder here: the marker stays until both are awake. */
  const marked = new Set<Store>();
  const copyMarker = async (store: Store) => {
    const found = await store.read(`dags/${MARKER}`);
    if (found) marked.add(store);
    else marked.delete(store);
    const marker = join(shared.made.folder, MARKER);
    if (marked.size > 0) writeFileSync(marker, "");
    else rmSync(marker, { force: true });
    return found !== undefined;
  };

  const savedIn = async (store: Store) => JSON.parse((await store.read("sleep/saved.json"))?.text ?? "null") as Saved;
  const plain = (rows: Record<string, unknown>[], ...keys: string[]) =>
    rows.map((row) => Object.fromEntries(keys.map((key) => [key, row[key] ?? null])));

  it("keeps and puts back what a new environment lacks, on both", () => Promise.all([night(true), night(false)]));

  it("only waits and switches on GKE, which keeps its database", async () => {
    const trigger = { kind: "iap", url: `https://${shared.made.domain}`, serviceAccount: shared.made.caller };
    const pulumi = fakePulumi((url) => ({ awake: url !== undefined, trigger }));
    const admin = new Admin(shared.made, false);
    try {
      const before = await admin.paused();
      const done = await run(pulumi, "sleep", "--stack", "gke", "--no-up", "--lose-running", "--wait", "0");
      expect([done.code, done.err]).to.deep.equal([0, ""]);
      expect(done.out).to.match(
        /^Nothing to keep: on GKE the database stays\.\n(Lost: .*\n)?airflow:awake is false: `pulumi up --stack gke` does it\.\n/,
      );
      expect(pulumi.calls()).to.deep.equal(["config set airflow:awake false --stack gke --non-interactive"]);
      expect(await admin.paused()).to.deep.equal(before);
    } finally {
      pulumi.remove();
    }
  });

  async function night(two: boolean): Promise<void> {
    const { admin, bucket, store, pulumi } = await home(two);
    try {
      const post = async (path: string, body: object) => {
        const { status, data } = await admin.call("POST", path, body);
        expect(status, JSON.stringify(data)).to.be.oneOf([200, 201]);
      };
      await until("the probes have run their past", async () => {
        const { data } = await admin.call("GET", "/dags/sleep_past/dagRuns?state=success");
        return Number(data.total_entries) >= 3 && "sleep_slow" in (await admin.paused());
      });
      await admin.call("PATCH", "/dags/sleep_rest", { is_paused: true });
      await post("/pools", { name: "small", slots: 3, description: "two at a time", include_deferred: true });
      const own = { [two ? "name" : "pool"]: "default_pool", slots: 77, include_deferred: false };
      await admin.call("PATCH", "/pools/default_pool?update_mask=slots", own);
      await post("/variables", { key: "plain.one", value: `{"a": "${PLAIN}"}`, description: "a note" });
      await post("/variables", { key: "api_key", value: SECRET });
      const extra = JSON.stringify({ region: "x", api_key: SECRET });
      await post("/connections", {
        connection_id: "made",
        conn_type: "http",
        host: "h",
        port: 8,
        password: SECRET,
        extra,
      });
      await post("/connections", { connection_id: "open", conn_type: "http", login: "ada" });
      const slow = two ? {} : { logical_date: null };
      await post("/dags/sleep_slow/dagRuns", { dag_run_id: "by-hand", ...slow });
      await until("the slow task runs", async () => {
        const { data } = await admin.call("GET", "/dags/sleep_slow/dagRuns/by-hand/taskInstances");
        return (data.task_instances as { state: string }[]).some(({ state }) => state === "running");
      });

      const look = await run(pulumi, "sleep", "--wait", "0");
      expect([look.code, pulumi.calls()]).to.deep.equal([5, []]);
      expect(look.err).to.contain("sleep_slow/by-hand rest (running)");
      expect(await store.read("sleep/saved.json")).to.equal(undefined);

      // An `up` that fails: everything is paused, and the same command goes on.
      const before = await admin.paused();
      pulumi.failing(true);
      const died = await run(pulumi, "sleep", "--wait", "60");
      expect(died.code, died.err).to.equal(1);
      expect(Object.values(await admin.paused())).to.not.include(false);
      pulumi.failing(false);
      if (two) {
        const undone = await run(pulumi, "wake");
        expect([undone.code, undone.err], undone.out).to.deep.equal([0, ""]);
        expect(await admin.paused()).to.deep.equal(before);
        expect(pulumi.calls().at(-1)).to.equal("config set airflow:awake true --stack dev --non-interactive");
        expect(JSON.parse(String((await admin.call("GET", "/connections/made")).data.extra))).to.include({
          region: "x",
        });
      }
      const slept = await run(pulumi, "sleep", "--json");
      expect(slept.code, slept.err).to.equal(0);
      const asleep = [
        "config set airflow:awake false --stack dev --non-interactive",
        "up --yes --skip-preview --stack dev --non-interactive",
      ];
      expect(pulumi.calls()).to.deep.equal(two ? asleep : [...asleep, ...asleep]);
      const { kept } = JSON.parse(slept.out);
      expect(kept.untold).to.deep.equal(
        two
          ? { variables: [], connections: ["made.password", "made.extra.api_key", "open.password"] }
          : { variables: ["api_key"], connections: ["made.password", "made.extra.api_key"] },
      );
      const saved = await savedIn(store);
      expect(Object.fromEntries(saved.dags.map(({ dagId, paused }) => [dagId, paused]))).to.deep.equal(before);
      const s3 = new S3Client({ region: "us-east-1", forcePathStyle: true });
      const archive = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: saved.history }));
      const lines = gunzipSync((await archive.Body?.transformToByteArray()) as Uint8Array)
        .toString()
        .trim()
        .split("\n");
      const rows = lines.map((line) => JSON.parse(line));
      expect(rows.filter(({ run }) => run?.dag_run_id === "by-hand").map(({ run }) => run.state)).to.deep.equal([
        "success",
      ]);
      expect(rows.filter(({ task }) => task?.dag_id === "sleep_past").length).to.be.at.least(3);

      // The new environment.
      expect(await copyMarker(store)).to.equal(true);
      // A parse that began before the marker came would make a DAG without it: so two whole ones are waited for.
      for (const _ of [1, 2]) {
        const parsed = async () => (await admin.call("GET", "/dags/sleep_past")).data.last_parsed_time;
        const last = await parsed();
        await until("the probes are parsed again", async () => (await parsed()) !== last);
      }
      await admin.empty();
      const woken = await run(pulumi, "wake", "--wait", "90");
      expect(woken.code, woken.err + woken.out).to.equal(0);
      expect(pulumi.calls()).to.deep.equal([
        "config set airflow:awake true --stack dev --non-interactive",
        "up --yes --skip-preview --stack dev --non-interactive",
      ]);
      expect(await copyMarker(store)).to.equal(false);
      expect(await admin.paused()).to.deep.equal({ ...before, sleep_past: true });
      expect(woken.out).to.match(/Left paused: sleep_past: catchup=True: it would run again from \d{4}-/);
      expect(woken.out).to.not.contain("RAN BEFORE");
      expect(Number((await admin.call("GET", "/dags/sleep_past/dagRuns")).data.total_entries)).to.equal(0);
      expect(
        plain(await admin.list("/pools", "pools"), "name", "slots", "description", "include_deferred"),
      ).to.deep.include.members([
        { name: "small", slots: 3, description: "two at a time", include_deferred: true },
        { name: "default_pool", slots: 77, description: "Default pool", include_deferred: false },
      ]);
      const variables = plain(await admin.list("/variables", "variables"), "key", "value", "description");
      const first = { key: "plain.one", value: `{"a": "${PLAIN}"}`, description: "a note" };
      expect(variables).to.deep.equal(two ? [{ key: "api_key", value: SECRET, description: null }, first] : [first]);
      const made = (await admin.call("GET", "/connections/made")).data;
      expect([made.host, made.port, JSON.parse(String(made.extra))]).to.deep.equal(["h", 8, { region: "x" }]);
      expect((await admin.call("GET", "/connections/open")).data.login).to.equal("ada");

      // Nothing secret was told, and none stays in the object; a second time does nothing.
      for (const { out, err } of [look, died, slept, woken]) expect(out + err).to.not.match(/of-no-log/);
      expect((await savedIn(store)).variables).to.deep.equal([]);
      await admin.call("PATCH", "/dags/sleep_past", { is_paused: false });
      await admin.call("PATCH", "/dags/sleep_past", { is_paused: true });
      const again = await run(pulumi, "wake");
      expect([again.code, again.out]).to.deep.equal([
        0,
        "The stack dev is awake. No sleep of it has anything to put back.\n",
      ]);
    } finally {
      marked.delete(store);
      if (marked.size === 0) rmSync(join(shared.made.folder, MARKER), { force: true });
      pulumi.remove();
    }
  }
});
