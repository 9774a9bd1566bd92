/** The text of MWAA's requirements.txt. */
import { expect } from "chai";
import { requirements } from "../../../components/aws/mwaa/requirements";

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
});
