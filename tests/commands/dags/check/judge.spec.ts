/** What is made of Airflow's word: findings, text, JUnit. */
import { expect } from "chai";
import type { Checked } from "../../../../commands/dags/check/findings";
import type { FileResult } from "../../../../commands/dags/check/inAirflow";
import { judged } from "../../../../commands/dags/check/judge";
import { junit, text } from "../../../../commands/dags/check/report";
import { paints } from "../../../../commands/line/terminal";

const result = (file: string, more: Partial<FileResult> = {}): FileResult => ({
  file,
  seconds: 1,
  dags: [],
  findings: [],
  ...more,
});
const judge = (results: FileResult[], platform: "mwaa" | "gke" = "mwaa", lines: string[] = []) =>
  judged({ platform, results, linesOf: () => lines });

const failed = (message: string): FileResult =>
  result("a.py", { findings: [{ level: "error", rule: "import", message, line: 3 }] });

describe("findings of a check", () => {
  it("tell where a missing package belongs, on either home", () => {
    const missing = failed("ModuleNotFoundError: No module named 'pandas.core'");
    expect(judge([missing])[0].fix).to.equal("add the package that has pandas to airflow/requirements.txt");
    expect(judge([missing], "gke")[0].fix).to.equal(
      "put the package that has pandas into the image of the release (airflow:gke.values, images.airflow)",
    );
  });

  for (const [said, what] of [
    ["KeyError: 'Variable limit does not exist'", "variable limit"],
    ["AirflowRuntimeError: VARIABLE_NOT_FOUND: {'message': 'Variable limit not found'}", "variable limit"],
    ["AirflowNotFoundException: The conn_id `shop` isn't defined", "connection shop"],
  ] as const)
    it(`are a warning where the stack's own secrets would answer: ${said}`, () => {
      const [{ level, message }] = judge([failed(said)]);
      expect([level, message]).to.deep.equal([
        "warning",
        `needs the ${what} to be imported, and its value is not known here`,
      ]);
    });

  it("name every further file that has the same DAG id, with its line", () => {
    const results = ["c.py", "a.py", "b.py"].map((file) => result(file, { dags: ["load"] }));
    expect(judge(results, "mwaa", ["import x", "DAG('load')"])).to.deep.equal(
      ["b.py", "c.py"].map((file) => ({
        level: "error",
        rule: "duplicate",
        file,
        dagId: "load",
        line: 2,
        message: 'the DAG id "load" is also in a.py: Airflow has one of the two, by chance',
        fix: "give one of them another id",
      })),
    );
  });

  it("say nothing of a file that takes 5 s, and something of one that takes longer", () => {
    expect(judge([result("a.py", { seconds: 5 })])).to.deep.equal([]);
    expect(judge([result("a.py", { seconds: 5.25 })]).map(({ level, rule }) => [level, rule])).to.deep.equal([
      ["warning", "slow"],
    ]);
  });
});

const checked: Checked = {
  airflowVersion: "3.2.1",
  python: "3.12.3",
  folder: "airflow/dags",
  files: ["a.py", "b.py", "c.py"],
  dags: [{ dagId: "c", file: "c.py" }],
  findings: [
    {
      level: "error",
      rule: "import",
      file: "helper.py",
      line: 2,
      importedBy: "a.py",
      message: 'Bad: "<x>" & y\nmore',
      fix: "do it",
    },
    { level: "warning", rule: "slow", file: "b.py", message: "takes 6.0 s" },
  ],
  notes: ["Another Python."],
  seconds: 2.34,
};

describe("a check's result", () => {
  it("is text that names file, line, reason and fix, and counts", () => {
    expect(text(checked, paints({ write: () => undefined }))).to.equal(
      [
        'error   helper.py:2: Bad: "<x>" & y (imported by a.py)',
        "          more",
        "          to fix it: do it",
        "warning b.py: takes 6.0 s",
        "Another Python.",
        "3 files, 1 DAG of airflow/dags in Airflow 3.2.1 on Python 3.12.3: 1 error, 1 warning (2.3 s)",
      ].join("\n"),
    );
  });

  it("is a JUnit file in which a warning fails nothing", () => {
    expect(junit(checked)).to.equal(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="3" failures="1" errors="0" time="2.340">
  <testsuite name="dags check" tests="3" failures="1" errors="0" time="2.340">
    <testcase classname="airflow/dags" name="a.py">
      <failure type="import" message="Bad: &quot;&lt;x&gt;&quot; &amp; y&#10;more">helper.py:2: Bad: &quot;&lt;x&gt;&quot; &amp; y&#10;more&#10;to fix it: do it</failure>
    </testcase>
    <testcase classname="airflow/dags" name="b.py">
      <system-out>warning: b.py: takes 6.0 s</system-out>
    </testcase>
    <testcase classname="airflow/dags" name="c.py"/>
  </testsuite>
</testsuites>
`);
  });
});
