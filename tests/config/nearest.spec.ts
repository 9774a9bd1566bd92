/** Fixes set what was most likely meant, in the home's own form; what stands in the wrong place, or is encrypted, is told as that. */
import { expect } from "chai";
import { ConfigError, parseStackConfig } from "../../config";
import { type Change, changed } from "../graph";

const mwaa: Record<string, string> = {
  "aws:region": "us-east-1",
  "aws:allowedAccountIds": '["444455556666"]',
  "gcp:project": "data-project",
  "airflow:platform": "mwaa",
  "airflow:dags": "external",
};
const gke: Record<string, string> = {
  "gcp:project": "data-project",
  "gcp:region": "us-central1",
  "airflow:platform": "gke",
  "airflow:dags": "external",
  "airflow:gke": '{"domain":"airflow.my-company.com"}',
};

function messages(config: Record<string, string>, change: Change, more = {}): string[] {
  try {
    parseStackConfig(changed(config, change), "dev", () => false, more);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ message }) => message);
    throw error;
  }
}
const fixes = (config: Record<string, string>, change: Change): string[] =>
  messages(config, change).map((message) => message.slice(message.indexOf("Fix: ") + 5));
const ofGke = (part: object) => ({ "airflow:gke": { domain: "airflow.my-company.com", ...part } });

describe("a fix", () => {
  it("sets the nearest allowed value, not the default", () => {
    const set = (path: string, value: string) => [
      `pulumi config set ${path.includes(".") ? `--path '${path}'` : path} ${value}`,
    ];
    for (const [change, path, value] of [
      [{ "airflow:awake": "False" }, "airflow:awake", "false"],
      [{ "airflow:awake": "no" }, "airflow:awake", "false"],
      [{ "airflow:awake": "Yes" }, "airflow:awake", "true"],
      [{ "airflow:mwaa": { egress: "natPerZones" } }, "airflow:mwaa.egress", "natPerZone"],
      [{ "airflow:mwaa": { minWorkers: 0 } }, "airflow:mwaa.minWorkers", "1"],
      [{ "airflow:mwaa": { maxWorkers: "3" } }, "airflow:mwaa.maxWorkers", "3"],
      [{ "airflow:mwaa": { environmentClass: "medium" } }, "airflow:mwaa.environmentClass", "mw1.medium"],
      [{ "airflow:mwaa": { logRetentionDays: 100 } }, "airflow:mwaa.logRetentionDays", "90"],
      [{ "airflow:mwaa": { logging: { task: "warn" } } }, "airflow:mwaa.logging.task", "WARNING"],
      [{ "airflow:platform": "GKE" }, "airflow:platform", "gke"],
    ] as [Change, string, string][])
      expect(fixes(mwaa, change), JSON.stringify(change)).to.deep.equal(set(path, value));
    for (const [part, path, value] of [
      [{ database: { kind: "cloudsql" } }, "airflow:gke.database.kind", "cloudSql"],
      [{ executor: "celery" }, "airflow:gke.executor", "CeleryExecutor"],
      [{ executor: "kubernetes" }, "airflow:gke.executor", "KubernetesExecutor"],
      [{ spot: "no" }, "airflow:gke.spot", "false"],
      [{ controlPlane: { access: "DNS" } }, "airflow:gke.controlPlane.access", "dns"],
    ] as [object, string, string][])
      expect(fixes(gke, ofGke(part)), JSON.stringify(part)).to.deep.equal(set(path, value));
  });

  it("names people as the home does", () => {
    const admins = { "airflow:access": { admins: "ada" } };
    expect(fixes(mwaa, admins)[0]).to.contain("arn:aws:iam::444455556666:role/data-team").and.not.to.contain("user:");
    expect(fixes(gke, admins)[0]).to.contain("user:ada@my-company.com").and.not.to.contain("arn:");
  });

  it("of a key that was set without --path removes that very key, and sets the right one", () => {
    expect(messages(mwaa, { "airflow:mwaa.maxWorkers": "3" })).to.deep.equal([
      "airflow:mwaa.maxWorkers has dots, and is a key of its own: Pulumi reads dots as a path only with --path. Fix: pulumi config rm 'airflow:mwaa.maxWorkers' && pulumi config set --path 'airflow:mwaa.maxWorkers' 3",
    ]);
    expect(fixes(mwaa, { "airflow:google.enabled": "false" })).to.deep.equal([
      "pulumi config rm 'airflow:google.enabled' && pulumi config set --path 'airflow:google.enabled' false",
    ]);
    // What it means is checked too, so that nothing is told after the next try only.
    expect(messages(mwaa, { "airflow:mwaa.maxWorkers": "99" })).to.have.length(2);
    expect(
      messages({ ...gke, "airflow:gke": "{}" }, { "airflow:gke.domain": "airflow.my-company.com" }),
    ).to.have.length(1);
  });

  it("tells a mistyped namespace, and leaves others' alone", () => {
    expect(messages(mwaa, { "airflw:name": "x", "awz:region": "y", "gpc:project": "z" })).to.deep.equal([
      "airflw:name is in a namespace that nothing reads; did you mean airflow:name? Fix: rename it, or pulumi config rm airflw:name",
      "awz:region is in a namespace that nothing reads; did you mean aws:region? Fix: rename it, or pulumi config rm awz:region",
      "gpc:project is in a namespace that nothing reads; did you mean gcp:project? Fix: rename it, or pulumi config rm gpc:project",
    ]);
    expect(messages(mwaa, { "pulumi:tags": "x", "kubernetes:context": "y", "mycompany:owner": "z" })).to.deep.equal([]);
  });
});

describe("what is not known here", () => {
  it("is no mistake: an encrypted value, at any depth, is never to be replaced with plain text", () => {
    const secret = "[secret]";
    for (const change of [
      { "aws:allowedAccountIds": [secret] },
      { "airflow:mwaa": { maxWorkers: secret, kmsKeyArn: secret, network: { zones: [secret, "us-east-1b"] } } },
      { "airflow:mwaa": secret },
      { "airflow:access": { admins: [secret] } },
      { "airflow:name": secret },
      { "gcp:project": secret },
    ])
      expect(messages(mwaa, change), JSON.stringify(change)).to.deep.equal([]);
    expect(messages(gke, { "airflow:gke": secret })).to.deep.equal([]);
    // What is in plain text beside it is still checked.
    expect(messages(mwaa, { "airflow:mwaa": { kmsKeyArn: secret, maxWorkers: 99 } })).to.have.length(1);
  });

  it("is no mistake: a key that an environment of Pulumi ESC may hold", () => {
    const without = { "aws:region": undefined, "gcp:project": undefined };
    expect(messages(mwaa, without)).to.have.length(2);
    expect(messages(mwaa, without, { elsewhere: "team/dev" })).to.deep.equal([]);
    expect(
      messages(mwaa, { ...without, "airflow:mwaa": { maxWorkers: 99 } }, { elsewhere: "team/dev" }),
    ).to.have.length(1);
    const { warnings } = parseStackConfig(changed(mwaa, without), "dev", () => false, { elsewhere: "team/dev" });
    expect(warnings).to.deep.equal([
      "environment team/dev: it is not read here, so a key that only it has counts as an example.",
    ]);
  });
});
