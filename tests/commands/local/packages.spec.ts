/** What is installed for a stack, and what is said where it cannot be. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { conflictOf, needOtherPython, without } from "../../../commands/local/environment/conflict";
import { resolved } from "../../../commands/local/environment/environment";
import { nearest } from "../../../commands/local/environment/python";
import { wantedFor } from "../../../commands/local/environment/wanted";
import { parseStackConfig } from "../../../config";
import { missing, ROOT } from "./realAirflow";

const mwaa = (more: Record<string, string> = {}) =>
  parseStackConfig(
    {
      "aws:region": "us-east-1",
      "aws:allowedAccountIds": '["111122223333"]',
      "gcp:project": "my-gcp-project",
      "airflow:platform": "mwaa",
      ...more,
    },
    "dev",
  );
const gke = (values: object) =>
  parseStackConfig(
    {
      "gcp:region": "us-central1",
      "gcp:project": "my-gcp-project",
      "airflow:platform": "gke",
      "airflow:gke": JSON.stringify({ domain: "airflow.example.com", values }),
    },
    "gke",
  );

describe("packages of the local Airflow", () => {
  it("are those of Amazon's image and the stack's requirements, under the image's constraints", () => {
    expect(wantedFor(mwaa(), "pandas\n/usr/local/airflow/plugins/mine.whl\n", "/here/plugins")).to.deep.equal({
      airflowVersion: "3.2.1",
      python: "3.12",
      image: [
        "apache-airflow[celery,statsd]==3.2.1",
        "apache-airflow-providers-amazon[aiobotocore]",
        "apache-airflow-providers-postgres",
        "apache-airflow-providers-fab",
        "apache-airflow-providers-standard",
        "virtualenv",
      ],
      user: `# The constraints of MWAA's image for Airflow 3.2.1 fix the versions.
apache-airflow-providers-google
apache-airflow-providers-docker
pandas
/here/plugins/mine.whl
`,
      constraints: "amazon",
      constraintsFile: "constraints/3.2.1.txt",
    });
  });

  it("follow no constraints of the image where the user's file has the option anywhere, as on MWAA", () => {
    const { constraints, constraintsFile } = wantedFor(mwaa(), "# --constraint off\npandas\n", "/p");
    expect([constraints, constraintsFile]).to.deep.equal(["user", undefined]);
  });

  it("have Python 3.11 and no provider of Airflow 3 in Airflow 2.10", () => {
    const { python, image } = wantedFor(mwaa({ "airflow:airflowVersion": "2.10.3" }), "", "/p");
    expect(python).to.equal("3.11");
    expect(image).to.not.include("apache-airflow-providers-standard");
  });

  it("are those of Airflow's own image on GKE, and what its entry point is told to add", () => {
    const wanted = wantedFor(
      gke({ env: [{ name: "_PIP_ADDITIONAL_REQUIREMENTS", value: "pandas duckdb==1.0" }] }),
      "ignored",
      "/p",
    );
    expect(wanted).to.deep.include({
      airflowVersion: "3.2.2",
      python: "3.12",
      user: "pandas\nduckdb==1.0",
      constraints: "airflow",
    });
    expect(wanted.image.join()).to.match(/^apache-airflow\[amazon,.*google.*\]==3\.2\.2$/);
  });

  it("get the nearest Python that Airflow runs on, the later of two", () => {
    const here = ["2.7", "3.9", "3.11", "3.13", "3.16"].map((version) => ({ version, path: version }));
    expect(nearest("3.12", here)?.version).to.equal("3.13");
    expect(nearest("3.10", here)?.version).to.equal("3.11");
    expect(nearest("3.12", here.slice(0, 2))).to.equal(undefined);
  });
});

const sources = {
  userFile: "airflow/requirements.txt",
  user: "# mine\npandas==1.0.5\ndbt-bigquery==1.5.0\n",
  constraintsName: "the constraints of MWAA's image for Airflow 3.2.1",
  constraints: "numpy==2.0.0\npandas==2.3.3\napache-airflow-providers-google==21.1.0\n",
};

describe("a conflict of packages, told by the real resolver", function () {
  this.timeout(120_000);
  const state = mkdtempSync(join(tmpdir(), "packages-"));
  after(() => rmSync(state, { recursive: true, force: true }));

  it("names the user's line and that of Amazon's image", async function () {
    const why = missing();
    if (why) {
      console.log(`      skipped: ${why}`);
      this.skip();
    }
    const text = "# ours\npandas==1.0.5\n";
    const settings = mwaa({ "airflow:airflowVersion": "2.10.3" });
    const found = await resolved(wantedFor(settings, text, "/p"), text, { state, onProgress: () => undefined });
    const fixed = /^pandas==.*$/m.exec(readFileSync(join(ROOT, "airflow/constraints/2.10.3.txt"), "utf8"))?.[0];
    expect(found).to.deep.equal({
      conflict: {
        message: `pandas==1.0.5 (airflow/requirements.txt, line 2) and ${fixed} (the constraints of MWAA's image for Airflow 2.10.3) exclude each other`,
        line: 2,
        fix: `ask for ${fixed}, or for pandas without a version`,
      },
    });
  });
});

// The texts are uv 0.13.8's own.
describe("a conflict of packages", () => {
  it("is told as two packages and where each comes from", () => {
    const said = `error: No solution found when resolving dependencies
  cause: Because you require pandas==1.0.5 and pandas==2.3.3, we can conclude that your requirements are unsatisfiable.`;
    expect(conflictOf(said, sources)).to.deep.equal({
      message:
        "pandas==1.0.5 (airflow/requirements.txt, line 2) and pandas==2.3.3 (the constraints of MWAA's image for Airflow 3.2.1) exclude each other",
      line: 2,
      fix: "ask for pandas==2.3.3, or for pandas without a version",
    });
  });

  it("is told with its reason where it is about a third", () => {
    const said = `error: No solution found when resolving dependencies
  cause: Because dbt-bigquery==1.5.0 depends on google-cloud-storage>=2.4,<3.dev0 and apache-airflow-providers-google==21.1.0 depends on google-cloud-storage==3.10.1, we can conclude that apache-airflow-providers-google==21.1.0 and dbt-bigquery==1.5.0 are incompatible.
         And because you require apache-airflow-providers-google==21.1.0 and dbt-bigquery==1.5.0, we can conclude that your requirements are unsatisfiable.`;
    expect(conflictOf(said, sources)).to.deep.equal({
      message:
        "apache-airflow-providers-google==21.1.0 (the constraints of MWAA's image for Airflow 3.2.1) and dbt-bigquery==1.5.0 (airflow/requirements.txt, line 3) exclude each other: " +
        "Because dbt-bigquery==1.5.0 depends on google-cloud-storage>=2.4,<3.dev0 and apache-airflow-providers-google==21.1.0 depends on google-cloud-storage==3.10.1",
      line: 3,
      fix: "ask for another version of dbt-bigquery, or for none: the one that fits is then taken",
    });
  });

  it("names a package that is not there", () => {
    const said = `error: No solution found when resolving dependencies
  cause: Because no-such-thing was not found in the package registry and you require no-such-thing, we can conclude that your requirements are unsatisfiable.`;
    expect(conflictOf(said, { ...sources, user: "no-such-thing\n" })).to.deep.equal({
      message: "there is no package no-such-thing",
      line: 1,
      fix: "check its name",
    });
  });

  it("is none of the user's where the home fixes what another Python cannot have", () => {
    const said = `error: No solution found when resolving dependencies
  cause: Because the requested Python version (>=3.11) does not satisfy Python>=3.12 and numpy==2.5.1 depends on Python>=3.12, we can conclude that numpy==2.5.1 cannot be used.`;
    expect(needOtherPython(said)).to.deep.equal(["numpy"]);
    expect(without(sources.constraints, new Set(["numpy"]))).to.equal(
      "pandas==2.3.3\napache-airflow-providers-google==21.1.0\n",
    );
  });
});
