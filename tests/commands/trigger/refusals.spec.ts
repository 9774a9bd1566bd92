/** Logins and refusals of every home, on real Airflow. */
import { expect } from "chai";
import { forgetAws } from "../../../commands/trigger/http/aws";
import { forgetGoogle } from "../../../commands/trigger/http/google";
import { type Target, triggerDag } from "../../../commands/trigger/index";
import { control } from "./homes";
import { refusal } from "./refusal";
import { KINDS, PAUSED, sharedHomes } from "./sharedHomes";

describe("trigger in every home", function () {
  this.timeout(300_000); // the first start of all makes two Python environments
  const shared = sharedHomes();

  describe("logs in", () => {
    it("again, once, when the token has ended in between", async () => {
      const iap = shared.to["Airflow 3 behind IAP"];
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
      const iap = shared.to["Airflow 3 behind IAP"];
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
        const run = await triggerDag(shared.to[name], PAUSED, { limits: { firstPause: 20 } });
        expect(run.state).to.equal("queued");
      }
    });

    it("never again after a 403", async () => {
      await control("iap", { forget: true });
      await refusal(
        triggerDag({ kind: "iap", url: `https://${shared.made.domain}`, serviceAccount: shared.made.stranger }, PAUSED),
      );
      expect((await control("iap")).length).to.equal(1);
    });
  });

  describe("names who refused, and what fixes it", () => {
    const iap = (serviceAccount: string) =>
      ({ kind: "iap", url: `https://${shared.made.domain}`, serviceAccount }) as const;
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
          iap(shared.made.caller),
          "credentials",
          "no-credentials",
          /no usable Google credentials/,
          /application-default login/,
        );
      } finally {
        process.env.GOOGLE_APPLICATION_CREDENTIALS = shared.made.adc;
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
        iap(shared.made.stranger),
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
        iap(shared.made.caller),
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
      process.env.GOOGLE_APPLICATION_CREDENTIALS = shared.made.adc.replace("adc.json", "adc-eve.json");
      forgetGoogle();
      try {
        await expectRefusal(
          shared.to[name],
          "composer",
          "not-allowed",
          /did not let you in \(403\)/,
          /roles\/composer\.user/,
        );
      } finally {
        process.env.GOOGLE_APPLICATION_CREDENTIALS = shared.made.adc;
        forgetGoogle();
      }
      await triggerDag(shared.to[name], PAUSED);
      await control("oauth", { revoke: true });
      await expectRefusal(
        shared.to[name],
        "composer",
        "not-authenticated",
        /did not let you in \(401\)/,
        /roles\/composer\.user/,
      );
    });

    it("Airflow's login, and its role", async () => {
      await expectRefusal(
        iap(shared.made.looker),
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
        const problem = await refusal(triggerDag(shared.to[name], PAUSED, options));
        expect([problem.layer, problem.code]).to.deep.equal(["airflow", "not-authenticated"]);
        expect(`${problem.message}${problem.fix}`).to.not.contain("wrong");
      }
    });

    it("the DAG: unknown, with files that cannot be imported, paused", async () => {
      for (const name of ["plain Airflow 2", "plain Airflow 3", "MWAA with Airflow 3"]) {
        await expectRefusal(
          shared.to[name],
          "dag",
          "import-error",
          /no DAG "probe_broken".*probe_broken\.py: ModuleNotFoundError/,
          /fix the file/,
          { dagId: "probe_broken" },
        );
        await expectRefusal(shared.to[name], "dag", "paused", /probe_paused is paused/, /--allow-paused/, {
          allowPaused: false,
        });
      }
      const unknown = /^Airflow has no DAG "probe_none"$/;
      await expectRefusal(
        shared.to["Airflow 3 behind IAP"],
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
        const problem = await refusal(triggerDag(shared.to[name], { dagId: "probe_params", conf }));
        expect([problem.layer, problem.code]).to.deep.equal(["dag", "bad-conf"]);
        expect(problem.message).to.contain('"days"');
        expect(`${problem.message}${problem.fix}${problem.stack}${problem.cause}`).to.not.contain("hunter2");
      }
    });
  });
});
