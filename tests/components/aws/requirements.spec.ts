import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { requirements } from "../../../components/aws/mwaa/requirements";
import { airflowVersions } from "../../../config/versions";

const root = join(__dirname, "../../..");
const all = { google: true, ecr: true, user: "" };

describe("requirements of MWAA", () => {
  it("are this text", () => {
    expect(requirements({ ...all, airflowVersion: "3.2.1", user: "\npandas\nboto3>1 # why\n\n" })).to.equal(
      [
        "# The constraints of MWAA's image for Airflow 3.2.1 fix the versions.",
        "apache-airflow-providers-google",
        "apache-airflow-providers-docker",
        "pandas\nboto3>1 # why\n",
      ].join("\n"),
    );
  });

  it("leave out what is not used, and what the user names himself", () => {
    const user = "Apache_Airflow.Providers-Google==21.1.0\n-r more.txt";
    expect(requirements({ airflowVersion: "3.2.1", google: true, ecr: false, user })).to.equal(
      `# The constraints of MWAA's image for Airflow 3.2.1 fix the versions.\n${user}\n`,
    );
  });

  it("do not turn MWAA's constraints off by a word in a comment", () => {
    // The expression is MWAA's own: mwaa/utils/user_requirements.py of aws/amazon-mwaa-docker-images.
    expect(requirements({ ...all, airflowVersion: "3.2.1" })).not.to.match(/-c |--constraint /);
  });

  describe("resolve under the constraints of MWAA's images", function () {
    this.timeout(240_000);
    let uv: string;
    before("make the tools' environment, which has the resolver", () => {
      const made = execFileSync("python3", ["airflow/tests/env.py", "tools"], { cwd: root, encoding: "utf8" });
      uv = join(made.trim().split("\n").at(-1) ?? "", "bin/uv");
    });

    for (const { version: airflowVersion, python = "", constraints } of airflowVersions.filter(
      (row) => row.constraints,
    ))
      it(`Airflow ${airflowVersion} on Python ${python}`, () => {
        // With what the image holds already: a conflict with Airflow itself must show.
        const installed = `apache-airflow[celery,statsd]==${airflowVersion}\napache-airflow-providers-amazon\n`;
        const command = ["pip", "compile", "--quiet", "--no-header", "--no-annotate", "--python-version", python];
        command.push("--constraint", `airflow/${constraints}`, "-");
        const input = requirements({ ...all, airflowVersion }) + installed;
        const lines = execFileSync(uv, command, { cwd: root, input, encoding: "utf8" }).split("\n");
        // What the resolver took is what the image has: the constraints were in force, and nothing moved them.
        const image = readFileSync(join(root, `airflow/${constraints}`), "utf8").split("\n");
        const ours = ["apache-airflow-providers-google", "google-auth", "apache-airflow-providers-docker"];
        const fixed = ours.flatMap((name) => image.filter((line) => line.startsWith(`${name}==`)));
        expect(fixed).to.have.length(ours.length);
        expect(lines).to.include.members([`apache-airflow==${airflowVersion}`, ...fixed]);
      });
  });
});
