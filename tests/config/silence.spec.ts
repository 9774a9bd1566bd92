/** Silence means right: what a cloud would refuse, or take and do something else with, is told before `up`. */
import { expect } from "chai";
import { ConfigError, parseStackConfig } from "../../config";
import { customTierFault } from "../../config/gke/machineRules";
import { requirementProblems, requirementWarnings, startupProblems } from "../../config/mwaa/fileRules";
import { awsRegions, gcpRegions, mwaaRegions, nearestRegion } from "../../config/places/regions";
import { type Change, changed } from "../graph";
import { badPlaces, g, gke, mwaa } from "./badPlaces";

function told(config: Record<string, string>, change: Change, texts: Record<string, string> = {}): string[] {
  try {
    const userText = (path: string) => texts[path] ?? "";
    parseStackConfig(changed(config, change), "dev", () => false, { userText });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ message }) => message);
    throw error;
  }
}

describe("silence means right", () => {
  for (const [what, config, change, key, why] of badPlaces)
    it(`refuses ${what}`, () => {
      const found = told(config, change);
      expect(found.map((line) => line.slice(0, line.indexOf(" ")))).to.deep.equal([key]);
      expect(found[0]).to.match(why);
    });

  it("never shows a token in a git address", () => {
    for (const repo of ["https://ghp_0123456789abcdef@github.com/a/b.git", "https://ada:hunter2@github.com/a/b.git"]) {
      const [line = "", ...more] = told(gke, { ...g({}), "airflow:dags": { repo } });
      expect([line, more]).not.to.deep.equal(["", []]);
      expect(line).not.to.match(/ghp_|hunter2/);
    }
  });

  it("lets the good ones pass: every region of MWAA, machines that fit, custom machines by Google's rule", () => {
    // Google verifies no identity of AWS's partition in China.
    const google = (region: string) => (region.startsWith("cn-") ? { "airflow:google": { enabled: false } } : {});
    for (const region of mwaaRegions)
      expect(told(mwaa, { "aws:region": region, ...google(region) }), region).to.deep.equal([]);
    for (const region of Object.keys(gcpRegions))
      expect(told(gke, { ...g({}), "gcp:region": region }), region).to.deep.equal([]);
    for (const machineType of [
      "e2-standard-2",
      "e2-highmem-2",
      "n1-standard-2",
      "n2d-standard-4",
      "t2d-standard-2",
      "n2-custom-2-8192",
      "c3-standard-4",
      "e2-highcpu-8",
    ])
      expect(told(gke, g({ machineType })), machineType).to.deep.equal([]);
    for (const tier of ["db-f1-micro", "db-g1-small", "db-custom-1-3840", "db-custom-2-13312", "db-custom-4-16384"])
      expect(customTierFault(tier), tier).to.equal(undefined);
    expect(
      ["db-custom-1-8192", "db-custom-2-1000", "db-custom-97-99999"].map((tier) => customTierFault(tier)?.example),
    ).to.deep.equal(["db-custom-1-6656", "db-custom-2-3840", "db-custom-96-100096"]);
  });

  it("finds the nearest region on the globe", () => {
    expect([
      nearestRegion("eu-west-1", ["us-east-1", "sa-east-1"]),
      nearestRegion("nowhere", ["a"]),
      nearestRegion("us-east-1", []),
    ]).to.deep.equal(["us-east-1", "a", undefined]);
    expect(Object.keys(awsRegions).length).to.be.greaterThan(35);
  });
});

describe("files that MWAA reads", () => {
  it("may not ask for another Airflow or its constraints", () => {
    const text = "pandas\n# apache-airflow==1.0\napache-airflow[amazon]==2.10.0 # old\n";
    expect(requirementProblems(text, "3.2.1").map(({ what, fix }) => [what, fix])).to.deep.equal([
      [
        "airflow/requirements.txt asks for Airflow 2.10.0 in line 3, and the image has 3.2.1: the installation would fail.",
        "sed -i '3d' airflow/requirements.txt, or pulumi config set airflow:airflowVersion 2.10.0",
      ],
    ]);
    const constraint =
      '--constraint "https://raw.githubusercontent.com/apache/airflow/constraints-2.8.1/constraints-3.11.txt"\n';
    expect(requirementProblems(constraint, "3.2.1")[0]?.what).to.contain(
      "has the constraints of Airflow 2.8.1 in line 1",
    );
    expect(
      requirementProblems("apache-airflow==3.2.1\napache-airflow-providers-google==21.1.0\n", "3.2.1"),
    ).to.deep.equal([]);
    expect(requirementWarnings("x==1\n-c constraints.txt\n")).to.have.length(1);
    expect(requirementWarnings("x-c==1\n")).to.deep.equal([]);
    expect(told(mwaa, {}, { "requirements.txt": text })).to.have.length(1);
  });

  it("may not have Windows' line ends where bash reads them", () => {
    expect(startupProblems("export A=1\r\n").map(({ what }) => what)).to.deep.equal([
      "airflow/startup.sh has the line ends of Windows (CRLF), and bash would take the CR as part of each command.",
    ]);
    expect(startupProblems("export A=1\n")).to.deep.equal([]);
    expect(told(mwaa, {}, { "startup.sh": "a\r\n" })).to.have.length(1);
  });
});
