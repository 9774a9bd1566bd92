import { expect } from "chai";
import fc from "fast-check";
import { JsonText, type TriggerError } from "../../../commands/trigger/index";
import { body, freshDate, prepare } from "../../../commands/trigger/request";

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
    for (const id of ids) expect(id).to.match(/^trigger__\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z__[0-9a-f]{12}$/);
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
      'logicalDate is "2019-11-24T00:00:00": give ISO 8601 with a zone, such as 2019-11-24T00:00:00+09:00',
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
