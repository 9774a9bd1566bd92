/** The ready stacks on the real engine, with stand-in clouds: preview, up, no change, changes, destroy. */
import { execFileSync } from "node:child_process";
import type { OpMap, Stack } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import type { CloudContext } from "../../plan/cloudValues";
import type { PlannedResource } from "../../plan/graph";
import { type Changes, copyOfProject, noEngine, type Project, type Step, stepsOf } from "./project";
import { type StandIn, startStandIn } from "./provider";

const cloud: CloudContext = { accountId: "222233334444", region: "us-east-1", gcpProject: "acme-data-prod" };
const accounts: Changes = [
  [["aws:allowedAccountIds"], [cloud.accountId]],
  [["gcp:project"], cloud.gcpProject],
];
const packages = ["aws", "gcp", "kubernetes", "random"];
const environment = "aws:mwaa/environment:Environment";

/** A resource as `type::name`, without the engine's own and the stack. */
const named = (resources: Pick<Step, "type" | "name">[]): string[] =>
  resources
    .filter(({ type }) => !type.startsWith("pulumi:"))
    .map(({ type, name }) => `${type}::${name}`)
    .sort();

describe("the ready stacks on the real engine", function () {
  this.timeout(300_000);
  let standIn: StandIn;
  let project: Project;

  before(async function () {
    const reason = noEngine();
    if (reason !== undefined) {
      console.log(`    skipped: ${reason} (https://www.pulumi.com/docs/iac/download-install/)`);
      this.skip();
    }
    standIn = await startStandIn(cloud);
  });
  after(() => standIn?.stop());

  const copy = (stack: string, changes: Changes) => copyOfProject(stack, changes, standIn.debugProviders(...packages));

  async function preview(stack: Stack): Promise<Step[]> {
    const { steps, onEvent } = stepsOf();
    await stack.preview({ onEvent });
    return steps;
  }

  async function up(stack: Stack): Promise<{ steps: Step[]; summary: OpMap }> {
    const { steps, onEvent } = stepsOf();
    const { summary } = await stack.up({ onEvent });
    return { steps, summary: summary.resourceChanges as OpMap };
  }

  describe("unmodified", () => {
    before(async () => {
      project = await copy("dev", []);
    });
    after(() => project.dispose());

    it("refuse the placeholder accounts by name, before anything is made", async () => {
      const error = await project.stack.preview().catch((refusal: Error) => refusal);
      expect(error).to.be.instanceOf(Error);
      expect((error as Error).message)
        .to.include(`aws:allowedAccountIds is ["111122223333"]`)
        .and.include(`gcp:project is "my-gcp-project"`);
      expect(standIn.journal).to.deep.equal([]);
    });
  });

  describe("dev (mwaa)", () => {
    before(async () => {
      project = await copy("dev", accounts);
      project.write("airflow/dags/engine_spec.py", "a = 1\n");
      project.write("airflow/plugins/engine_spec.py", "a = 1\n");
    });
    after(() => project.dispose());

    it("previews what the offline plan shows", async () => {
      const plan = execFileSync(process.execPath, ["--import", "tsx", "plan/main.ts", "--stack", "dev", "--json"], {
        cwd: project.dir,
        encoding: "utf8",
      });
      const { resources } = JSON.parse(plan) as { resources: PlannedResource[] };
      const steps = await preview(project.stack);
      expect(named(steps)).to.deep.equal(named(resources));
      expect(new Set(steps.map(({ op }) => op))).to.deep.equal(new Set(["create"]));
    });

    it("makes everything, and tries again while MWAA cannot use the new role", async () => {
      const message = "ValidationException: The execution role is not authorized to perform airflow:PublishMetrics";
      standIn.refusals.push({ type: environment, message, times: 1 });
      const { summary } = await up(project.stack);
      expect(Object.keys(summary)).to.deep.equal(["create"]);
      expect(standIn.refusals[0]?.times).to.equal(0);
      const made = standIn.journal.filter(({ type, preview }) => type === environment && !preview);
      expect(made).to.have.length(1);
      expect(JSON.stringify(made[0]?.inputs)).to.not.match(/undefined|toString/);
    });

    it("changes nothing the second time", async () => {
      expect((await up(project.stack)).steps).to.deep.equal([]);
    });

    it("uploads one object for a changed DAG", async () => {
      project.write("airflow/dags/engine_spec.py", "a = 2\n");
      expect((await up(project.stack)).steps).to.deep.equal([
        { op: "update", type: "aws:s3/bucketObjectv2:BucketObjectv2", name: "airflow-dev-dag/engine_spec.py" },
      ]);
    });

    it("updates the environment for a changed plugin, with the new version id", async () => {
      project.write("airflow/plugins/engine_spec.py", "a = 2\n");
      expect((await up(project.stack)).steps).to.deep.equal([
        { op: "update", type: "aws:s3/bucketObjectv2:BucketObjectv2", name: "airflow-dev-plugins" },
        { op: "update", type: environment, name: "airflow-dev-environment" },
      ]);
      const versions = standIn.journal
        .filter(({ type, preview }) => type === environment && !preview)
        .map(({ inputs }) => inputs.pluginsS3ObjectVersion);
      expect(new Set(versions).size).to.equal(2);
    });

    it("destroys everything that it made", async () => {
      const made = standIn.journal.filter(({ verb, preview }) => verb === "create" && !preview);
      await project.stack.destroy();
      const deleted = standIn.journal.filter(({ verb }) => verb === "delete");
      expect(named(deleted)).to.deep.equal(named(made));
      const { deployment } = await project.stack.exportStack();
      expect(deployment.resources ?? []).to.deep.equal([]);
    });
  });
});
