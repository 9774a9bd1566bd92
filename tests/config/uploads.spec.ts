/** What goes up is checked with the config: keys stop the plan, sizes and links are said, the project itself never goes up. */
import { expect } from "chai";
import { uploadOf, uploadsText } from "../../commands/plan/show/uploads";
import type { Survey } from "../../components/shared/upload/survey";
import { ConfigError, parseStackConfig } from "../../config";
import { dagIgnoreSyntax, size, uploadsOf, uploadWarnings } from "../../config/uploads/folders";
import { uploadRules } from "../../config/uploads/rules";

const good: Record<string, string> = {
  "aws:region": "us-east-1",
  "aws:allowedAccountIds": '["444455556666"]',
  "gcp:project": "data-project",
  "airflow:platform": "mwaa",
};
const nothing: Survey = { folder: "../dags", files: [], leftOut: [], strayLinks: [], unreadable: [], keys: [] };

function messages(survey: Partial<Survey>, dags = "../dags"): string[] {
  try {
    const around = { folderExists: () => true, userText: () => "", uploads: () => [{ ...nothing, ...survey }] };
    return parseStackConfig({ ...good, "airflow:dags": dags }, "dev", () => false, around).warnings;
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ message }) => message);
    throw error;
  }
}

describe("folders that go up", () => {
  it("may lie beside the project, and may not be it or hold it", () => {
    expect(messages({})).to.deep.equal([]);
    for (const folder of [".", "./", "..", "airflow/..", "../"])
      expect(messages({}, folder)).to.deep.equal([
        `airflow:dags is "${folder}"; it is or holds the project itself, so stack files and all else would be uploaded. Fix: pulumi config set airflow:dags airflow/dags`,
      ]);
  });

  it("stop the plan where a file looks like a key or cannot be read, with a line that keeps it here", () => {
    expect(
      messages({
        keys: [{ path: "sa.json", why: "a Google service account's key" }],
        unreadable: [{ path: "x/", why: "EACCES" }],
      }),
    ).to.deep.equal([
      "../dags/sa.json looks like a Google service account's key, and would be uploaded. Fix: remove it, or keep it here with a line in ../dags/.gitignore: echo '/sa.json' >> ../dags/.gitignore",
      "../dags/x/ cannot be read (EACCES). Fix: chmod u+rX '../dags/x/', or remove it, or keep it here with a line in ../dags/.gitignore: echo '/x/' >> ../dags/.gitignore",
    ]);
  });

  it("are said where they are large, with their largest files, and where links are not followed", () => {
    const files = [
      { path: "model.bin", bytes: 90_000_000 },
      { path: "a.py", bytes: 12 },
      { path: "data.csv", bytes: 10_000_000 },
      { path: "b.csv", bytes: 1_500_000 },
    ];
    expect(uploadWarnings([{ ...nothing, files, strayLinks: ["out.py (it leads out of the folder)"] }])).to.deep.equal([
      "../dags: 102 MB would be uploaded, more than 100 MB. The largest: model.bin (90 MB), data.csv (10 MB), b.csv (1.5 MB).",
      "../dags: not uploaded, the link out.py (it leads out of the folder).",
    ]);
    expect(uploadWarnings([{ ...nothing, files: files.slice(2) }])).to.deep.equal([]);
  });

  it("are told with count, size and what stays here", () => {
    const leftOut = [
      { path: ".env", why: "settings with secrets" },
      { path: "__pycache__/", why: "a cache" },
      ...["a", "b", "c", "d"].map((path) => ({ path, why: ".gitignore" })),
    ];
    const files = [{ path: "a.py", bytes: 1200 }];
    expect(uploadsText([uploadOf({ ...nothing, files, leftOut })], 200)).to.deep.equal([
      "",
      "Uploaded from this machine",
      "  ../dags: 1 file, 1.2 kB; stays here: .env (settings with secrets); a, b, c and 1 more (.gitignore)",
    ]);
  });

  it("are read by the syntax of the stack's own Airflow", () => {
    const core = { dag_ignore_file_syntax: "regexp" };
    expect(dagIgnoreSyntax({ platform: "mwaa", dags: "d", airflowVersion: "2.11.2" })).to.equal("regexp");
    expect(dagIgnoreSyntax({ platform: "gke", dags: "d" })).to.equal("glob");
    expect(dagIgnoreSyntax({ platform: "gke", dags: "d", gke: { values: { config: { core } } } })).to.equal("regexp");
    const airflowOptions = { "core.dag_ignore_file_syntax": "glob" };
    expect(
      dagIgnoreSyntax({ platform: "mwaa", dags: "d", airflowVersion: "2.11.2", mwaa: { airflowOptions } }),
    ).to.equal("glob");
  });

  it("are DAGs and plugins, or plugins alone where DAGs come from elsewhere", () => {
    expect(uploadsOf({ platform: "mwaa", dags: "airflow/dags" }).map(({ folder }) => folder)).to.deep.equal([
      "airflow/dags",
      "airflow/plugins",
    ]);
    expect(uploadsOf({ platform: "gke", dags: { repo: "https://x" } }).map(({ folder }) => folder)).to.deep.equal([
      "airflow/plugins",
    ]);
  });

  it("have sizes as people write them", () => {
    expect([999, 1000, 12_345, 1_000_000, 2_500_000_000].map(size)).to.deep.equal([
      "999 B",
      "1 kB",
      "12 kB",
      "1 MB",
      "2.5 GB",
    ]);
    expect(uploadRules).to.have.length(2);
  });
});
