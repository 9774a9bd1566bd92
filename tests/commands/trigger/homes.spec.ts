/** The library against real Airflow 2 and 3, in every home: the clouds are stood in for, signatures and Airflow are real. */
import { isDeepStrictEqual } from "node:util";
import { expect } from "chai";
import fc from "fast-check";
import { JsonText, triggerDag, waitForRun } from "../../../commands/trigger/index";
import { refusal } from "./refusal";
import { direct, isTwo, KINDS, PAUSED, sharedHomes } from "./sharedHomes";

describe("trigger in every home", function () {
  this.timeout(300_000); // the first start of all makes two Python environments
  const shared = sharedHomes();

  describe("S3's DAG receives date_kr", () => {
    for (const name of KINDS) {
      it(`on ${name}`, async () => {
        const seen: string[] = [];
        const run = await triggerDag(shared.to[name], { dagId: "date_kr", conf: { date_kr: "2019-11-24" } });
        expect(run.created).to.equal(true);
        const end = await waitForRun(shared.to[name], run, {
          timeoutSeconds: 90,
          pollSeconds: 0.5,
          onProgress: ({ state }) => seen.push(state),
        });
        expect(end.state).to.equal("success");
        expect(seen.at(-1)).to.equal("success");
        const at = `/dags/date_kr/dagRuns/${encodeURIComponent(run.runId)}/taskInstances/read/xcomEntries/return_value`;
        expect(String((await direct(shared.made, isTwo(name), at)).data.value)).to.contain("2019-11-24");
      });
    }
  });

  describe("conf arrives unchanged", () => {
    const object = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ stringUnit: "grapheme" }), {
      maxKeys: 6,
    });
    for (const name of KINDS.slice(0, 7)) {
      it(`on ${name}, whatever JSON it is`, async () => {
        await fc.assert(
          fc.asyncProperty(object, async (conf) => {
            const run = await triggerDag(shared.to[name], { ...PAUSED, conf: new JsonText(JSON.stringify(conf)) });
            const { data } = await direct(
              shared.made,
              isTwo(name),
              `/dags/probe_paused/dagRuns/${encodeURIComponent(run.runId)}`,
            );
            if (!isDeepStrictEqual(data.conf, JSON.parse(JSON.stringify(conf)))) {
              throw new Error(`sent ${JSON.stringify(conf)}, found ${JSON.stringify(data.conf)}`);
            }
          }),
          { numRuns: 12 },
        );
      });
    }

    it("keeps numbers that JavaScript cannot hold", async () => {
      for (const name of ["plain Airflow 2", "Airflow 3 behind IAP", "MWAA with Airflow 3"]) {
        const conf = new JsonText('{"big": 123456789012345678901234567890, "small": 0.1}');
        const run = await triggerDag(shared.to[name], { ...PAUSED, conf });
        const { text } = await direct(
          shared.made,
          isTwo(name),
          `/dags/probe_paused/dagRuns/${encodeURIComponent(run.runId)}`,
        );
        expect(text).to.contain("123456789012345678901234567890");
      }
    });

    it("up to the server's limit, and an error that names the limit beyond it", async () => {
      for (const [name, size] of [
        ["plain Airflow 2", 900],
        ["Airflow 3 behind IAP", 5 * 1024],
        ["MWAA with Airflow 3", 5 * 1024],
      ] as const) {
        const conf = { text: "x".repeat(size * 1024) };
        const run = await triggerDag(shared.to[name], { ...PAUSED, conf });
        const { data } = await direct(
          shared.made,
          isTwo(name),
          `/dags/probe_paused/dagRuns/${encodeURIComponent(run.runId)}`,
        );
        expect((data.conf as typeof conf).text.length).to.equal(conf.text.length);
      }
      for (const [name, size, message] of [
        ["plain Airflow 2", 2, /larger than Airflow takes/],
        ["MWAA with Airflow 2", 2, /larger than Airflow takes/],
        ["MWAA with Airflow 3", 6, /larger than the 6 MB that MWAA takes/],
      ] as const) {
        const problem = await refusal(
          triggerDag(shared.to[name], { ...PAUSED, conf: { text: "x".repeat(size * 1024 * 1024) } }),
        );
        expect([problem.code, problem.exitCode]).to.deep.equal(["too-large", 2]);
        expect(problem.message).to.match(message);
      }
    });
  });
});
