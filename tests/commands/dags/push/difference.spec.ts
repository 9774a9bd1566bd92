/** What a push decides by itself: no cloud, no Airflow. */
import { expect } from "chai";
import { awaitedOf } from "../../../../commands/dags/push/airflow/follow";
import { type Awaited, judge, type Times } from "../../../../commands/dags/push/airflow/judge";
import type { ImportError, Known, KnownDag } from "../../../../commands/dags/push/airflow/known";
import { placer } from "../../../../commands/dags/push/airflow/place";
import { dependents } from "../../../../commands/dags/push/files/dependents";
import { difference, makesDag } from "../../../../commands/dags/push/files/difference";
import { ago } from "../../../../commands/dags/push/words";

const entry = (md5: string, tag = md5) => ({ md5, tag });

describe("push's difference", () => {
  it("is new, changed and gone files; what no push put there is others'", () => {
    const here = new Map([
      ["new.py", "1"],
      ["same.py", "2"],
      ["changed.py", "3"],
    ]);
    const there = [
      { key: "dags/same.py", tag: "2" },
      { key: "dags/changed.py", tag: "old" },
      { key: "dags/gone.py", tag: "4" },
      { key: "dags/from_ci.py", tag: "5" },
      { key: "dags/folder/", tag: "6" },
    ];
    const files = { "gone.py": entry("4"), "changed.py": entry("old"), "never-arrived.py": entry("7") };
    expect(difference(here, there, "dags", { files })).to.deep.equal({
      changed: ["changed.py", "new.py"],
      added: ["new.py"],
      removed: ["gone.py"],
      unchanged: ["same.py"],
      others: ["from_ci.py"],
    });
  });

  it("knows what a KMS key or parts gave another tag by the tag it had when a push put it there", () => {
    const here = new Map([["a.py", "md5"]]);
    const there = [{ key: "dags/a.py", tag: "kms-1" }];
    const changed = (files: Record<string, { md5: string; tag: string }>) =>
      difference(here, there, "dags", { files }).changed;
    expect(changed({ "a.py": entry("md5", "kms-1") })).to.deep.equal([]);
    expect(changed({ "a.py": entry("md5", "kms-0") })).to.deep.equal(["a.py"]); // somebody wrote over it
    expect(changed({ "a.py": entry("old", "kms-1") })).to.deep.equal(["a.py"]);
    expect(changed({ "a.py": entry("md5", "") })).to.deep.equal(["a.py"]); // a push died before it was sent
    expect(changed({})).to.deep.equal(["a.py"]);
  });

  it("is not misled by names that objects inherit", () => {
    const here = new Map([["constructor", "1"]]);
    expect(difference(here, [], "dags", { files: {} }).added).to.deep.equal(["constructor"]);
  });

  for (const [text, is] of [
    ['from airflow import DAG\nwith DAG("a"):', true],
    ["from airflow.sdk import dag\n@dag\ndef a(): ...", true],
    ["import airflow.decorators as d\n@d.dag(schedule=None)\ndef a(): ...", true],
    ["from airflow.models import Variable", false],
    ['from airflow import x\n# DAG("a")', false],
    ["def DAG(): ...", false],
  ] as const)
    it(`takes ${JSON.stringify(text)} for ${is ? "a DAG" : "a module"}`, () => {
      expect(makesDag("a.py", text)).to.equal(is);
      expect(makesDag("a.txt", text)).to.equal(false);
    });

  it("finds the DAGs that a changed module reaches, through others and packages", () => {
    const files: Record<string, string> = {
      "one.py": "from lib.deep import x",
      "two.py": "import mid",
      "mid.py": "from lib import y",
      "three.py": "import other",
      "lib/__init__.py": "",
      "lib/deep.py": "",
      "other.py": "",
    };
    const reached = dependents(Object.keys(files), ["lib/deep.py"], (path) => files[path] as string);
    expect([...reached].sort()).to.deep.equal(["mid.py", "one.py", "two.py"]);
  });

  it("tells an age in words", () => {
    const since = "2026-01-01T00:00:00Z";
    const after = (seconds: number) => ago(since, new Date(Date.parse(since) + seconds * 1000).toISOString());
    expect([-5, 119, 120, 7199, 7200, 172_799, 172_800].map(after)).to.deep.equal([
      "0 s",
      "119 s",
      "2 min",
      "120 min",
      "2 h",
      "48 h",
      "2 days",
    ]);
    expect(ago("no date", since)).to.equal("an unknown time");
  });
});

describe("push's look at Airflow", () => {
  it("finds a file by its path below the folder where most of them are", () => {
    const paths = new Set(["a.py", "team/a.py", "all.zip"]);
    const root = "/usr/local/airflow/dags";
    const all = [`${root}/a.py`, `${root}/team/a.py`, `${root}/all.zip/inner.py`, "/elsewhere/a.py", "/x/none.py"];
    expect(all.map(placer(all, paths))).to.deep.equal(["a.py", "team/a.py", "all.zip", undefined, undefined]);
    expect(["a.py", "team/a.py", "other.py"].map(placer([], paths))).to.deep.equal(["a.py", "team/a.py", undefined]);
  });

  const known = (dags: [string, string, number][], errors: [string, string, number][] = []): Known => ({
    dags: dags.map(([dagId, path, at]) => ({ dagId, path, parsed: new Date(at).toISOString() })),
    errors: errors.map(([path, trace, at]): ImportError => ({ path, filename: path, trace, at })),
    ahead: 0,
  });
  const times: Times = { pushed: 100_000, settle: 60_000 };
  const live: Awaited = { path: "a.py", until: "live" };
  const same = () => true;
  const other = () => false;
  const hidden = () => undefined;
  const before = known([["a", "a.py", 90_000]]);

  for (const [what, awaited, was, now, source, state] of [
    ["a DAG that is not parsed again", live, before, before, same, "pending"],
    ["a DAG parsed with the new source", live, before, known([["a", "a.py", 101_000]]), same, "live"],
    ["a DAG parsed again with the old source", live, before, known([["a", "a.py", 101_000]]), other, "pending"],
    ["a new DAG", live, known([]), known([["a", "a.py", 101_000]]), same, "live"],
    ["no DAG yet", live, known([]), known([]), same, "pending"],
    [
      "a DAG that left the file",
      live,
      known([
        ["a", "a.py", 90_000],
        ["gone", "a.py", 90_000],
      ]),
      known([
        ["a", "a.py", 101_000],
        ["gone", "a.py", 90_000],
      ]),
      ({ dagId }: KnownDag) => dagId === "a",
      "live",
    ],
    ["a hidden source, parsed too soon to tell", live, before, known([["a", "a.py", 159_000]]), hidden, "pending"],
    ["a hidden source, parsed late", live, before, known([["a", "a.py", 161_000]]), hidden, "live"],
    ["a new import error", live, before, known([], [["a.py", "new", 100_500]]), same, "broken"],
    ["an import error of before the push", live, before, known([], [["a.py", "new", 98_000]]), same, "pending"],
    [
      "the import error of before, which may be the old file's",
      live,
      known([], [["a.py", "old", 90_000]]),
      known([], [["a.py", "old", 130_000]]),
      same,
      "pending",
    ],
    [
      "the import error of before, which must be the new file's",
      live,
      known([], [["a.py", "old", 90_000]]),
      known([], [["a.py", "old", 161_000]]),
      same,
      "broken",
    ],
    ["a removed file", { path: "a.py", until: "gone" }, before, before, same, "pending"],
    ["a removed file's DAG that went", { path: "a.py", until: "gone" }, before, known([]), same, "gone"],
    [
      "a DAG of a changed module, parsed too soon",
      { path: "a.py", until: "parsed" },
      before,
      known([["a", "a.py", 159_000]]),
      same,
      "pending",
    ],
    [
      "a DAG of a changed module",
      { path: "a.py", until: "parsed" },
      before,
      known([["a", "a.py", 161_000]]),
      other,
      "live",
    ],
  ] as [string, Awaited, Known, Known, (dag: KnownDag) => boolean | undefined, string][])
    it(`takes ${what} for ${state}`, () => {
      expect(judge(awaited, was, now, source, times)).to.equal(state);
    });

  it("waits for changed DAGs, those that import a changed module, and the end of removed ones", () => {
    const texts: Record<string, string> = {
      "dag.py": "import lib",
      "uses.py": "import lib",
      "lib.py": "",
      "x.sql": "",
    };
    const was = known([
      ["u", "uses.py", 0],
      ["g", "gone.py", 0],
      ["m", "made.py", 0],
    ]);
    const found = { changed: ["dag.py", "lib.py", "made.py", "x.sql"], removed: ["gone.py", "module.py"] };
    const files = [...Object.keys(texts), "made.py"];
    expect(awaitedOf(found, files, new Set(["dag.py"]), was, (path) => texts[path] ?? "")).to.deep.equal([
      { path: "dag.py", until: "live" },
      { path: "made.py", until: "live" },
      { path: "uses.py", until: "parsed" },
      { path: "gone.py", until: "gone" },
    ]);
  });
});
