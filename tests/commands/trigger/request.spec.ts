import { expect } from "chai";
import fc from "fast-check";
import { JsonText, type TriggerError } from "../../../commands/trigger/index";
import { freshDate, readDate } from "../../../commands/trigger/request/logicalDate";
import { body, prepare } from "../../../commands/trigger/request/prepare";

function message(run: () => unknown): string {
  try {
    run();
  } catch (problem) {
    return (problem as TriggerError).message;
  }
  return "accepted";
}

describe("trigger request", () => {
  it("sends the run's id always, the logical date in UTC, and conf as it is", () => {
    const asked = prepare({
      dagId: "d",
      runId: "r1",
      logicalDate: "2019-11-24T00:00:00+09:00",
      conf: new JsonText(' {"n": 1.0} '),
    });
    expect(body(asked, asked.logicalDate)).to.equal(
      '{"dag_run_id":"r1","logical_date":"2019-11-23T15:00:00.000Z","conf":{"n": 1.0}}',
    );
    expect(body(prepare({ dagId: "d", runId: "r1" }), undefined)).to.equal('{"dag_run_id":"r1","conf":{}}');
  });

  it("makes run ids that Airflow takes and that do not meet", () => {
    const ids = new Set(Array.from({ length: 1000 }, () => prepare({ dagId: "d" }).runId));
    expect(ids.size).to.equal(1000);
    for (const id of ids) expect(id).to.match(/^trigger__\d{8}T\d{6}\.\d{3}Z__[0-9a-f]{12}$/);
  });

  it("never gives the same logical date twice in a process, and gives one of now", () => {
    const first = freshDate();
    expect(first).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    expect(Math.abs(Date.parse(first) - Date.now())).to.be.lessThan(1000);
    const dates = Array.from({ length: 2000 }, () => freshDate());
    expect(new Set([first, ...dates]).size).to.equal(2001);
    expect([...dates].sort()).to.deep.equal(dates);
  });

  it("refuses what Airflow would, naming the field, before anything is sent", () => {
    expect(message(() => prepare({ dagId: "a/b" }))).to.equal(
      'dagId is "a/b": give up to 250 letters, digits, dots, dashes and underscores',
    );
    expect(message(() => prepare({ dagId: "d", runId: "a b" }))).to.equal(
      'runId is "a b": give up to 250 letters, digits and any of _ . ~ : + -',
    );
    expect(message(() => prepare({ dagId: "d", logicalDate: "2019-11-24T00:00:00" }))).to.equal(
      'logicalDate is "2019-11-24T00:00:00": give a day that there is, as ISO 8601 with a zone and up to six digits below a second, ' +
        "such as 2019-11-24T00:00:00+09:00",
    );
    expect(message(() => prepare({ dagId: "d", logicalDate: "yesterday" }))).to.contain('logicalDate is "yesterday"');
    expect(message(() => prepare({ dagId: "d", conf: new JsonText("[1]") }))).to.contain("conf must be a JSON object");
    expect(message(() => prepare({ dagId: "d", conf: new JsonText('{"k": "\\ud800"}') }))).to.contain(
      "half a surrogate pair",
    );
    expect(message(() => prepare({ dagId: "d", conf: new JsonText('{"k": "\\\\ud800 \\ud83d\\ude00"}') }))).to.equal(
      "accepted",
    );
  });

  it("takes DAG ids as Airflow's own rule does, and no id that is a path", () => {
    for (const dagId of ["売上_日次", "προϊόν.1", "dätä-ß", "٣", "...", "a".repeat(250), "\u{20000}".repeat(250)])
      expect(prepare({ dagId }).dagId).to.equal(dagId);
    for (const dagId of [".", "..", "", "a b", "a/b", "a\n", "a\u0301", "\u{1f600}", "a".repeat(251)])
      expect(
        message(() => prepare({ dagId })),
        dagId,
      ).to.contain("dagId is ");
    for (const runId of [".", "..", "", "ü", "a/b"])
      expect(
        message(() => prepare({ dagId: "d", runId })),
        runId,
      ).to.contain("runId is ");
    expect(prepare({ dagId: "d", runId: "manual__2019-11-24T00:00:00+00:00" }).runId).to.match(/^manual/);
  });

  it("keeps a logical date to the microsecond", () => {
    const dates = {
      "2019-11-24": "2019-11-24T00:00:00.000Z",
      "2019-11-24T01:02Z": "2019-11-24T01:02:00.000Z",
      "2019-11-24 01:02:03.5+0530": "2019-11-23T19:32:03.500Z",
      "2019-11-24T00:00:00.123456Z": "2019-11-24T00:00:00.123456Z",
      "2019-11-24T00:00:00.1234500-01:00": "2019-11-24T01:00:00.123450Z",
      "2020-02-29T23:59:59Z": "2020-02-29T23:59:59.000Z",
    };
    for (const [given, sent] of Object.entries(dates)) expect(readDate(given), given).to.equal(sent);
    expect(readDate(new Date("2019-11-24T00:00:00.5Z"))).to.equal("2019-11-24T00:00:00.500Z");
  });

  it("refuses a logical date that is none, instead of taking another", () => {
    for (const given of [
      "2019-02-30",
      "2019-02-29T00:00:00Z",
      "2019-13-01",
      "2019-11-24T24:00:00Z",
      "2019-11-24T00:60:00Z",
      "2019-11-24T00:00:60Z",
      "2019-11-24T00:00:00+25:00",
      "2019-11-24T00:00:00.1234567Z",
      "0000-01-01",
      "24.11.2019",
    ])
      expect(readDate(given), given).to.equal(undefined);
    expect(readDate(new Date(Number.NaN))).to.equal(undefined);
  });

  it("refuses numbers that no JSON database keeps, and bytes", () => {
    const tooLarge = "conf has a number that is infinite, not a number, or beyond 1.8e308: give it as text";
    expect(message(() => prepare({ dagId: "d", conf: new JsonText('{"deep": [1, -1e400]}') }))).to.equal(tooLarge);
    expect(message(() => prepare({ dagId: "d", conf: { deep: [Number.NaN] } }))).to.equal(tooLarge);
    expect(message(() => prepare({ dagId: "d", conf: new JsonText('{"n": 1e308, "text": "1e400"}') }))).to.equal(
      "accepted",
    );
    const bytes = Buffer.from("{}") as unknown as Record<string, unknown>;
    expect(message(() => prepare({ dagId: "d", conf: bytes }))).to.contain("conf must be a JSON object");
  });

  it("never says what is in conf", () => {
    expect(message(() => prepare({ dagId: "d", conf: new JsonText('{"password": hunter2}') })))
      .to.contain("conf is not JSON")
      .and.not.contain("hunter2");
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.oneof(fc.string({ minLength: 3 }), fc.integer({ min: 1000 }))),
        fc.string(),
        (conf, text) => {
          const values = Object.values(conf).map(String);
          const shown = prepare({ dagId: "d", conf }).hide(
            values.reduce((all, value) => `${all} '${value}'`, text.slice(0, 2)),
          );
          for (const value of values)
            if (!"[hidden]".includes(value)) expect(shown.replaceAll("[hidden]", "")).to.not.contain(value);
        },
      ),
    );
  });
});
