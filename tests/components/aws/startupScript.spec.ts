import { execFile, execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { startupScript } from "../../../components/aws/mwaa/startupScript";

/** Runs a script as MWAA does: sourced by bash, its environment read when it is over. */
function environmentAfter(script: string, home: string): Record<string, string> {
  writeFileSync(join(home, "startup.sh"), script);
  const text = execFileSync("bash", ["-c", 'source "$AIRFLOW_HOME/startup.sh" && env -0'], {
    env: { PATH: process.env.PATH, AIRFLOW_HOME: home },
    encoding: "utf8",
  });
  return Object.fromEntries(text.split("\0").map((line) => [line.split("=", 1)[0], line.slice(line.indexOf("=") + 1)]));
}

describe("startup script of MWAA", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "startup-"));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const credentialConfig = { type: "external_account", audience: "//iam.googleapis.com/x's $(pool) `\"\\" };

  it("is this text", () => {
    expect(startupScript({ googleProject: "proj", credentialConfig: { type: "external_account" } })).to.equal(
      [
        "# Made by the deployment: changes belong in the stack's config or in the user's own script below.",
        `export GOOGLE_APPLICATION_CREDENTIALS="\${AIRFLOW_HOME:-/usr/local/airflow}/google-credentials.json"`,
        `printf '%s\\n' '{"type":"external_account"}' > "$GOOGLE_APPLICATION_CREDENTIALS" \\`,
        '  || echo "Google credentials: cannot write $GOOGLE_APPLICATION_CREDENTIALS; Google calls will fail" >&2',
        "export GOOGLE_CLOUD_PROJECT='proj'",
        `export AIRFLOW_CONN_GOOGLE_CLOUD_DEFAULT='{"conn_type":"google_cloud_platform","extra":{"project":"proj"}}'`,
        "",
      ].join("\n"),
    );
  });

  it("writes the credential configuration and exports what Google's libraries and Airflow read", () => {
    const environment = environmentAfter(startupScript({ googleProject: "my-project", credentialConfig }), home);
    const path = join(home, "google-credentials.json");
    expect(environment.GOOGLE_APPLICATION_CREDENTIALS).to.equal(path);
    expect(JSON.parse(readFileSync(path, "utf8"))).to.deep.equal(credentialConfig);
    expect(environment.GOOGLE_CLOUD_PROJECT).to.equal("my-project");
    expect(JSON.parse(environment.AIRFLOW_CONN_GOOGLE_CLOUD_DEFAULT ?? "")).to.deep.equal({
      conn_type: "google_cloud_platform",
      extra: { project: "my-project" },
    });
  });

  it("sets no AWS key, with whatever is given", () => {
    expect(startupScript({ googleProject: "my-project", credentialConfig })).not.to.match(/AWS_/);
  });

  it("gives connections as they are, whatever characters they hold, and lets them replace the default", () => {
    const connections = { google_cloud_default: "google-cloud-platform://?a='b'", Other: `x "$HOME" 'y'\nz` };
    const environment = environmentAfter(startupScript({ googleProject: "my-project", connections }), home);
    expect(environment.AIRFLOW_CONN_GOOGLE_CLOUD_DEFAULT).to.equal(connections.google_cloud_default);
    expect(environment.AIRFLOW_CONN_OTHER).to.equal(connections.Other);
  });

  it("runs the user's script last", () => {
    const userScript = 'export SEEN="$GOOGLE_CLOUD_PROJECT"\nexport GOOGLE_CLOUD_PROJECT=mine';
    const environment = environmentAfter(startupScript({ googleProject: "my-project", userScript }), home);
    expect([environment.SEEN, environment.GOOGLE_CLOUD_PROJECT]).to.deep.equal(["my-project", "mine"]);
  });

  it("goes on where the file cannot be written, and says so", () => {
    const script = startupScript({ credentialConfig, userScript: "export REACHED=yes" });
    const gone = join(home, "missing");
    const text = execFileSync("bash", ["-c", `${script}\nenv`], {
      env: { PATH: process.env.PATH, AIRFLOW_HOME: gone },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    expect(text).to.include("REACHED=yes");
  });

  it("sets nothing of Google's where Google is not used", () => {
    expect(startupScript({})).not.to.match(/export/);
  });

  describe("for an index with a login", function () {
    this.timeout(120_000);
    const index = { url: "https://pypi.my-company.com/simple", secretId: "airflow/index" };
    let bin: string;
    before(function () {
      const made = spawnSync("python3", ["airflow/tests/env.py", "policies"], { encoding: "utf8" });
      if (made.status !== 0) {
        console.log(
          "      skipped: `python3 airflow/tests/env.py policies` could not install boto3 from the package index",
        );
        this.skip();
      }
      bin = join(made.stdout.trim(), "bin");
    });

    /** Runs the script against a Secrets Manager that has one secret, with the real boto3. */
    async function ran(script: string, secret: string | undefined) {
      const asked: string[] = [];
      const server = createServer((request, response) => {
        request.on("data", (part) => asked.push(String(part)));
        request.on("end", () => {
          response.statusCode = secret === undefined ? 400 : 200;
          response.end(
            JSON.stringify(secret === undefined ? { __type: "AccessDeniedException" } : { SecretString: secret }),
          );
        });
      });
      await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
      try {
        const { stdout, stderr } = await promisify(execFile)("bash", ["-c", `${script}\nprintf %s "$PIP_INDEX_URL"`], {
          env: {
            PATH: `${bin}:${process.env.PATH}`,
            AWS_DEFAULT_REGION: "us-east-1",
            AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
            AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          },
        });
        return { stdout, stderr, asked };
      } finally {
        server.close();
      }
    }

    it("gives pip the address with the login, whatever characters it has", async () => {
      const { stdout, stderr, asked } = await ran(startupScript({ index }), "ada@my-company.com:p/a's:s \n");
      expect(stdout).to.equal("https://ada%40my-company.com:p%2Fa%27s%3As@pypi.my-company.com/simple");
      expect(stderr).not.to.contain("Package index");
      expect(asked.map((body) => JSON.parse(body).SecretId)).to.deep.equal(["airflow/index"]);
    });

    it("says so where the secret cannot be read, and goes on", async () => {
      const { stdout, stderr } = await ran(startupScript({ index, userScript: "true" }), undefined);
      expect(stdout).to.equal(index.url);
      expect(stderr).to.contain(
        "Package index: cannot read the secret airflow/index; what needs a login will not install",
      );
    });
  });

  it("refuses a connection id that no environment variable can carry", () => {
    expect(() => startupScript({ connections: { "my-conn": "x" } })).to.throw(
      'connections: "my-conn" is not a connection id MWAA can be given: use letters, digits and "_" only.',
    );
  });
});
