/** The library against real Airflow 2 and 3, in every home: the clouds are stood in for, signatures and Airflow are real. */
import { isDeepStrictEqual } from "node:util";
import { expect } from "chai";
import fc from "fast-check";
import { forgetAws } from "../../../commands/trigger/aws";
import { forgetGoogle } from "../../../commands/trigger/google";
import { JsonText, type Target, triggerDag, waitForRun } from "../../../commands/trigger/index";
import { forgetWays } from "../../../commands/trigger/ways/index";
import { airflow2, airflow3, control, type Homes, homes, missing, targets } from "./homes";
import { refusal } from "./refusal";

const PAUSED = { dagId: "probe_paused", allowPaused: true }; // runs that cost nothing: they stay in the queue
const KINDS = [
  "plain Airflow 2",
  "plain Airflow 3",
  "Airflow 3 behind IAP",
  "Cloud Composer with Airflow 2",
  "Cloud Composer with Airflow 3",
  "MWAA with Airflow 2",
  "MWAA with Airflow 3",
  "MWAA of unknown version",
  "MWAA with Airflow 2 by web token",
  "MWAA with Airflow 3 by web token",
];

describe("trigger in every home", function () {
  this.timeout(300_000); // the first start of all makes two Python environments

  let made: Homes;
  let to: Record<string, Target>;

  before(async function () {
    const reason = missing();
    if (reason) {
      console.log(`    skipped: ${reason}`);
      return this.skip();
    }
    made = await homes();
    to = targets(made);
  });
  afterEach(() => {
    forgetWays();
    forgetGoogle();
    forgetAws();
  });

  /** Read straight from the server, past the client: with the admin's own login. */
  async function direct(two: boolean, path: string): Promise<{ text: string; data: Record<string, unknown> }> {
    let authorization = `Basic ${Buffer.from(`admin:${made.password}`).toString("base64")}`;
    if (!two) {
      const login = { method: "POST", headers: { "content-type": "application/json" } };
      const body = JSON.stringify({ username: "admin", password: made.password });
      const token = (await (await fetch(`${made.three}/auth/token`, { ...login, body })).json()) as {
        access_token: string;
      };
      authorization = `Bearer ${token.access_token}`;
    }
    const url = two ? `${made.two}/api/v1${path}` : `${made.three}/api/v2${path}`;
    const text = await (await fetch(url, { headers: { authorization } })).text();
    return { text, data: JSON.parse(text) as Record<string, unknown> };
  }
  const isTwo = (name: string) => name.includes("Airflow 2") || name.includes("unknown");

  describe("S3's DAG receives date_kr", () => {
    for (const name of KINDS) {
      it(`on ${name}`, async () => {
        const seen: string[] = [];
        const run = await triggerDag(to[name], { dagId: "date_kr", conf: { date_kr: "2019-11-24" } });
        expect(run.created).to.equal(true);
        const end = await waitForRun(to[name], run, {
          timeoutSeconds: 90,
          pollSeconds: 0.5,
          onProgress: ({ state }) => seen.push(state),
        });
        expect(end.state).to.equal("success");
        expect(seen.at(-1)).to.equal("success");
        const at = `/dags/date_kr/dagRuns/${encodeURIComponent(run.runId)}/taskInstances/read/xcomEntries/return_value`;
        expect(String((await direct(isTwo(name), at)).data.value)).to.contain("2019-11-24");
      });
    }
  });

  describe("is idempotent", () => {
    for (const [name, host, triggers] of [
      ["plain Airflow 2", "dropper2.example.com", 48],
      ["plain Airflow 3", "dropper3.example.com", 200],
    ] as const) {
      it(`on ${name}: ${triggers} triggers through a proxy that loses every first answer give ${triggers} runs`, async () => {
        const airflowVersion = isTwo(name) ? airflow2 : airflow3;
        const target: Target = { kind: "airflow", url: `https://${host}`, airflowVersion };
        const count = async () =>
          (await direct(isTwo(name), "/dags/probe_paused/dagRuns?limit=1")).data.total_entries as number;
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
        const first = await triggerDag(to[name], request);
        const second = await triggerDag(to[name], request);
        expect([first.created, second.created]).to.deep.equal([true, false]);
        expect(second.runId).to.equal(first.runId);
        const problem = await refusal(triggerDag(to[name], { ...request, conf: { n: 2 } }));
        expect([problem.layer, problem.code, problem.exitCode]).to.deep.equal(["dag", "conflict", 3]);
      });
    }

    it("takes the logical date that was asked for, and says when it is taken", async () => {
      for (const name of ["plain Airflow 2", "plain Airflow 3"]) {
        const logicalDate = "2019-11-24T00:00:00+09:00";
        const run = await triggerDag(to[name], { ...PAUSED, logicalDate });
        expect(Date.parse(run.logicalDate ?? "")).to.equal(Date.parse(logicalDate));
        const problem = await refusal(triggerDag(to[name], { ...PAUSED, logicalDate }));
        expect(problem.message).to.equal(
          "probe_paused already has a run for the logical date 2019-11-23T15:00:00.000Z",
        );
      }
    });
  });

  describe("conf arrives unchanged", () => {
    const object = fc.dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue({ stringUnit: "grapheme" }), {
      maxKeys: 6,
    });
    for (const name of KINDS.slice(0, 7)) {
      it(`on ${name}, whatever JSON it is`, async () => {
        await fc.assert(
          fc.asyncProperty(object, async (conf) => {
            const run = await triggerDag(to[name], { ...PAUSED, conf: new JsonText(JSON.stringify(conf)) });
            const { data } = await direct(isTwo(name), `/dags/probe_paused/dagRuns/${encodeURIComponent(run.runId)}`);
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
        const run = await triggerDag(to[name], { ...PAUSED, conf });
        const { text } = await direct(isTwo(name), `/dags/probe_paused/dagRuns/${encodeURIComponent(run.runId)}`);
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
        const run = await triggerDag(to[name], { ...PAUSED, conf });
        const { data } = await direct(isTwo(name), `/dags/probe_paused/dagRuns/${encodeURIComponent(run.runId)}`);
        expect((data.conf as typeof conf).text.length).to.equal(conf.text.length);
      }
      for (const [name, size, message] of [
        ["plain Airflow 2", 2, /larger than Airflow takes/],
        ["MWAA with Airflow 2", 2, /larger than Airflow takes/],
        ["MWAA with Airflow 3", 6, /larger than the 6 MB that MWAA takes/],
      ] as const) {
        const problem = await refusal(
          triggerDag(to[name], { ...PAUSED, conf: { text: "x".repeat(size * 1024 * 1024) } }),
        );
        expect([problem.code, problem.exitCode]).to.deep.equal(["too-large", 2]);
        expect(problem.message).to.match(message);
      }
    });
  });

  describe("logs in", () => {
    it("again, once, when the token has ended in between", async () => {
      const iap = to["Airflow 3 behind IAP"];
      await triggerDag(iap, PAUSED);
      await control("iap", { forget: true });
      await control("iap", {
        fail: { status: 401, body: '{"detail": "Token Expired"}', kind: "application/json" },
      });
      await triggerDag(iap, PAUSED);
      const calls = (await control("iap")).map(([status, , path]) => `${status} ${path}`);
      expect(calls).to.deep.equal([
        "401 /api/v2/dags/probe_paused/dagRuns",
        "201 /auth/token",
        "200 /api/v2/dags/probe_paused/dagRuns",
      ]);
    });

    it("at IAP with one JWT for all calls, and a new one when IAP finds it stale", async () => {
      const iap = to["Airflow 3 behind IAP"];
      await control("iam", { forget: true });
      await Promise.all(Array.from({ length: 5 }, () => triggerDag(iap, PAUSED)));
      expect((await control("iam")).length).to.equal(1);
      const stale = {
        status: 401,
        body: "Invalid IAP credentials: Expired JWT",
        headers: { "x-goog-iap-generated-response": "true" },
      };
      await control("iap", { fail: stale });
      await triggerDag(iap, PAUSED);
      expect((await control("iam")).length).to.equal(2);
    });

    it("through errors that pass: 503, 429 with Retry-After and a dropped connection", async () => {
      for (const [service, name] of [
        ["iap", "Airflow 3 behind IAP"],
        ["mwaa", "MWAA with Airflow 3"],
        ["composer2", "Cloud Composer with Airflow 2"],
      ]) {
        await control(service, { fail: { status: 503 } });
        await control(service, { fail: null });
        await control(service, { fail: { status: 429, headers: { "Retry-After": "1" } } });
        const run = await triggerDag(to[name], PAUSED, { limits: { firstPause: 20 } });
        expect(run.state).to.equal("queued");
      }
    });

    it("never again after a 403", async () => {
      await control("iap", { forget: true });
      await refusal(triggerDag({ kind: "iap", url: `https://${made.domain}`, serviceAccount: made.stranger }, PAUSED));
      expect((await control("iap")).length).to.equal(1);
    });
  });

  describe("names who refused, and what mends it", () => {
    const iap = (serviceAccount: string) => ({ kind: "iap", url: `https://${made.domain}`, serviceAccount }) as const;
    const mwaa = (environment: string) => ({ kind: "mwaa", region: "eu-west-1", environment }) as const;

    async function expectRefusal(
      target: Target,
      layer: string,
      code: string,
      message: RegExp,
      fix: RegExp,
      request = PAUSED as object,
    ) {
      const problem = await refusal(triggerDag(target, { ...PAUSED, ...request }, { limits: { firstPause: 5 } }));
      expect([problem.layer, problem.code, problem.exitCode]).to.deep.equal([layer, code, 3], problem.message);
      expect(problem.message).to.match(message);
      expect(problem.fix).to.match(fix);
    }

    it("your credentials: none, or none that Google or AWS accepts", async () => {
      process.env.GOOGLE_APPLICATION_CREDENTIALS = "/does/not/exist.json";
      try {
        await expectRefusal(
          iap(made.caller),
          "credentials",
          "no-credentials",
          /no usable Google credentials/,
          /application-default login/,
        );
      } finally {
        process.env.GOOGLE_APPLICATION_CREDENTIALS = made.adc;
      }
      const { AWS_SECRET_ACCESS_KEY } = process.env;
      process.env.AWS_SECRET_ACCESS_KEY = "wrong";
      forgetAws();
      try {
        await expectRefusal(mwaa("mwaa-3"), "credentials", "no-credentials", /SignatureDoesNotMatch/, /aws sso login/);
      } finally {
        process.env.AWS_SECRET_ACCESS_KEY = AWS_SECRET_ACCESS_KEY;
      }
    });

    it("the right to sign as the service account", () =>
      expectRefusal(
        iap("closed@example.com"),
        "credentials",
        "not-allowed",
        /sign as closed@example\.com.*signJwt' denied/,
        /serviceAccountTokenCreator/,
      ));

    it("IAP: the role, and a JWT it does not take", async () => {
      await expectRefusal(
        iap(made.stranger),
        "iap",
        "not-allowed",
        /IAP knows stranger@.* does not let it in/,
        /iap\.httpsResourceAccessor/,
      );
      const invalid = {
        status: 401,
        body: "Invalid IAP credentials: Expired JWT",
        headers: { "x-goog-iap-generated-response": "true" },
      };
      await control("iap", { fail: invalid });
      await expectRefusal(
        iap(made.caller),
        "iap",
        "not-authenticated",
        /Invalid IAP credentials: Expired JWT/,
        /clock/,
      );
    });

    it("MWAA: the permission, and an environment that is not there", async () => {
      await expectRefusal(
        mwaa("mwaa-denied"),
        "mwaa",
        "not-allowed",
        /not authorized to perform: airflow:InvokeRestApi/,
        /allow airflow:InvokeRestApi on arn:aws:airflow:eu-west-1:ACCOUNT:role\/mwaa-denied/,
      );
      await expectRefusal(
        mwaa("nowhere"),
        "mwaa",
        "unknown-environment",
        /there is no MWAA environment nowhere in eu-west-1/,
        /get-caller-identity/,
      );
    });

    it("Composer: the role, and a token that it does not take", async () => {
      const name = "Cloud Composer with Airflow 2";
      process.env.GOOGLE_APPLICATION_CREDENTIALS = made.adc.replace("adc.json", "adc-eve.json");
      forgetGoogle();
      try {
        await expectRefusal(to[name], "composer", "not-allowed", /did not let you in \(403\)/, /roles\/composer\.user/);
      } finally {
        process.env.GOOGLE_APPLICATION_CREDENTIALS = made.adc;
        forgetGoogle();
      }
      await triggerDag(to[name], PAUSED);
      await control("oauth", { revoke: true });
      await expectRefusal(
        to[name],
        "composer",
        "not-authenticated",
        /did not let you in \(401\)/,
        /roles\/composer\.user/,
      );
    });

    it("Airflow's login, and its role", async () => {
      await expectRefusal(
        iap(made.looker),
        "airflow",
        "not-allowed",
        /no role that may start a run of probe_paused/,
        /airflow:access\.triggerCallers/,
      );
      await expectRefusal(
        mwaa("mwaa-viewer"),
        "airflow",
        "not-allowed",
        /no role that may/,
        /airflow:InvokeRestApi on .* ROLE that may start/,
      );
      for (const name of ["plain Airflow 2", "plain Airflow 3"]) {
        const options = { credentials: { username: "admin", password: "wrong" } };
        const problem = await refusal(triggerDag(to[name], PAUSED, options));
        expect([problem.layer, problem.code]).to.deep.equal(["airflow", "not-authenticated"]);
        expect(`${problem.message}${problem.fix}`).to.not.contain("wrong");
      }
    });

    it("the DAG: unknown, with files that cannot be imported, paused", async () => {
      for (const name of ["plain Airflow 2", "plain Airflow 3", "MWAA with Airflow 3"]) {
        await expectRefusal(
          to[name],
          "dag",
          "import-error",
          /no DAG "probe_broken".*probe_broken\.py: ModuleNotFoundError/,
          /mend the file/,
          { dagId: "probe_broken" },
        );
        await expectRefusal(to[name], "dag", "paused", /probe_paused is paused/, /--allow-paused/, {
          allowPaused: false,
        });
      }
      const unknown = /^Airflow has no DAG "probe_none"$/;
      await expectRefusal(
        to["Airflow 3 behind IAP"],
        "dag",
        "unknown-dag",
        unknown,
        /airflow dags list.*probe_broken\.py/,
        { dagId: "probe_none" },
      );
    });

    it("conf: the param by name, no value of it", async () => {
      for (const name of KINDS.slice(0, 7)) {
        const conf = { days: "hunter2-hunter2" };
        const problem = await refusal(triggerDag(to[name], { dagId: "probe_params", conf }));
        expect([problem.layer, problem.code]).to.deep.equal(["dag", "bad-conf"]);
        expect(problem.message).to.contain('"days"');
        expect(`${problem.message}${problem.fix}${problem.stack}${problem.cause}`).to.not.contain("hunter2");
      }
    });
  });
});
