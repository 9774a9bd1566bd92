/** The ready MWAA stack on the real engine: refusal of placeholders, preview, up, no change, changes, destroy. */
import { expect } from "chai";
import { expectCleanDestroy, named, onEngine, plannedResources, preview, refusal, up } from "./onEngine";
import type { Changes, Project } from "./project";

const cloud = { accountId: "222233334444", region: "us-east-1", gcpProject: "acme-data-prod" };
const accounts: Changes = [
  [["aws:allowedAccountIds"], [cloud.accountId]],
  [["gcp:project"], cloud.gcpProject],
];
const environment = "aws:mwaa/environment:Environment";
const object = "aws:s3/bucketObjectv2:BucketObjectv2";

onEngine("the stack dev (MWAA)", cloud, (engine) => {
  let project: Project;
  const environments = () =>
    engine.standIn.journal.filter(({ type, preview: foreseen }) => type === environment && !foreseen);

  describe("unmodified", () => {
    before(async () => {
      project = await engine.copy("dev", []);
    });
    after(() => project?.dispose());

    it("refuses the placeholder accounts by name, before anything is made", async () => {
      const message = await refusal(project.stack);
      expect(message).to.include(`aws:allowedAccountIds is ["111122223333"]`);
      expect(message).to.include(`gcp:project is "my-gcp-project"`);
      expect(engine.standIn.journal).to.deep.equal([]);
    });
  });

  describe("with accounts", () => {
    before(async () => {
      project = await engine.copy("dev", accounts);
      project.write("airflow/dags/engine_spec.py", "a = 1\n");
      project.write("airflow/plugins/engine_spec.py", "a = 1\n");
    });
    after(() => project?.dispose());

    it("previews what the offline plan shows", async () => {
      const steps = await preview(project.stack);
      expect(named(steps)).to.deep.equal(named(plannedResources(project, "dev")));
      expect(new Set(steps.map(({ op }) => op))).to.deep.equal(new Set(["create"]));
    });

    it("makes everything, and tries again while MWAA cannot use the new role", async () => {
      const message = "ValidationException: The execution role is not authorized to perform airflow:PublishMetrics";
      engine.standIn.refusals.push({ type: environment, message, times: 1 });
      const { summary } = await up(project.stack);
      expect(Object.keys(summary)).to.deep.equal(["create"]);
      expect(engine.standIn.refusals[0]?.times).to.equal(0);
      expect(environments()).to.have.length(1);
      expect(JSON.stringify(environments()[0]?.inputs)).to.not.match(/undefined|toString/);
    });

    it("changes nothing the second time", async () => {
      expect((await up(project.stack)).steps).to.deep.equal([]);
    });

    it("uploads one object for a changed DAG", async () => {
      project.write("airflow/dags/engine_spec.py", "a = 2\n");
      expect((await up(project.stack)).steps).to.deep.equal([
        { op: "update", type: object, name: "airflow-dev-dag/engine_spec.py" },
      ]);
    });

    it("updates the environment for a changed plugin, with the new version id", async () => {
      project.write("airflow/plugins/engine_spec.py", "a = 2\n");
      expect((await up(project.stack)).steps).to.deep.equal([
        { op: "update", type: object, name: "airflow-dev-plugins" },
        { op: "update", type: environment, name: "airflow-dev-environment" },
      ]);
      expect(new Set(environments().map(({ inputs }) => inputs.pluginsS3ObjectVersion)).size).to.equal(2);
    });

    it("takes a boundary and tags without making anything anew", async () => {
      const key = (path: string) => `airflow:mwaa.${path}`;
      const boundary = `arn:aws:iam::${cloud.accountId}:policy/boundary`;
      await project.stack.setConfig(key("permissionsBoundary"), { value: boundary }, true);
      await project.stack.setConfig(key("tags.team"), { value: "data" }, true);
      const steps = await preview(project.stack);
      expect(new Set(steps.map(({ op }) => op))).to.deep.equal(new Set(["update"]));
      const types = new Set(steps.map(({ type }) => type));
      for (const type of [environment, object, "aws:iam/role:Role", "aws:ec2/vpc:Vpc", "aws:kms/key:Key"])
        expect(types.has(type), type).to.equal(true);
    });

    it("refuses to replace the environment with its history, before anything is done", async () => {
      const calls = engine.standIn.journal.length;
      await project.stack.setConfig("airflow:name", { value: "another" });
      const error = await project.stack.up().catch((thrown: Error) => thrown);
      await project.stack.setConfig("airflow:name", { value: "airflow-dev" });
      expect((error as Error).message).to.include(
        "the stack has the environment airflow-dev, and a new name would destroy it and its run history",
      );
      expect(engine.standIn.journal.length).to.equal(calls);
    });

    it("destroys everything that it made", () => expectCleanDestroy(project, engine.standIn));
  });
});
