/** The program that gets the cluster's token, run as the Kubernetes provider runs it, against a stand-in of Google's token service. */

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

interface Ran {
  stdout: string;
  stderr: string;
  code: number;
}

const run = (env: Record<string, string>): Promise<Ran> =>
  new Promise((resolve) => {
    const clean = { PATH: process.env.PATH ?? "", HOME: "/nonexistent", ...env };
    execFile("node", ["components/gke/cluster/token.cjs"], { env: clean, timeout: 15_000 }, (error, stdout, stderr) =>
      resolve({ stdout, stderr, code: error ? Number(error.code ?? 1) : 0 }),
    );
  });

describe("the cluster's token", function () {
  this.timeout(30_000);
  let server: Server;
  let folder: string;
  let file: string;

  before(async () => {
    server = createServer((_request, response) => {
      const body = { access_token: "of-the-service", expires_in: 3600, token_type: "Bearer", issued_token_type: "x" };
      response.setHeader("content-type", "application/json").end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    folder = mkdtempSync(join(tmpdir(), "airflow-token-"));
    const subject = join(folder, "subject");
    file = join(folder, "credentials.json");
    writeFileSync(subject, "a CI's own token");
    // A CI's login without a key (workload identity federation).
    const credentials = {
      type: "external_account",
      audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/v",
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      token_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
      credential_source: { file: subject },
    };
    writeFileSync(file, JSON.stringify(credentials));
  });
  after(() => {
    server?.close();
    rmSync(folder, { recursive: true });
  });

  for (const variable of ["GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CREDENTIALS"])
    it(`comes from the login that ${variable} names, with its end`, async () => {
      const { stdout, stderr } = await run({ [variable]: file });
      expect(stderr).to.equal("");
      const { apiVersion, kind, status } = JSON.parse(stdout);
      expect({ apiVersion, kind }).to.deep.equal({
        apiVersion: "client.authentication.k8s.io/v1",
        kind: "ExecCredential",
      });
      expect(status.token).to.equal("of-the-service");
      expect(Date.parse(status.expirationTimestamp) - Date.now()).to.be.within(3_000_000, 3_600_000);
    });

  it("is the given one where one is given, and tells no end that it does not know", async () => {
    const { stdout } = await run({ GOOGLE_OAUTH_ACCESS_TOKEN: "given", GOOGLE_APPLICATION_CREDENTIALS: file });
    expect(JSON.parse(stdout).status).to.deep.equal({ token: "given" });
  });

  it("that cannot be had is an error with a fix, and no token is printed", async () => {
    const { stdout, stderr, code } = await run({ GOOGLE_CREDENTIALS: join(folder, "none.json") });
    expect(stdout).to.equal("");
    expect(code).to.equal(1);
    expect(stderr)
      .to.include("No Google token for the cluster: ENOENT")
      .and.include("Fix: gcloud auth application-default login");
  });
});
