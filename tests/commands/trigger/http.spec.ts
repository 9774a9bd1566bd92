import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { LIMITS, type Limits, retryAfter, send } from "../../../commands/trigger/http/send";
import { TriggerError } from "../../../commands/trigger/index";
import { refusal } from "./refusal";

/** What the server does with each request in turn: an answer, or null to hang up. */
type Step = { status: number; headers?: Record<string, string> } | null;

describe("trigger requests", () => {
  let server: Server;
  let url: string;
  let steps: Step[] = [];
  const times: number[] = [];
  const limits: Limits = { ...LIMITS, firstPause: 5 };

  before((done) => {
    server = createServer((request, response) => {
      times.push(performance.now());
      const step = steps.shift();
      if (step === null) request.socket.destroy();
      else response.writeHead(step?.status ?? 200, step?.headers).end("{}");
    }).listen(0, "127.0.0.1", done);
  });
  beforeEach(() => {
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    times.length = 0;
  });
  after((done) => {
    server.closeAllConnections();
    server.close(done);
  });

  it("tries again after 429, 5xx and a dropped connection, until it is answered", async () => {
    steps = [{ status: 503 }, null, { status: 429 }, { status: 502 }];
    expect((await send({ method: "POST", url, body: "{}" }, "Airflow", limits)).status).to.equal(200);
    expect(times.length).to.equal(5);
  });

  it("waits as long as Retry-After says", async () => {
    steps = [{ status: 429, headers: { "retry-after": "1" } }];
    await send({ method: "GET", url }, "Airflow", limits);
    expect(times[1] - times[0]).to.be.within(990, 3000);
    expect(retryAfter("120")).to.equal(120_000);
    expect(retryAfter("Wed, 21 Oct 2026 07:28:00 GMT", Date.parse("2026-10-21T07:27:30Z"))).to.equal(30_000);
    expect(retryAfter("soon")).to.equal(undefined);
  });

  it("does not wait for a server that asks for minutes", async () => {
    steps = [{ status: 503, headers: { "retry-after": "3600" } }];
    const problem = await refusal(send({ method: "GET", url }, "Airflow", limits));
    expect(problem.message).to.match(/^127\.0\.0\.1:\d+ answered 503 and asks to wait 3600 s$/);
    expect(problem.exitCode).to.equal(4);
  });

  it("never repeats what was refused", async () => {
    for (const status of [301, 400, 401, 403, 404, 409, 422]) {
      steps = [{ status }];
      times.length = 0;
      expect((await send({ method: "GET", url }, "Airflow", limits)).status).to.equal(status);
      expect(times.length).to.equal(1);
    }
  });

  it("gives up after its tries and says what happened last", async () => {
    steps = Array.from({ length: 3 }, () => ({ status: 503 }));
    const problem = await refusal(send({ method: "GET", url }, "Airflow", { ...limits, attempts: 3 }));
    expect(problem.message).to.match(/^Airflow at 127\.0\.0\.1:\d+ answered 503, tried 3 times$/);
    expect({ layer: problem.layer, status: problem.status, exit: problem.exitCode }).to.deep.equal({
      layer: "network",
      status: 503,
      exit: 4,
    });
    expect(times.length).to.equal(3);
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const none = await refusal(
      send({ method: "GET", url: `http://127.0.0.1:${port}/` }, "Airflow", { ...limits, attempts: 2 }),
    );
    expect(none.message).to.equal(`Airflow at 127.0.0.1:${port} could not be reached (ECONNREFUSED), tried 2 times`);
  });

  it("leaves an attempt that is not answered in time, and stops at once when cancelled", async () => {
    const silent = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(silent, "listening");
    try {
      const at = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
      const late = await refusal(
        send({ method: "GET", url: at }, "Airflow", { ...limits, attempts: 2, attemptTimeout: 50 }),
      );
      expect(late.message).to.match(/did not answer within 0\.05 s, tried 2 times$/);
      const stop = new AbortController();
      const began = performance.now();
      setTimeout(() => stop.abort(), 30);
      const ended = await refusal(send({ method: "GET", url: at }, "Airflow", { ...limits, signal: stop.signal }));
      expect(ended.exitCode).to.equal(130);
      expect(performance.now() - began).to.be.lessThan(2000);
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });

  it("is an error of its own kind everywhere", () => {
    const exits = (
      ["usage", "stack", "credentials", "iap", "mwaa", "composer", "airflow", "dag", "network"] as const
    ).map((layer) => new TriggerError(layer, "rejected", "").exitCode);
    expect(exits).to.deep.equal([2, 2, 3, 3, 3, 3, 3, 3, 4]);
    expect(new TriggerError("run", "timed-out", "").exitCode).to.equal(5);
  });
});
