/** What a process keeps between calls: a success, never a failure. A warm Lambda must not need a new process to recover. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { connectionTo, forgetConnections } from "../../../commands/trigger/connections/connect";
import { forgetAws, mwaaPost } from "../../../commands/trigger/http/aws";
import { accessToken, forgetGoogle } from "../../../commands/trigger/http/google";
import { LIMITS } from "../../../commands/trigger/http/send";
import type { Target } from "../../../commands/trigger/target";
import { refusal } from "./refusal";

const nowhere = join(tmpdir(), "airflow-nothing-is-here");
/** Variables that name credentials, and places where none are. */
const nothing: Record<string, string | undefined> = {
  HOME: nowhere,
  AWS_PROFILE: undefined,
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_SESSION_TOKEN: undefined,
  AWS_CONFIG_FILE: join(nowhere, "config"),
  AWS_SHARED_CREDENTIALS_FILE: join(nowhere, "credentials"),
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: undefined,
  GOOGLE_APPLICATION_CREDENTIALS: join(nowhere, "google.json"),
};

describe("trigger, after something failed", () => {
  let server: Server;
  let url: string;
  let asked: IncomingMessage[];
  let before: NodeJS.ProcessEnv;

  beforeEach((done) => {
    before = { ...process.env };
    for (const [name, value] of Object.entries(nothing))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    forgetAws();
    forgetGoogle();
    forgetConnections();
    asked = [];
    server = createServer((request, response) => {
      asked.push(request);
      response.writeHead(200, { "content-type": "application/json" }).end('{"access_token": "t", "expires_in": 3600}');
    }).listen(0, "127.0.0.1", () => {
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      done();
    });
  });
  afterEach((done) => {
    process.env = before;
    forgetAws();
    forgetGoogle();
    forgetConnections();
    server.closeAllConnections();
    server.close(done);
  });

  it("finds AWS credentials that came later, and signs with them", async () => {
    process.env.AWS_ENDPOINT_URL_MWAA = url;
    const post = () => mwaaPost("eu-west-1", "/restapi/e", "{}", { ...LIMITS, attempts: 1 });
    expect((await refusal(post())).code).to.equal("no-credentials");
    expect(asked).to.deep.equal([]);
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "later" });
    expect((await post()).status).to.equal(200);
    expect(asked[0]?.headers.authorization).to.match(
      /^AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE\/\d{8}\/eu-west-1\/airflow\//,
    );
  });

  it("finds Google credentials that came later", async () => {
    expect((await refusal(accessToken())).code).to.equal("no-credentials");
    const folder = mkdtempSync(join(tmpdir(), "again-"));
    try {
      const subject = join(folder, "subject");
      const file = join(folder, "google.json");
      writeFileSync(subject, "a CI's own token");
      const audience = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/v";
      const kind = { type: "external_account", subject_token_type: "urn:ietf:params:oauth:token-type:jwt" };
      writeFileSync(
        file,
        JSON.stringify({ ...kind, audience, token_url: `${url}/token`, credential_source: { file: subject } }),
      );
      process.env.GOOGLE_APPLICATION_CREDENTIALS = file;
      expect(await accessToken()).to.equal("t");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("keeps a connection, but none that could not be made", async () => {
    const target: Target = { kind: "airflow", url, airflowVersion: "3.2.2" };
    expect(connectionTo(target, undefined)).to.equal(connectionTo({ ...target }, undefined));
    // Read once for the key, then by what makes the connection: that fails, as a file that cannot be loaded would.
    let reads = 0;
    const once = {
      url,
      get kind() {
        reads += 1;
        if (reads === 2) throw new Error("broken");
        return "airflow";
      },
    } as unknown as Target;
    const failed = await connectionTo(once, { token: "a" }).catch((error: Error) => error.message);
    expect(failed).to.equal("broken");
    expect(await connectionTo(once, { token: "a" })).to.have.property("webUrl", url);
  });
});
