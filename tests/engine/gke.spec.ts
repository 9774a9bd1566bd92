/** The ready GKE stack on the real engine: refusal of placeholders, preview, up, no change, changes, sleep, destroy. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { expectCleanDestroy, named, onEngine, plannedResources, preview, refusal, up } from "./onEngine";
import type { Project } from "./project";
import { plainAndSecret } from "./wire";

const cloud = { accountId: "000000000000", region: "us-central1", gcpProject: "acme-data-prod" };
const backendNumber = "7340980954839285761";
const release = "kubernetes:helm.sh/v3:Release";

onEngine("the stack gke", cloud, (engine) => {
  let project: Project;
  let compute: Server;

  before(async () => {
    // The program reads the backend's exact number from the Compute API itself.
    compute = createServer((_request, response) => {
      response.setHeader("content-type", "application/json").end(JSON.stringify({ id: backendNumber }));
    });
    await new Promise<void>((resolve) => {
      compute.listen(0, "127.0.0.1", resolve);
    });
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
      const { port } = compute.address() as AddressInfo;
      project = await engine.copy("gke", [
        [["gcp:project"], cloud.gcpProject],
        [["gcp:computeCustomEndpoint"], `http://127.0.0.1:${port}/compute/v1/`],
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

    it("changes nothing the second time", async () => {
      expect((await up(project.stack)).steps).to.deep.equal([]);
    });

    it("uploads one object for a changed DAG", async () => {
      project.write("airflow/dags/engine_spec.py", "a = 2\n");
      expect((await up(project.stack)).steps).to.deep.equal([
        { op: "update", type: "gcp:storage/bucketObject:BucketObject", name: "airflow-gke-dags-dags/engine_spec.py" },
      ]);
    });

    it("destroys everything that it made", () => expectCleanDestroy(project, engine.standIn));
  });
});
