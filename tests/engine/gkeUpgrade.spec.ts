/** A GKE stack that is upgraded, goes back, and is protected, on the real engine: from the state that an earlier commit made. */
import { expect } from "chai";
import { type ComputeApi, startComputeApi } from "./google/computeApi";
import { GoogleCloud } from "./google/world";
import { onEngine, preview, refusal, up } from "./onEngine";
import type { Project, Step } from "./project";
import { importedState, seeded } from "./states/imported";
import { changesOf, contextOf } from "./states/stacks";

const google = new GoogleCloud(contextOf("gke").gcpProject);
const snapshot = "gcp:compute/snapshot:Snapshot";
const job = "kubernetes:batch/v1:Job";

onEngine(
  "a GKE stack that is upgraded",
  contextOf("gke"),
  (engine) => {
    let project: Project;
    let compute: ComputeApi;
    const set = (key: string, value: string) => project.stack.setConfig(key, { value }, true);
    const made = () =>
      engine.standIn.journal
        .filter(({ type, verb, preview: foreseen }) => [snapshot, job].includes(type) && verb !== "update" && !foreseen)
        .map(({ type, verb, name }) => `${verb} ${type === job ? "migration" : name}`);
    const ofDisk = (steps: Step[]) => steps.filter(({ type }) => type === "gcp:compute/disk:Disk");

    before(async () => {
      compute = await startComputeApi(google);
      project = await engine.copy("gke", changesOf("gke", compute.endpoint));
      const state = importedState("gke", project.dir, compute.endpoint);
      seeded(google, state);
      await project.stack.importStack(state);
    });
    after(async () => {
      project?.dispose();
      await compute?.close();
    });

    it("takes a snapshot of the database's disk before the new version migrates it", async () => {
      await set("airflow:airflowVersion", "3.3.1");
      const { steps } = await up(project.stack);
      expect(ofDisk(steps)).to.deep.equal([]);
      expect(made()).to.deep.equal([
        "create airflow-gke-database-before-3-3-1",
        "create migration",
        "delete migration",
      ]);
      expect((await project.stack.outputs()).databaseSnapshot?.value).to.include("before-3-3-1");
    });

    it("keeps it while nothing changes", async () => {
      expect(await preview(project.stack)).to.deep.equal([]);
    });

    it("goes back by the printed way: the same disk, and a snapshot of what it leaves", async () => {
      engine.standIn.journal.length = 0;
      await set("airflow:airflowVersion", "3.2.2");
      const { steps } = await up(project.stack);
      expect(ofDisk(steps)).to.deep.equal([]);
      expect(made().slice(0, 2)).to.deep.equal(["create airflow-gke-database-before-3-2-2", "create migration"]);
      expect(made()).to.include("delete airflow-gke-database-before-3-3-1");
    });

    it("is protected where that is asked for, says what would be deleted by name, and sleeps all the same", async () => {
      await set("airflow:protection", "true");
      await up(project.stack);
      await set("airflow:gke.bucketName", "team-bucket");
      expect(await refusal(project.stack)).to.include(
        "Bucket airflow-gke-dags-bucket would be deleted: it holds DAGs or task logs. Fix: go back; on purpose: pulumi state unprotect 'urn:pulumi:gke::airflow::",
      );
      await project.stack.removeConfig("airflow:gke.bucketName", true);
      await set("airflow:gke.domain", "airflow.acme.org");
      expect(await refusal(project.stack)).to.match(/managedSslCertificate.*currently marked for protection/s);
      await set("airflow:gke.domain", "airflow.acme.dev");
      await set("airflow:awake", "false");
      expect((await preview(project.stack)).map(({ op }) => op)).to.include("delete");
    });
  },
  google,
);
