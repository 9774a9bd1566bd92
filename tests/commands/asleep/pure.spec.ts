/** What sleep and wake decide and say, without an Airflow. */
import { expect } from "chai";
import { fateOf } from "../../../commands/asleep/fate";
import { hiddenIn, told } from "../../../commands/asleep/hidden";
import { secondsOf } from "../../../commands/asleep/seconds";
import type { Store } from "../../../commands/dags/push/store/store";
import { keptBefore } from "../../../commands/sleep/keep";
import { textOf as sleptText } from "../../../commands/sleep/show";
import { textOf as wokenText } from "../../../commands/wake/show";

describe("sleep and wake, pure", () => {
  const early = "2026-11-01T00:00:00+00:00";
  const late = "2026-11-21T00:00:00Z";
  const was = (more: object) => ({ dagId: "one", paused: false, catchup: true, next: late, ...more });

  it("lets no DAG run its past again", () => {
    expect(
      [
        [was({ paused: true }), early],
        [was({}), early],
        [was({}), late],
        [was({ catchup: false }), early],
        [was({ catchup: false }), late],
        [was({ next: null, catchup: false }), null],
        [was({ next: null, catchup: false }), early],
      ].map(([dag, next]) => fateOf(dag as ReturnType<typeof was>, { next: next as string | null })),
    ).to.deep.equal([
      { does: "rest" },
      { does: "hold", why: `catchup=True: it would run again from ${early}; before the sleep it had come to ${late}` },
      { does: "run" },
      { does: "run", again: early },
      { does: "run" },
      { does: "run" },
      { does: "hold", why: `its schedule had no run left, and would now make one of ${early}` },
    ]);
  });

  it("knows what Airflow hides, and keeps none of it", () => {
    const texts = [null, "", "plain", "***", "postgres://u:***@h", '{"a": "b", "c": {"d": "***"}}', '["***"]', "7"];
    expect(texts.map(hiddenIn)).to.deep.equal([[], [], [], ["value"], ["value"], ["c"], ["0"], []]);
    expect(texts.map(told)).to.deep.equal([null, "", "plain", null, null, '{"a":"b"}', null, "7"]);
  });

  it("refuses to write over what was never put back", async () => {
    const saved = { version: 1, at: early, from: "https://first", dags: [] };
    const store = {
      name: "s3://b",
      read: async () => ({ text: JSON.stringify(saved), version: "1" }),
    } as unknown as Store;
    const folder = { kind: "s3" as const, bucket: "b", folder: "sleep" };
    expect((await keptBefore(store, folder, "https://first", "dev"))?.at).to.equal(early);
    const problem = await keptBefore(store, folder, "https://second", "dev").catch((found) => found);
    expect([problem.message, problem.fix]).to.deep.equal([
      `what the sleep of ${early} kept was never put back into Airflow: this sleep would write over it`,
      "npm run wake -- --stack dev first; or remove s3://b/sleep/saved.json if nothing of it is wanted",
    ]);
  });

  it("refuses a wait that is no time", () => {
    expect(secondsOf(undefined, 5)).to.equal(5);
    for (const wait of ["", "soon", "-1", "1e9"])
      expect(() => secondsOf(wait, 5)).to.throw(`--wait is ${JSON.stringify(wait)}: give seconds, 0 to 86400`);
  });

  it("tells GKE's user what is not needed", () => {
    expect(sleptText({ stack: "gke", noUp: true, lost: ["a/b c (running)"] }, false)).to.equal(
      [
        "Nothing to keep: on GKE the database stays.",
        "Lost: a/b c (running)",
        "airflow:awake is false: `pulumi up --stack gke` does it.",
        "`npm run wake -- --stack gke` wakes it.",
        "",
      ].join("\n"),
    );
    expect(wokenText({ stack: "gke" }, false)).to.equal(
      "The stack gke is awake. On GKE the database stayed: nothing is to be put back.\n",
    );
  });
});
