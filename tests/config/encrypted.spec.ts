/** A fix is made of what was most likely meant, but never of a value that is encrypted: no message tells it, nor a part of it. */
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
};
const g = (part: object): Change => ({ "airflow:gke": { domain: "airflow.my-company.com", ...part } });
const m = (part: object): Change => ({ "airflow:mwaa": part });

function messages(config: Record<string, string>, change: Change, encrypted: string[]): string[] {
  try {
    parseStackConfig(changed(config, change), "dev", (key) => encrypted.includes(key));
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ message }) => message);
    throw error;
  }
}

describe("a fix for an encrypted value", () => {
  const cases: [what: string, config: Record<string, string>, change: Change, encrypted: string, hidden: RegExp][] = [
    [
      "a key's version",
      gke,
      g({ kmsKey: "projects/acme/locations/us-central1/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1" }),
      "airflow:gke",
      /acme/,
    ],
    [
      "a key elsewhere",
      gke,
      g({ kmsKey: "projects/acme/locations/europe-west1/keyRings/r/cryptoKeys/k" }),
      "airflow:gke",
      /acme|europe/,
    ],
    ["a registry", gke, g({ registry: "https://registry.acme.dev/airflow" }), "airflow:gke", /acme/],
    ["labels", gke, g({ labels: { Team: "Acme" } }), "airflow:gke", /acme/i],
    ["a machine", gke, g({ machineType: "n2-highcpu-2" }), "airflow:gke", /n2/],
    ["a machine's family", gke, g({ machineType: "n2e-standard-8" }), "airflow:gke", /standard-8/],
    ["a machine without disks", gke, g({ machineType: "n4-standard-2" }), "airflow:gke", /n4/],
    [
      "a database",
      gke,
      g({ database: { kind: "cloudSql", tier: "db-custom-7-26624" } }),
      "airflow:gke",
      /26624|custom-8/,
    ],
    ["a range", gke, g({ network: { nodeCidr: "10.9.0.0/20", podCidr: "10.9.0.0/16" } }), "airflow:gke", /10\.9\./],
    ["a region", gke, { ...g({}), "gcp:region": "europe-west11" }, "gcp:region", /europe/],
    [
      "a region's zone",
      gke,
      { ...g({ zone: "europe-west1-z" }), "gcp:region": "europe-west1" },
      "gcp:region",
      /Fix: .*europe|one of europe/,
    ],
    ["a word", mwaa, m({ egress: "natPerZones" }), "airflow:mwaa", /natPerZone$/],
    ["a number", mwaa, m({ maxWorkers: "17" }), "airflow:mwaa", /17/],
    ["a boundary", mwaa, m({ permissionsBoundary: "arn:aws:iam::111122223333:policy/acme" }), "airflow:mwaa", /acme/],
    ["a role", mwaa, m({ executionRoleArn: "arn:aws:iam::111122223333:role/acme" }), "airflow:mwaa", /acme/],
  ];
  for (const [what, config, change, encrypted, hidden] of cases)
    it(`tells nothing of it: ${what}`, () => {
      const open = messages(config, change, []);
      expect(open).to.have.length(1);
      expect(open[0], "in plain text it is told").to.match(hidden);
      const [told = "", ...more] = messages(config, change, [encrypted]);
      expect(more).to.deep.equal([]);
      expect(told)
        .to.match(/Fix: pulumi config /)
        .and.not.match(hidden);
    });
});
