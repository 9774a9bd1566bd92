/** One run for one request, on real Airflow: whatever is lost, repeated or encoded on the way. */
import { expect } from "chai";
import { type Target, triggerDag } from "../../../commands/trigger/index";
import { airflow2, airflow3, control } from "./homes";
import { refusal } from "./refusal";
import { direct, isTwo, KINDS, PAUSED, sharedHomes } from "./sharedHomes";

describe("trigger makes one run", function () {
  this.timeout(300_000); // the first start of all makes two Python environments
  const shared = sharedHomes();

  describe("is idempotent", () => {
    for (const [name, host, triggers] of [
      ["plain Airflow 2", "dropper2.example.com", 48],
      ["plain Airflow 3", "dropper3.example.com", 200],
    ] as const) {
      it(`on ${name}: ${triggers} triggers through a proxy that loses every first answer give ${triggers} runs`, async () => {
        const airflowVersion = isTwo(name) ? airflow2 : airflow3;
        const target: Target = { kind: "airflow", url: `https://${host}`, airflowVersion };
        const count = async () =>
          (await direct(shared.made, isTwo(name), "/dags/probe_paused/dagRuns?limit=1")).data.total_entries as number;
        const before = await count();
        const ids = new Set<string>();
        let found = 0;
        const one = async () => {
          const run = await triggerDag(target, PAUSED, { limits: { firstPause: 50, attempts: 9 } });
          ids.add(run.runId);
          if (!run.created) found += 1; // the first try made it, the second found it
        };
        // Two at a time: SQLite, which these servers have, locks up under more writers than that.
        for (let sent = 0; sent < triggers; sent += 2) await Promise.all([one(), one()]);
        expect(ids.size).to.equal(triggers);
        expect((await count()) - before).to.equal(triggers);
        expect(found).to.be.greaterThan(triggers / 2); // not all: SQLite may refuse a first try that is lost too
      });
    }

    for (const name of ["plain Airflow 2", "Airflow 3 behind IAP", "MWAA with Airflow 3"]) {
      it(`on ${name}: the same run id finds the run, unless its conf is another`, async () => {
        const request = {
          ...PAUSED,
          runId: `mine-${name.replaceAll(" ", "-")}`,
          conf: { n: 1, deep: { list: [1, "a", null] } },
        };
        const first = await triggerDag(shared.to[name], request);
        const second = await triggerDag(shared.to[name], request);
        expect([first.created, second.created]).to.deep.equal([true, false]);
        expect(second.runId).to.equal(first.runId);
        const problem = await refusal(triggerDag(shared.to[name], { ...request, conf: { n: 2 } }));
        expect([problem.layer, problem.code, problem.exitCode]).to.deep.equal(["dag", "conflict", 3]);
      });
    }

    for (const name of KINDS.slice(0, 7)) {
      it(`on ${name}: an id with signs and a DAG of another script are found again`, async () => {
        const request = {
          dagId: "probe_日次.ü",
          allowPaused: true,
          runId: `a:b+c~d-${name.replaceAll(" ", "-")}`,
        };
        const first = await triggerDag(shared.to[name], request);
        const second = await triggerDag(shared.to[name], request);
        expect([first.runId, first.created]).to.deep.equal([request.runId, true]);
        expect([second.runId, second.created]).to.deep.equal([request.runId, false]);
      });
    }

    it("on MWAA: through AWS's word for too many requests, which is a 400", async () => {
      const headers = { "x-amzn-ErrorType": "ThrottlingException:http://internal.amazon.com/" };
      await control("mwaa", { fail: { status: 400, body: '{"message": "Rate exceeded"}', headers }, times: 2 });
      const run = await triggerDag(shared.to["MWAA with Airflow 3"], PAUSED, { limits: { firstPause: 20 } });
      expect(run.created).to.equal(true);
    });

    it("takes the logical date that was asked for, and says when it is taken", async () => {
      for (const name of ["plain Airflow 2", "plain Airflow 3"]) {
        const logicalDate = "2019-11-24T00:00:00.123456+09:00";
        const run = await triggerDag(shared.to[name], { ...PAUSED, logicalDate });
        expect(run.logicalDate).to.match(/^2019-11-23T15:00:00\.123456(Z|\+00:00)$/);
        const problem = await refusal(triggerDag(shared.to[name], { ...PAUSED, logicalDate }));
        expect(problem.message).to.equal(
          "probe_paused already has a run for the logical date 2019-11-23T15:00:00.123456Z",
        );
      }
    });
  });
});
