import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { requirements } from "../../../components/aws/mwaa/requirements";

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

    // Python, google provider, google-auth, docker provider: what the images' constraints name (August 2026).
    const versions = {
      "2.10.3": ["3.11", "10.25.0", "2.35.0", "3.14.0"],
      "2.11.2": ["3.12", "20.0.0", "2.49.0", "4.5.2"],
      "3.2.1": ["3.12", "21.1.0", "2.49.2", "4.5.5"],
      "3.3.1": ["3.12", "22.3.0", "2.56.3", "4.5.9"],
    };
    for (const [airflowVersion, [python = "", google, auth, docker]] of Object.entries(versions))
      it(`Airflow ${airflowVersion} on Python ${python}`, () => {
        // With what the image holds already: a conflict with Airflow itself must show.
        const image = `apache-airflow[celery,statsd]==${airflowVersion}\napache-airflow-providers-amazon\n`;
        const command = ["pip", "compile", "--quiet", "--no-header", "--no-annotate", "--python-version", python];
        command.push("--constraint", `airflow/constraints/${airflowVersion}.txt`, "-");
        const input = requirements({ ...all, airflowVersion }) + image;
        const lines = execFileSync(uv, command, { cwd: root, input, encoding: "utf8" }).split("\n");
        expect(lines).to.include.members([
          `apache-airflow==${airflowVersion}`,
          `apache-airflow-providers-google==${google}`,
          `google-auth==${auth}`,
          `apache-airflow-providers-docker==${docker}`,
        ]);
      });
  });
});
