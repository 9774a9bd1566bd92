/** Every Google resource of the ready stacks, the examples and each choice of config, against Google's own models. */
import { expect } from "chai";
import type { Graph } from "../../commands/plan/record/graph";
import { planned } from "../components/gke/planned";
import { planExample, planStack } from "../graph";
import { googleProblems, resourceProblems } from "./google";

const company = {
  kmsKey: "projects/acme-keys/locations/us-central1/keyRings/r/cryptoKeys/k",
  registry: "us-docker.pkg.dev/acme-images/airflow/mirror",
  labels: { team: "data" },
};

const choices: Record<string, object> = {
  "by default": {},
  "with Cloud SQL": { database: { kind: "cloudSql" } },
  "with a machine of Cloud SQL": { database: { kind: "cloudSql", tier: "db-custom-2-7680" } },
  "regional and protected": { regional: true, deletionProtection: true },
  "reached by address": { controlPlane: { access: "restricted", authorizedNetworks: ["203.0.113.0/24"] } },
  "in a network that exists": {
    network: { vpc: "v", subnet: "s", podRange: "p", serviceRange: "r", egress: "existing" },
  },
  "in a network that another project shares, with its NAT made": {
    network: { project: "acme-network", vpc: "v", subnet: "s", podRange: "p", serviceRange: "r" },
  },
  "with a key, a registry and labels": { ...company, database: { kind: "cloudSql" } },
  "with a key for its own Postgres, and grants that others make": { ...company, grants: "told" },
  "with groups that IAP tells": { groupsAttribute: "groups" },
  "with a certificate by DNS": { certificate: "dnsAuthorized" },
  "with a certificate by DNS elsewhere, and no network policies": {
    certificate: "dnsAuthorized",
    dnsZone: "external",
    networkPolicies: false,
  },
  "without Spot, on another machine": { spot: false, machineType: "n2-standard-4", nodes: { min: 2, max: 5 } },
  "with a node that stays": { steadyNode: true },
  "with a zone that exists": { dnsZone: "corp" },
  "with a zone for the whole domain": { dnsZoneDomain: "my-company.com", staticIpName: "our-ip" },
  "with DNS elsewhere, Celery and a bucket": { dnsZone: "external", executor: "CeleryExecutor", bucketName: "b-1" },
};

/** A hyphen in the last place where a cut could leave it. */
const nameOf = (length: number): string => `${"a".repeat(Math.max(0, length - 2))}-b`.slice(-length).replace(/^-/, "a");

describe("what Google gets", () => {
  for (const [title, gke] of Object.entries(choices))
    for (const awake of ["true", "false"])
      it(`fits its models ${title}, ${awake === "true" ? "awake" : "asleep"}`, async () => {
        expect(googleProblems(await planned({ gke, config: { "airflow:awake": awake } }))).to.deep.equal([]);
      });

  const ready: Record<string, () => Promise<Graph>> = {
    dev: () => planStack("dev"),
    gke: () => planStack("gke"),
    s0: () => planExample("s0"),
    s2: () => planExample("s2"),
    company: () => planExample("company-gke"),
  };
  for (const [title, plan] of Object.entries(ready))
    it(`fits its models in ${title}`, async () => {
      expect(googleProblems(await plan())).to.deep.equal([]);
    });

  for (let length = 2; length <= 32; length++)
    it(`has names that fit where the stack's name has ${length} characters`, async () => {
      const config = { "airflow:name": nameOf(length) };
      expect(googleProblems(await planned({ gke: { database: { kind: "cloudSql" } }, config }))).to.deep.equal([]);
      expect(googleProblems(await planned({ gke: { certificate: "dnsAuthorized" }, config }))).to.deep.equal([]);
    });
});

describe("a model of Google's", () => {
  const problems = (type: string, inputs: Record<string, unknown>) =>
    resourceProblems({ type, name: "x", inputs } as unknown as Parameters<typeof resourceProblems>[0]);

  it("refuses a value that is none of its words", () => {
    expect(problems("gcp:container/cluster:Cluster", { releaseChannel: { channel: "FAST" } })[0]).to.include(
      "/releaseChannel/channel must be equal to one of the allowed values",
    );
  });
  it("refuses a field that it does not have", () => {
    expect(problems("gcp:compute/disk:Disk", { sise: 10 })).to.deep.equal([
      'x (Disk):  must NOT have additional properties {"additionalProperty":"sise"}',
    ]);
  });
  it("refuses a value of another type", () => {
    expect(problems("gcp:compute/healthCheck:HealthCheck", { timeoutSec: "ten" })[0]).to.include("/timeoutSec must be");
  });
  it("refuses a name that is too long with what auto-naming adds", () => {
    expect(
      resourceProblems({
        type: "gcp:container/cluster:Cluster",
        name: "a".repeat(33),
        inputs: {},
      } as unknown as Parameters<typeof resourceProblems>[0])[0],
    ).to.include("(41 characters) does not fit (container.v1, Cluster.name: 40)");
  });
  it("knows every type that a plan may have, or says so", () => {
    expect(problems("gcp:pubsub/topic:Topic", {})).to.deep.equal([
      "x: gcp:pubsub/topic:Topic is not in tests/conformance/googleFields.ts.",
    ]);
  });
});
