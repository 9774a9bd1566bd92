/** The program's own Kubernetes objects against the OpenAPI of three versions that GKE offers. */
import { expect } from "chai";
import { planned } from "../components/gke/planned";
import { kubernetesProblems, objectProblems, versions } from "./kubernetes";

const choices: Record<string, object> = {
  "by default": {},
  "with Cloud SQL": { database: { kind: "cloudSql" } },
  "with an image of one's own": {
    values: { images: { airflow: { repository: "eu.gcr.io/p/a" } }, registry: { secretName: "r" } },
  },
  "with a place and an environment": {
    values: { nodeSelector: { pool: "x" }, tolerations: [{ operator: "Exists" }], env: [{ name: "A", value: "b" }] },
  },
};

describe("what Kubernetes gets", () => {
  it("is held against three versions", () => expect(versions).to.deep.equal(["1.34", "1.35", "1.36"]));

  for (const [title, gke] of Object.entries(choices))
    for (const awake of ["true", "false"])
      it(`fits its models ${title}, ${awake === "true" ? "awake" : "asleep"}`, async () => {
        expect(kubernetesProblems(await planned({ gke, config: { "airflow:awake": awake } }))).to.deep.equal([]);
      });

  it("fits where the stack's name and the namespace are as long as they may be", async () => {
    const config = { "airflow:name": `a${"b".repeat(31)}` };
    expect(kubernetesProblems(await planned({ gke: { namespace: "n".repeat(63) }, config }))).to.deep.equal([]);
  });
});

describe("a model of Kubernetes", () => {
  const service = (spec: object) => ({ apiVersion: "v1", kind: "Service", metadata: { name: "s" }, spec });

  it("refuses a field that it does not have, in each version", () => {
    const problems = objectProblems(service({ prots: [] }));
    expect(problems.map((problem) => problem.replace(/.* in ([\d.]+):.*(prots).*/, "$1 $2"))).to.deep.equal(
      versions.map((version) => `${version} prots`),
    );
  });
  it("refuses a value of another type", () => {
    expect(objectProblems(service({ ports: "http" }))[0]).to.include("/spec/ports must be array");
  });
  it("refuses a name that is too long", () => {
    const named = { ...service({}), metadata: { name: "s".repeat(64) } };
    expect(objectProblems(named)[0]).to.include("(64 characters) does not fit");
  });
});
