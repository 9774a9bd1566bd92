/** "Airflow has it", asked of real Airflow 2 and 3: the bucket is moto's or fake-gcs-server's, a copy of it is Airflow's folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { readFolder } from "../../../../commands/dags/push/files/folder";
import { push } from "../../../../commands/dags/push/push";
import type { Pushed } from "../../../../commands/dags/push/show";
import type { Store } from "../../../../commands/dags/push/store/store";
import type { Target } from "../../../../commands/trigger/target";
import { refusal } from "../../trigger/refusal";
import { sharedHomes } from "../../trigger/sharedHomes";
import { type Buckets, buckets, missing } from "./buckets";

/** What copies a bucket into Airflow's folder in the clouds: MWAA every 30 s, Cloud Storage FUSE as files are read. */
function copying(store: Store, to: string): { stop(): Promise<void> } {
  const copied = new Map<string, string>();
  let on = true;
  const once = async () => {
    const there = await store.list("dags/");
    for (const { key, tag } of there) {
      if (copied.get(key) === tag) continue;
      writeFileSync(join(to, key.slice(5)), (await store.read(key))?.text ?? "");
      copied.set(key, tag);
    }
    for (const key of [...copied.keys()].filter((one) => !there.some((found) => found.key === one))) {
      rmSync(join(to, key.slice(5)));
      copied.delete(key);
    }
  };
  const work = (async () => {
    while (on) {
      await once();
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  })();
  return {
    async stop() {
      on = false;
      await work;
      for (const key of copied.keys()) rmSync(join(to, key.slice(5)), { force: true });
    },
  };
}

const dag = (id: string, more = "") =>
  `${more}\nimport datetime\n\nfrom airflow import DAG\n\nwith DAG("${id}", start_date=datetime.datetime(2026, 1, 1), schedule=None):\n    pass\n`;

describe("push, until Airflow has it", function () {
  this.timeout(300_000); // the first start of all makes Python environments
  const shared = sharedHomes();
  let servers: Buckets;
  before(async function () {
    const reason = missing();
    if (reason) {
      console.log(`    skipped: ${reason}`);
      return this.skip();
    }
    servers = await buckets();
  });
  after(() => servers?.stop());

  /** One home through the loop; both run at the same time, as most of it is waiting. */
  async function loop(kind: "s3" | "gs", target: Target, tail: string): Promise<Pushed[]> {
    const from = mkdtempSync(join(tmpdir(), "push-airflow-"));
    const store = await servers.make(kind, `loop-${tail}`);
    const put = (files: Record<string, string>) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(from, path)), { recursive: true });
        writeFileSync(join(from, path), text);
      }
    };
    const address = { kind, bucket: `loop-${tail}`, folder: "dags" };
    const signal = new AbortController().signal;
    const pushed = (waitSeconds = 60) =>
      push({
        stack: "dev",
        place: { address, target, awake: true },
        store,
        local: readFolder(from, "glob"),
        dryRun: false,
        removeOthers: false,
        waitSeconds,
        settleSeconds: 1,
        signal,
      });
    const copy = copying(store, shared.made.folder);
    try {
      const [one, lib, broken] = [`pushed_one_${tail}`, `pushed_lib_${tail}`, `pushed_broken_${tail}`];
      put({ [`${one}.py`]: dag(one, `import ${lib}`), [`${lib}.py`]: "x = 1\n" });
      put({ [`${broken}.py`]: dag(broken, "import no_such_module_anywhere") });
      const results = [await pushed()];
      put({ [`${one}.py`]: dag(one, `# only a comment\nimport ${lib}`), [`${broken}.py`]: dag(broken) });
      results.push(await pushed());
      put({ [`${lib}.py`]: "x = 2\n" });
      rmSync(join(from, `${broken}.py`));
      results.push(await pushed());
      results.push(await pushed());
      return results;
    } finally {
      await copy.stop();
      rmSync(from, { recursive: true });
    }
  }

  const told = ({ changed, removed, airflow }: Pushed) => ({
    changed,
    removed,
    dags: airflow?.dags.map(({ dagId }) => dagId).sort(),
    gone: airflow?.gone,
    pending: airflow?.pending,
    errors: airflow?.errors.map(({ path, trace }) => [path, trace.trim().split("\n").pop()]),
  });

  it("tells new versions, import errors as Airflow does, changed modules and removed DAGs, on both", async () => {
    const [two, three] = await Promise.all([
      loop("s3", shared.to["MWAA with Airflow 2"] as Target, "two"),
      loop("gs", shared.to["Airflow 3 behind IAP"] as Target, "three"),
    ]);
    for (const [results, tail] of [
      [two, "two"],
      [three, "three"],
    ] as const) {
      const name = (what: string) => `pushed_${what}_${tail}`;
      const file = (what: string) => `${name(what)}.py`;
      expect(results.map(told)).to.deep.equal([
        {
          changed: [file("broken"), file("lib"), file("one")],
          removed: [],
          dags: [name("one")],
          gone: [],
          pending: [],
          errors: [[file("broken"), "ModuleNotFoundError: No module named 'no_such_module_anywhere'"]],
        },
        {
          changed: [file("broken"), file("one")],
          removed: [],
          dags: [name("broken"), name("one")],
          gone: [],
          pending: [],
          errors: [],
        },
        {
          changed: [file("lib")],
          removed: [file("broken")],
          dags: [name("one")],
          gone: [file("broken")],
          pending: [],
          errors: [],
        },
        { changed: [], removed: [], dags: undefined, gone: undefined, pending: undefined, errors: undefined },
      ]);
    }
  });

  it("changes nothing where Airflow does not let the caller in", async () => {
    const from = mkdtempSync(join(tmpdir(), "push-airflow-"));
    const store = await servers.make("s3", "not-let-in");
    try {
      writeFileSync(join(from, "one.py"), dag("one"));
      const target: Target = { kind: "airflow", url: shared.made.three };
      process.env.AIRFLOW_PASSWORD = "wrong";
      const problem = await refusal(
        push({
          stack: "dev",
          place: { address: { kind: "s3", bucket: "not-let-in", folder: "dags" }, target, awake: true },
          store,
          local: readFolder(from, "glob"),
          dryRun: false,
          removeOthers: false,
          waitSeconds: 5,
          signal: new AbortController().signal,
        }),
      );
      expect(problem.code).to.equal("not-authenticated");
      expect(await store.list("")).to.deep.equal([]);
    } finally {
      process.env.AIRFLOW_PASSWORD = shared.made.password;
      rmSync(from, { recursive: true });
    }
  });
});
