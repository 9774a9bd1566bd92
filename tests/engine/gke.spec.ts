/** The ready GKE stack on the real engine: refusal of placeholders, preview, up, secrets, no change, one change, destroy. */
import { expect } from "chai";
import { backendNumber, type ComputeApi, startComputeApi } from "./google/computeApi";
import { GoogleCloud } from "./google/world";
import { expectCleanDestroy, named, onEngine, plannedResources, preview, refusal, up } from "./onEngine";
import type { Project } from "./project";
import { plainAndSecret } from "./wire";

const cloud = { accountId: "000000000000", region: "us-central1", gcpProject: "acme-data-prod" };
const release = "kubernetes:helm.sh/v3:Release";
const google = new GoogleCloud(cloud.gcpProject);

const suite: Parameters<typeof onEngine>[2] = (engine) => {
  let project: Project;
  let compute: ComputeApi;

  before(async () => {
    compute = await startComputeApi(google);
  });
  after(() => compute?.close());

  describe("unmodified", () => {
    before(async () => {
      project = await engine.copy("gke", []);
    });
    after(() => project?.dispose());

    it("refuses the placeholder project, domain and people by name, before anything is made", async () => {
      const message = await refusal(project.stack);
      expect(message).to.include(`gcp:project is "my-gcp-project"`);
      expect(message).to.include(`airflow:gke.domain is "airflow.example.com"`);
      expect(engine.standIn.journal).to.deep.equal([]);
    });
  });

  describe("with a project", () => {
    before(async () => {
      project = await engine.copy("gke", [
        [["gcp:project"], cloud.gcpProject],
        [["gcp:computeCustomEndpoint"], compute.endpoint],
        [["airflow:gke", "domain"], "airflow.acme.dev"],
        [["airflow:access"], { admins: ["user:ada@acme.dev"] }],
      ]);
      project.write("airflow/dags/engine_spec.py", "a = 1\n");
    });
    after(() => project?.dispose());

    it("previews what the offline plan shows", async () => {
      const steps = await preview(project.stack);
      expect(named(steps)).to.deep.equal(named(plannedResources(project, "gke")));
      expect(new Set(steps.map(({ op }) => op))).to.deep.equal(new Set(["create"]));
    });

    it("makes everything, and tells every digit of the backend's number", async () => {
      const { summary } = await up(project.stack);
      expect(Object.keys(summary)).to.deep.equal(["create"]);
      const { iapAudience } = await project.stack.outputs();
      expect(iapAudience?.value).to.match(new RegExp(`/global/backendServices/${backendNumber}$`));
      const releases = engine.standIn.journal.filter(({ type, preview: foreseen }) => type === release && !foreseen);
      expect(JSON.stringify(releases[0]?.inputs))
        .to.include(backendNumber)
        .and.not.match(/undefined|toString/);
    });

    it("keeps every password and key out of the plain state", async () => {
      const { plain, secrets } = plainAndSecret((await project.stack.exportStack()).deployment);
      expect(secrets.filter((secret) => secret.startsWith("postgresql://"))).to.not.deep.equal([]);
      const inPlain = (secret: string) => plain.includes(JSON.stringify(secret).slice(1, -1));
      expect(secrets.filter((secret) => secret.length > 7 && inPlain(secret))).to.deep.equal([]);
    });

    it("shows nothing and changes nothing the second time, whatever token the caller has", async () => {
      expect(await preview(project.stack)).to.deep.equal([]);
      expect((await up(project.stack)).steps).to.deep.equal([]);
    });

    it("uploads one object for a changed DAG", async () => {
      project.write("airflow/dags/engine_spec.py", "a = 2\n");
      expect((await up(project.stack)).steps).to.deep.equal([
        { op: "update", type: "gcp:storage/bucketObject:BucketObject", name: "airflow-gke-dags-dags/engine_spec.py" },
      ]);
    });

    it("destroys everything that it made", () => expectCleanDestroy(project, engine.standIn));

    it("says what to do when the zone has no node, and destroys what is half made", async () => {
      const message = "Error waiting for creating GKE NodePool: instance creation failed: [GCE_STOCKOUT]";
      engine.standIn.refusals.push({ type: "gcp:container/nodePool:NodePool", message, times: 1 });
      const problem = await up(project.stack).catch((error: Error) => error.message);
      expect(problem).to.include("GCE_STOCKOUT").and.include("pulumi config set --path 'airflow:gke.spot' false");
      await project.stack.destroy();
      expect((await project.stack.exportStack()).deployment.resources ?? []).to.deep.equal([]);
      expect([...google.things.values()].filter(({ type }) => type.startsWith("gcp:"))).to.deep.equal([]);
    });
  });
};

onEngine("the stack gke", cloud, suite, google);
