/** Packages without the public index: what is wrong with wheels and with pip's own options is said before MWAA tries. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { ConfigError, parseStackConfig } from "../../config";
import { unfit } from "../../config/mwaa/packageRules";
import { type UploadConfig, uploadsOf } from "../../config/uploads/folders";
import { changed } from "../graph";

const base = {
  "aws:region": "us-east-1",
  "aws:allowedAccountIds": '["444455556666"]',
  "airflow:platform": "mwaa",
  "airflow:dags": "external",
  "airflow:google": '{"enabled":false}',
  "airflow:mwaa": '{"packages":{"source":"plugins"}}',
};
const provider = "apache_airflow_providers_google-21.1.0-py3-none-any.whl";

/** What is said of a project with these files and requirements. */
function said(files: string[], requirements: string, change: object = {}): { problems: string[]; warnings: string[] } {
  const root = mkdtempSync(join(tmpdir(), "packages-"));
  for (const file of files) {
    mkdirSync(dirname(join(root, "airflow/plugins", file)), { recursive: true });
    writeFileSync(join(root, "airflow/plugins", file), "x");
  }
  const userText = (path: string) => (path === "requirements.txt" ? requirements : "");
  try {
    const around = { uploads: (config: UploadConfig) => uploadsOf(config, root), userText };
    const { warnings } = parseStackConfig(changed(base, { ...change }), "dev", undefined, around);
    return { problems: [], warnings };
  } catch (error) {
    if (error instanceof ConfigError) return { problems: error.problems.map(({ message }) => message), warnings: [] };
    throw error;
  } finally {
    rmSync(root, { recursive: true });
  }
}

describe("wheels in airflow/plugins", () => {
  for (const [file, why] of [
    [provider, undefined],
    ["numpy-2.3.5-cp312-cp312-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl", undefined],
    ["cryptography-46.0.3-cp311-abi3-manylinux_2_34_x86_64.whl", undefined],
    ["six-1.17.0-py2.py3-none-any.whl", undefined],
    ["pandas-2.3.3.tar.gz", undefined],
    ["numpy-2.3.5-cp313-cp313-manylinux_2_28_x86_64.whl", "is for Python cp313, and the image has 3.12"],
    ["cryptography-46.0.3-cp314-abi3-manylinux_2_34_x86_64.whl", "is for Python cp314, and the image has 3.12"],
    [
      "numpy-2.3.5-cp312-cp312-macosx_14_0_arm64.whl",
      "is for macosx_14_0_arm64, and MWAA's images are Linux with glibc on x86_64",
    ],
    [
      "numpy-2.3.5-cp312-cp312-manylinux_2_28_aarch64.whl",
      "is for manylinux_2_28_aarch64, and MWAA's images are Linux with glibc on x86_64",
    ],
  ] as const)
    it(`${file}: ${why ?? "fits"}`, () => expect(unfit(file, "3.12")).to.equal(why));

  it("that do not fit are refused by name", () => {
    expect(said(["numpy-2.3.5-cp312-cp312-win_amd64.whl"], "numpy").problems).to.deep.equal([
      "airflow/plugins/numpy-2.3.5-cp312-cp312-win_amd64.whl is for win_amd64, and MWAA's images are Linux with glibc on x86_64. Fix: rm airflow/plugins/numpy-2.3.5-cp312-cp312-win_amd64.whl, and bring the one of the image as docs/mwaa-company.md says",
    ]);
  });

  it("are all that pip sees: a package without one is told, by any spelling of its name", () => {
    const files = ["Requests_AWS4auth-1.3-py3-none-any.whl", "deep/pandas-2.0-py3-none-any.whl"];
    expect(said(files, "requests-aws4auth==1.3\npandas\n# scipy\n").warnings).to.deep.equal([
      "airflow/requirements.txt names pandas, of which airflow/plugins has no wheel: they install only if MWAA's image has them.",
    ]);
  });

  it("have the Google provider among them where Google is on", () => {
    const google = { "airflow:google": { enabled: true }, "gcp:project": "data-project" };
    expect(said([provider], "", google)).to.deep.equal({ problems: [], warnings: [] });
    expect(said([], "", google).problems.join()).to.match(
      /^airflow\/plugins has no wheel of apache-airflow-providers-google/,
    );
  });

  it("of an Airflow that the program does not know are not judged", () => {
    expect(
      said(["numpy-2-cp39-cp39-win32.whl"], "numpy", { "airflow:airflowVersion": "3.9.9" }).problems,
    ).to.deep.equal([]);
  });
});

describe("pip's own options in requirements.txt", () => {
  for (const option of [
    "--no-index",
    "--find-links /x",
    "-f /x",
    "--index-url https://x/simple",
    "-i https://x/simple",
  ])
    it(`${option} contradicts what the program writes`, () => {
      const word = option.split(" ")[0];
      expect(said([], `six\n${option}\n`).problems).to.deep.equal([
        `airflow/requirements.txt has ${word} in line 2, which airflow:mwaa.packages writes itself. Fix: sed -i '2d' airflow/requirements.txt, or pulumi config rm --path 'airflow:mwaa.packages'`,
      ]);
      expect(said([], `six\n${option}\n`, { "airflow:mwaa": undefined })).to.deep.equal({ problems: [], warnings: [] });
    });

  it("with a password are told, and the password is not", () => {
    const pypi = { "airflow:mwaa": undefined };
    const { warnings } = said([], "--extra-index-url https://ada:hunter2@pypi.my-company.com/simple\n", pypi);
    expect(warnings).to.deep.equal([
      "airflow/requirements.txt has a password in an address: all who may read the bucket see it. Name the index in airflow:mwaa.packages.indexUrl, and a secret with its login in airflow:mwaa.packages.indexSecretId.",
    ]);
    // AWS's own way: the options are not in the file (docs.aws.amazon.com/mwaa/latest/userguide/best-practices-dependencies.html).
    const aws = `--index-url https://\${AIRFLOW__FOO__USER}:\${AIRFLOW__FOO__PASS}@pypi.my-company.com/simple\n`;
    expect(said([], aws, pypi).warnings).to.deep.equal([]);
  });
});

describe("tags", () => {
  const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]));
  const warned = (change: object) => said([], "", change).warnings;

  it("take numbers, as `pulumi config set --path` stores them", () => {
    const settings = parseStackConfig(
      changed(base, { "airflow:mwaa": { tags: { "cost-center": 4711, on: true } } }),
      "dev",
    );
    expect(settings.platform === "mwaa" && settings.mwaa.tags).to.deep.equal({ "cost-center": "4711", on: "true" });
  });

  it("beyond ten, with the provider's own, are told: objects go without them", () => {
    expect(warned({ "airflow:mwaa": { tags: tags(10) } })).to.deep.equal([]);
    expect(
      warned({ "airflow:mwaa": { tags: tags(9) }, "aws:defaultTags": { tags: { k1: "other", team: "a", env: "b" } } }),
    ).to.deep.equal(["airflow:mwaa.tags: an object in S3 takes 10 tags, so objects go without env."]);
  });
});
