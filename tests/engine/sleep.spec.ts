/** Sleep and waking on the real engine, with stand-in clouds: the state afterwards is the state before. */
import { expect } from "chai";
import type { CloudContext } from "../../commands/plan/record/cloudValues";
import { type Changes, copyOfProject, noEngine, type Project, type Step, stepsOf } from "./project";
import { type StandIn, startStandIn } from "./provider";

const cloud: CloudContext = { accountId: "222233334444", region: "us-east-1", gcpProject: "acme-data-prod" };

/** What the state keeps of a resource that a user would notice. */
interface Kept {
  id?: string;
  inputs?: Record<string, unknown>;
}

/** The MWAA home alone: what sleep is to a GKE stack, tests/commands/plan/sleep.spec.ts says without an engine. */
const stacks: Record<string, { changes: Changes; goes: string[] }> = {
  dev: {
    changes: [
      [["aws:allowedAccountIds"], [cloud.accountId]],
      [["gcp:project"], cloud.gcpProject],
      [["airflow:alerts"], { emails: ["oncall@my-company.com"], monthlyBudget: 600, dashboard: true }],
    ],
    goes: [
      "aws:cloudwatch/dashboard:Dashboard",
      "aws:cloudwatch/metricAlarm:MetricAlarm",
      "aws:ec2/natGateway:NatGateway",
      "aws:ec2/route:Route",
      "aws:mwaa/environment:Environment",
    ],
  },
};

for (const [name, { changes, goes }] of Object.entries(stacks))
  describe(`sleep of ${name} on the real engine`, function () {
    this.timeout(300_000);
    let standIn: StandIn;
    let project: Project;
    let awake: Map<string, Kept>;

    before(async function () {
      const reason = noEngine();
      if (reason !== undefined) {
        console.log(`    skipped: ${reason} (https://www.pulumi.com/docs/iac/download-install/)`);
        this.skip();
      }
      standIn = await startStandIn(cloud);
      project = await copyOfProject(name, changes, standIn.debugProviders("aws", "gcp", "kubernetes", "random"));
    });
    after(() => {
      project?.dispose();
      standIn?.stop();
    });

    /** Sets `airflow:awake` as a user does, and runs `up`. */
    async function set(state: boolean): Promise<Step[]> {
      await project.stack.setConfig("airflow:awake", { value: String(state) });
      const { steps, onEvent } = stepsOf();
      await project.stack.up({ onEvent });
      return steps.filter(({ type }) => !/^(pulumi|airflow):/.test(type));
    }

    /** URN to id and inputs of everything that a cloud knows. */
    async function state(): Promise<Map<string, Kept>> {
      const { deployment } = await project.stack.exportStack();
      const all = (deployment.resources ?? []) as (Kept & { urn: string; custom: boolean; type: string })[];
      return new Map(
        all
          .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
          .map(({ urn, id, inputs }) => [urn, { id, inputs }]),
      );
    }

    it("falls asleep by deleting what bills by the hour, and replaces nothing", async () => {
      await set(true);
      awake = await state();
      const steps = await set(false);
      expect([...new Set(steps.filter(({ op }) => op === "delete").map(({ type }) => type))].sort()).to.deep.equal(
        goes,
      );
      expect(steps.filter(({ op }) => op !== "delete" && op !== "update")).to.deep.equal([]);
      const asleep = await state();
      for (const [urn, { id }] of asleep) expect(id, urn).to.equal(awake.get(urn)?.id);
    });

    it("stays asleep while nothing changes", async () => {
      expect(await set(false)).to.deep.equal([]);
    });

    it("wakes to the names, ids, addresses and grants it had", async () => {
      const steps = await set(true);
      expect([...new Set(steps.filter(({ op }) => op === "create").map(({ type }) => type))].sort()).to.deep.equal(
        goes,
      );
      expect(steps.filter(({ op }) => op !== "create" && op !== "update")).to.deep.equal([]);
      expect(Object.fromEntries(await state())).to.deep.equal(Object.fromEntries(awake));
      expect(await set(true)).to.deep.equal([]);
    });
  });
