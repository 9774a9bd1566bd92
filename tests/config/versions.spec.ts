/** airflow/versions.json: every row is sound, and everything that belongs to a version is found from it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { airflowVersions, defaultVersion, homes, mwaaVersionWarnings } from "../../config/versions";
import { teller } from "../../config/words/tell";

const having = (test: string) => airflowVersions.filter(({ tests }) => tests.includes(test));
const major = (version: string) => Number(version.split(".")[0]);

const tellAll = teller(() => false);

describe("the Airflow versions of the project", () => {
  it("are in order, each once", () => {
    const versions = airflowVersions.map(({ version }) => version);
    const sorted = [...versions].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
    expect(versions).to.deep.equal([...new Set(sorted)]);
  });

  it("have one default a home, which npm test tries", () => {
    const defaults = airflowVersions.flatMap(({ defaultOn }) => defaultOn);
    expect(defaults.sort()).to.deep.equal([...homes].sort());
    expect(having("inside").map(({ version }) => version)).to.include(defaultVersion("mwaa"));
    expect(having("login").map(({ version }) => version)).to.include(defaultVersion("gke"));
  });

  it("are tried where the two Airflows differ: inside and by the trigger client in 2 and 3, the login in 3", () => {
    expect([...new Set(having("inside").map(({ version }) => major(version)))]).to.deep.equal([2, 3]);
    expect([...new Set(having("login").map(({ version }) => major(version)))]).to.deep.equal([3]);
    expect(having("trigger").map(({ version }) => major(version))).to.deep.equal([2, 3]);
  });

  for (const { version, python, constraints, confirmedOn, tests } of airflowVersions) {
    it(`${version} has what its row names`, () => {
      expect(constraints === undefined, "python and constraints belong together").to.equal(python === undefined);
      if (constraints !== undefined) expect(existsSync(`airflow/${constraints}`), constraints).to.equal(true);
      if (confirmedOn.includes("mwaa")) expect(constraints, "Amazon's image").to.be.a("string");
      for (const ending of tests.length > 0 ? ["in", "txt"] : [])
        expect(readFileSync(`airflow/tests/requirements/airflow-${version}.${ending}`, "utf8")).to.match(
          new RegExp(`^apache-airflow==${version.replaceAll(".", "\\.")}$`, "m"),
        );
    });
  }

  it("have a row for every constraints file and every test environment", () => {
    const named = (folder: string, form: RegExp) => readdirSync(folder).flatMap((file) => form.exec(file)?.[1] ?? []);
    const versions = airflowVersions.map(({ version }) => version);
    expect(versions).to.include.members(named("airflow/tests/requirements", /^airflow-(.*)\.in$/));
    const constraints = airflowVersions.flatMap((row) => row.constraints ?? []);
    expect(constraints.sort()).to.deep.equal(
      named("airflow/constraints", /^(.*\.txt)$/).map((file) => `constraints/${file}`),
    );
  });

  it("give a warning where MWAA may refuse one", () => {
    expect(mwaaVersionWarnings(defaultVersion("mwaa"), tellAll)).to.deep.equal([]);
    const confirmed = airflowVersions.filter(({ confirmedOn }) => confirmedOn.includes("mwaa"));
    expect(mwaaVersionWarnings("9.9.9", tellAll)).to.deep.equal([
      `airflow:airflowVersion 9.9.9: not confirmed that MWAA can create it; confirmed are ${confirmed.map(({ version }) => version).join(", ")}.`,
    ]);
  });
});
