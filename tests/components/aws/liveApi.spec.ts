/** Questions to MWAA's control plane, against a server that answers in its place. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { getEnvironment, updateEnvironment } from "../../../components/aws/mwaa/live/api";
import type { Before } from "../../../components/aws/mwaa/live/before";
import { settle } from "../../../components/aws/mwaa/live/send";
import { controlPlane } from "./controlPlane";

const caller = { region: "eu-west-1", accountId: "444455556666", profile: undefined };
const arn = (account: string) => `arn:aws:airflow:eu-west-1:${account}:environment/dev`;

describe("MWAA's control plane", () => {
  const aws = controlPlane();

  it("is asked for the environment, signed as the caller", async () => {
    const found = { Status: "AVAILABLE", Arn: arn("444455556666") };
    aws.answers = [[200, { Environment: found }]];
    expect(await getEnvironment(caller, "dev")).to.deep.equal({ found });
    const [{ method, url: path, headers, body }] = aws.asked as [(typeof aws.asked)[0]];
    expect([method, path, body]).to.deep.equal(["GET", "/environments/dev", ""]);
    expect(headers.authorization).to.match(
      /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/eu-west-1\/airflow\/aws4_request, SignedHeaders=[^,]*host[^,]*, /,
    );
    expect(headers).not.to.have.property("content-type");
  });

  it("takes the address for all of AWS where none is named for MWAA", async () => {
    delete process.env.AWS_ENDPOINT_URL_MWAA;
    process.env.AWS_ENDPOINT_URL = aws.address;
    aws.answers = [[404, {}]];
    expect(await getEnvironment(caller, "dev")).to.deep.equal({ none: true });
    expect(aws.asked).to.have.length(1);
  });

  it("says why there is no answer, and never throws", async () => {
    aws.answers = [[403, `denied ${"x".repeat(300)}`]];
    expect(await getEnvironment(caller, "dev")).to.deep.equal({ silent: `HTTP 403: denied ${"x".repeat(193)}` });
    aws.answers = [[200, { Environment: { Status: "AVAILABLE", Arn: arn("777788889999") } }]];
    expect(await getEnvironment(caller, "dev")).to.deep.equal({
      silent: "the credentials of this shell are of account 777788889999, the stack's account is 444455556666",
    });
    aws.answers = [[200, { Environment: { Status: "CREATING" } }]];
    expect(await getEnvironment(caller, "dev")).to.deep.equal({ found: { Status: "CREATING" } });
    process.env.AWS_ENDPOINT_URL_MWAA = "http://127.0.0.1:1";
    expect(await getEnvironment(caller, "dev")).to.deep.equal({ silent: "fetch failed" });
  });

  it("is asked as the profile that config names", async () => {
    const folder = mkdtempSync(join(tmpdir(), "aws-"));
    try {
      const file = join(folder, "credentials");
      writeFileSync(file, "[team]\naws_access_key_id = AKIAOFTEAM\naws_secret_access_key = of-a-test\n");
      for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) delete process.env[name];
      Object.assign(process.env, { AWS_SHARED_CREDENTIALS_FILE: file, AWS_CONFIG_FILE: join(folder, "none") });
      aws.answers = [[404, {}]];
      expect(await getEnvironment({ ...caller, profile: "team" }, "dev")).to.deep.equal({ none: true });
      expect(aws.asked[0]?.headers.authorization).to.contain("Credential=AKIAOFTEAM/");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is sent an update, and refuses with AWS's reason", async () => {
    aws.answers = [[200, {}]];
    await updateEnvironment(caller, "dev", { MaxWorkers: 4 });
    const [{ method, url: path, headers, body }] = aws.asked as [(typeof aws.asked)[0]];
    expect([method, path, body, headers["content-type"]]).to.deep.equal([
      "PATCH",
      "/environments/dev",
      '{"MaxWorkers":4}',
      "application/json",
    ]);
    aws.answers = [[400, `no ${"x".repeat(400)}`]];
    const told = await updateEnvironment(caller, "dev", {}).catch((error: Error) => error.message);
    expect(told).to.equal(`UpdateEnvironment: HTTP 400: no ${"x".repeat(297)}`);
  });

  describe("while an update is settled", () => {
    const state = { workerReplacementStrategy: "GRACEFUL", maxWorkers: 3 };
    const was: Before = { state, inState: ["dev"], aws: { found: { Status: "AVAILABLE", MaxWorkers: 3 } } };
    const settled = (maxWorkers: number) => settle(caller, "dev", was, { maxWorkers }, "GRACEFUL");
    const environment = (Status: string, LastUpdate?: object): [number, unknown] => [
      200,
      { Environment: { Status, LastUpdate } },
    ];
    const failed = { Status: "FAILED", Error: { ErrorCode: "INCORRECT_CONFIGURATION", ErrorMessage: "pip" } };

    beforeEach(async () => {
      process.env.AIRFLOW_MWAA_POLL_SECONDS = "0.01";
      await pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) });
    });

    it("is asked nothing where there is nothing to send", async () => {
      expect(await settled(3)).to.include({ send: undefined });
      expect(aws.asked).to.deep.equal([]);
    });

    it("is asked until the update has ended, whoever does not answer in between", async () => {
      aws.answers = [[200, {}], environment("UPDATING"), [500, {}], environment("AVAILABLE", { Status: "SUCCESS" })];
      expect((await settled(4)).settled).to.deep.equal(["maxWorkers"]);
      expect(aws.asked.map(({ method }) => method)).to.deep.equal(["PATCH", "GET", "GET", "GET"]);
      expect(JSON.parse(aws.asked[0]?.body ?? "")).to.deep.equal({
        MaxWorkers: 4,
        WorkerReplacementStrategy: "GRACEFUL",
      });
    });

    for (const end of ["AVAILABLE", "UPDATE_FAILED", "UNAVAILABLE"])
      it(`fails with AWS's reason where the environment is then ${end}`, async () => {
        aws.answers = [[200, {}], environment("ROLLING_BACK", failed), environment(end, failed)];
        expect(await settled(4).catch((error: Error) => error.message)).to.equal(
          "MWAA undid the update of the environment dev: INCORRECT_CONFIGURATION: pip",
        );
        expect(aws.asked).to.have.length(3);
      });
  });
});
