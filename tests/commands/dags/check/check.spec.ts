/** `dags check` in real Airflows, on a folder of broken DAGs. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Checked } from "../../../../commands/dags/check/findings";
import { environment, missing, ROOT, stackFile, stateOf, versions } from "../../local/realAirflow";
import { brokenDags, writeDags } from "./brokenDags";

const cli = [join(ROOT, "commands", "cli.cjs"), "dags", "check"];

describe("dags check, in real Airflow", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "dags-check-"));
  const results = new Map<string, { checked: Checked; status: number | null; junit: string }>();

  before(async function () {
    const why = missing();
    if (why) {
      console.log(`      skipped: ${why}`);
      this.skip();
    }
    writeDags(join(folder, "dags"));
    // Both at the same time: each waits for a file that sleeps.
    await Promise.all(versions.map(run));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
    for (const version of versions) rmSync(stateOf(nameOf(version)), { recursive: true, force: true });
  });

  const nameOf = (version: string) => `check-${version.replaceAll(".", "-")}`;

  async function run(version: string): Promise<void> {
    const junit = join(folder, `${version}.xml`);
    const config = stackFile(folder, nameOf(version), version);
    const args = [
      "--config",
      config,
      "--dags",
      join(folder, "dags"),
      "--venv",
      environment(version),
      "--junit",
      junit,
      "--json",
    ];
    const child = spawn(process.execPath, [...cli, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    child.stdout.on("data", (part: Buffer) => (out += part));
    const [status] = (await once(child, "close")) as [number | null];
    results.set(version, { checked: JSON.parse(out) as Checked, status, junit: readFileSync(junit, "utf8") });
  }

  /** `file:line rule`, and the message. */
  const told = ({ findings }: Checked) =>
    Object.fromEntries(
      findings.map(({ level, rule, file, line, message }) => [
        `${level} ${rule} ${file}${line ? `:${line}` : ""}`,
        message,
      ]),
    );

  for (const version of versions)
    it(`finds each fault in Airflow ${version}, with its file and line, and ends with 1`, () => {
      const { checked, status } = results.get(version) as { checked: Checked; status: number };
      const three = version.startsWith("3");
      expect(status).to.equal(1);
      expect(checked.airflowVersion).to.equal(version);
      const left = ["helper.py", ".airflowignore", "ignored.py", "plain.py"];
      expect(checked.files).to.deep.equal(
        Object.keys(brokenDags)
          .filter((path) => !left.includes(path))
          .sort(),
      );
      const { "error serialisation lost.py:11": lost, ...others } = told(checked);
      expect(lost).to.match(
        /^Airflow cannot store it: _?TimetableNotRegistered: Timetable class 'lost\.Mine' is not registered/,
      );
      expect(others["warning slow slow.py"]).to.match(/^takes \d+\.\d s to import, more than 5 s/);
      delete others["warning slow slow.py"];
      const repeated = "while it is imported, which Airflow repeats at every parse";
      expect(others).to.deep.equal({
        "warning call calls.py:10": `connects to localhost:9 ${repeated}`,
        "error import dies.py": "its import ends the whole process (exit code 4)",
        "error import exits.py:8": "SystemExit: 3",
        "error import helper.py:2": "ZeroDivisionError: division by zero",
        "error import missing.py:8": "ModuleNotFoundError: No module named 'not_there'",
        "error duplicate same.py:8": 'the DAG id "good" is also in good.py: Airflow has one of the two, by chance',
        "error import sub/inner.py:2": "ValueError: first line",
        "error import syntax.py:8": "SyntaxError: invalid syntax. Perhaps you forgot a comma?",
        "error duplicate twice.py:8": '2 DAGs of this file have the id "twice": Airflow keeps the last alone',
        "warning import variable.py:8": "needs the variable limit to be imported, and its value is not known here",
        "warning call variable.py:8": `asks Airflow for a variable or a connection ${repeated}`,
      });
      expect(checked.dags.map(({ dagId, file }) => `${dagId} ${file}`)).to.deep.equal([
        "calls calls.py",
        "good good.py",
        "good same.py",
        "lost lost.py",
        "slow slow.py",
        "twice twice.py",
      ]);
      expect(three).to.equal(checked.airflowVersion.startsWith("3"));
    });

  it("names the file that imports the broken one", () => {
    const { checked } = [...results.values()][0];
    expect(checked.findings.find(({ file }) => file === "helper.py")?.importedBy).to.equal("deep.py");
  });

  it("writes a JUnit file that Python's own reader takes, with a case for each file", () => {
    const { junit } = [...results.values()][0];
    const script = `import sys, json, xml.etree.ElementTree as tree
root = tree.fromstring(sys.stdin.read())
print(json.dumps([root.get("failures"), sorted(case.get("name") for case in root.iter("testcase") if case.find("failure") is not None)]))`;
    const [failures, names] = JSON.parse(execFileSync("python3", ["-c", script], { input: junit, encoding: "utf8" }));
    expect(names).to.deep.equal([
      "deep.py",
      "dies.py",
      "exits.py",
      "lost.py",
      "missing.py",
      "same.py",
      "sub/inner.py",
      "syntax.py",
      "twice.py",
    ]);
    expect(failures).to.equal(String(names.length));
  });

  it("ends with 0 where nothing but a warning is found, and says so in one line", () => {
    const version = versions.at(-1) as string;
    const clean = writeDags(join(folder, "clean"), { "good.py": brokenDags["good.py"] });
    const config = stackFile(folder, nameOf(version), version);
    const { status, stdout } = spawnSync(
      process.execPath,
      [...cli, "--config", config, "--dags", clean, "--venv", environment(version)],
      { encoding: "utf8" },
    );
    expect(stdout).to.match(
      /^1 file, 1 DAG of \S+clean in Airflow [\d.]+ on Python [\d.]+: nothing found \([\d.]+ s\)\n$/,
    );
    expect(status).to.equal(0);
  });

  it("says what is wrong with the arguments, with 2", () => {
    const tried = (...args: string[]) => spawnSync(process.execPath, [...cli, ...args], { encoding: "utf8" });
    const noVenv = tried("--venv", folder);
    expect([noVenv.status, noVenv.stderr]).to.deep.equal([
      2,
      `usage: --venv ${folder}: there is no bin/airflow in it\n  to fix it: give the folder of an environment that has Airflow\n`,
    ]);
    const file = join(folder, "external.yaml");
    writeFileSync(file, `${readFileSync(stackFile(folder, "external", "3.2.1"), "utf8")}  airflow:dags: external\n`);
    const external = tried("--config", file);
    expect([external.status, external.stderr]).to.deep.equal([
      2,
      "dags: the DAGs of stack external are not in a folder here: your CI uploads them\n  to fix it: name a checkout of them: --dags FOLDER\n",
    ]);
  });
});
