/** What MWAA would install, resolved by a real resolver. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { requirements } from "../../../components/aws/mwaa/requirements";
import { airflowVersions } from "../../../config/versions";

const root = join(__dirname, "../../..");
const all = { google: true, ecr: true, user: "" };

describe("requirements of MWAA, under the constraints of its images", function () {
  this.timeout(240_000);
  let uv: string;
  before("make the tools' environment, which has the resolver", () => {
    const made = execFileSync("python3", ["airflow/tests/env.py", "tools"], { cwd: root, encoding: "utf8" });
    uv = join(made.trim().split("\n").at(-1) ?? "", "bin/uv");
  });

  for (const { version: airflowVersion, python = "", constraints } of airflowVersions.filter((row) => row.constraints))
    it(`resolve for Airflow ${airflowVersion} on Python ${python}`, () => {
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
