/** Answers that come broken, and servers that take their time: against a small server that speaks as Airflow 3 does. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { statusLine } from "../../../commands/line/terminal";
import { waiting } from "../../../commands/trigger/command/waiting";
import { triggerDag, waitForRun } from "../../../commands/trigger/index";
import { cli } from "../cli/child";
import { refusal } from "./refusal";

type Breaks = (json: string) => { body: string | Buffer; headers?: Record<string, string> };

/** How a proxy can spoil a good answer. */
const spoilt: Record<string, Breaks> = {
  truncated: (json) => ({ body: json.slice(0, json.length / 2) }),
  empty: () => ({ body: "" }),
  "gzip that breaks off": (json) => ({
    body: gzipSync(json).subarray(0, 20),
    headers: { "content-encoding": "gzip" },
  }),
  "a page": () => ({ body: "<html>Service portal</html>", headers: { "content-type": "text/html" } }),
  "JSON of another form": () => ({ body: '{"status": "ok"}' }),
};

describe("trigger with answers that come broken", () => {
  let server: Server;
  let url: string;
  let runs: Map<string, { dag_run_id: string; conf: unknown; logical_date: string }>;
  let posts: number;
  /** Applied to the answers in turn, to those of this method. */
  let breaks: { method: string; change: Breaks }[];
  const plain: Breaks = (json) => ({ body: json });

  before((done) => {
    server = createServer((request, response) => {
      let text = "";
      request.on("data", (part) => {
        text += part;
      });
      request.on("end", () => {
        const [status, data] = answer(request.method as string, request.url as string, text);
        const at = breaks.findIndex(({ method }) => method === request.method);
        const { body, headers } = (at < 0 ? plain : breaks.splice(at, 1)[0].change)(JSON.stringify(data));
        response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
      });
    }).listen(0, "127.0.0.1", done);
  });
  beforeEach(() => {
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    runs = new Map();
    posts = 0;
    breaks = [];
  });
  after((done) => {
    server.closeAllConnections();
    server.close(done);
  });

  function answer(method: string, path: string, text: string): [number, object] {
    if (method === "POST") {
      const made = JSON.parse(text);
      posts += 1;
      if (runs.has(made.dag_run_id)) return [409, {}];
      runs.set(made.dag_run_id, { ...made, state: "success" });
      return [200, runs.get(made.dag_run_id) as object];
    }
    const [, id, tasks] = /dagRuns\/([^/?]+)(\/taskInstances)?/.exec(path) ?? [];
    if (tasks) return [200, { task_instances: [], total_entries: 0 }];
    if (id === undefined) return [200, { is_paused: false }];
    return runs.has(id) ? [200, runs.get(id) as object] : [404, {}];
  }

  const options = { credentials: { token: "a" }, limits: { firstPause: 5 } };
  const target = () => ({ kind: "airflow", url, airflowVersion: "3.2.2" }) as const;

  for (const [name, change] of Object.entries(spoilt))
    it(`finds the run that was made behind an answer that is ${name}`, async () => {
      breaks = [{ method: "POST", change }];
      const run = await triggerDag(target(), { dagId: "d", runId: "mine" }, options);
      expect(run).to.include({ runId: "mine", state: "success", created: true });
      expect([runs.size, posts]).to.deep.equal([1, 1]);
    });

  it("reads an answer that is whole gzip", async () => {
    const gzip: Breaks = (json) => ({ body: gzipSync(json), headers: { "content-encoding": "gzip" } });
    breaks = [
      { method: "GET", change: gzip },
      { method: "POST", change: gzip },
    ];
    expect((await triggerDag(target(), { dagId: "d" }, options)).created).to.equal(true);
  });

  it("asks again where a question's answer came broken", async () => {
    const run = await triggerDag(target(), { dagId: "d" }, options);
    breaks = [
      { method: "GET", change: spoilt.truncated },
      { method: "GET", change: spoilt.empty },
    ];
    expect((await waitForRun(target(), run, options)).state).to.equal("success");
    expect(breaks).to.deep.equal([]);
  });

  it("says the run's id where nobody can know whether there is a run", async () => {
    breaks = [
      { method: "POST", change: spoilt.truncated },
      ...Array.from({ length: 6 }, () => ({ method: "GET", change: spoilt.empty })),
    ];
    const request = { dagId: "d", runId: "mine" };
    const problem = await refusal(triggerDag(target(), request, { ...options, checkDag: false }));
    expect([problem.layer, problem.code, problem.runId, problem.exitCode]).to.deep.equal([
      "network",
      "unreadable",
      "mine",
      4,
    ]);
    expect(problem.message).to.equal(
      "Airflow answered 200 with JSON that is not whole, and there is no run mine of d that could be read",
    );
  });

  it("prints how to try again without a second run", async () => {
    breaks = [{ method: "POST", change: spoilt["a page"] }];
    const lost: Breaks = () => {
      runs.clear();
      return spoilt["a page"]("");
    };
    breaks = [{ method: "POST", change: lost }];
    const args = ["trigger", "d", "--run-id", "mine", "--target", JSON.stringify(target())];
    const { code, out, err } = await cli(args, { env: { AIRFLOW_TOKEN: "a" } });
    expect([code, out]).to.deep.equal([4, ""]);
    expect(err).to.match(/^network: Airflow answered 200 with text\/html instead of JSON/);
    expect(err).to.match(/ {2}to try again without a second run: --run-id mine\n$/);
  });
});

describe("trigger's waiting line", () => {
  it("tells a terminal after a second, and removes the line when there is an answer", async () => {
    const written: string[] = [];
    let now = 0;
    const stream = { write: (text: string) => written.push(text), isTTY: true };
    const line = waiting(statusLine(stream), true, () => now);
    line.onWait("Airflow at example.com");
    now = 0.9;
    line.onWait("Airflow at example.com, which answered 503");
    now = 3;
    line.onWait("Airflow at example.com, which answered 503");
    line.onWait(undefined);
    expect(written).to.deep.equal([
      "\r\u001b[2Kwaiting for Airflow at example.com, which answered 503, 3s",
      "\r\u001b[2K",
    ]);
  });

  it("writes one line into a log, after five seconds", () => {
    const written: string[] = [];
    let now = 0;
    const line = waiting(statusLine({ write: (text) => written.push(text) }), false, () => now);
    for (now of [0, 4, 5, 6, 60]) line.onWait("Amazon MWAA at example.com");
    line.end();
    expect(written).to.deep.equal(["waiting for Amazon MWAA at example.com\n"]);
  });
});
