/** What the processes of a stack's local Airflow are given. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { news, nothingKnown } from "../../../commands/local/run/watch";
import { essentials, isLocal, stackOptions } from "../../../commands/local/stack/airflowSettings";
import { asStack, impersonation, secretVariables, serviceAccountOf } from "../../../commands/local/stack/asStack";
import { advice, callersVariables, noClouds } from "../../../commands/local/stack/clouds";
import { planStack } from "../../../commands/plan/run";
import { readStack } from "../../../commands/stack/stackFile";
import { parseStackConfig } from "../../../config";
import { environment, missing, versions } from "./realAirflow";

const settingsOf = (stack: string, more: Record<string, string> = {}) =>
  parseStackConfig({ ...readStack(stack).config, ...more }, stack);

describe("settings of the local Airflow", () => {
  it("are the stack's options but those of the cloud", () => {
    const airflowOptions = {
      "core.default_timezone": "Asia/Seoul",
      "secrets.backend": "x",
      "celery.worker_autoscale": "5,5",
      "email.from_email": "a@b",
    };
    const settings = settingsOf("dev", { "airflow:mwaa": JSON.stringify({ airflowOptions }) });
    expect(stackOptions(settings)).to.deep.equal({
      AIRFLOW__CORE__DEFAULT_TIMEZONE: "Asia/Seoul",
      AIRFLOW__EMAIL__FROM_EMAIL: "a@b",
    });
  });

  it("are plain values of the chart's config on GKE", () => {
    const gke = {
      domain: "airflow.example.com",
      values: { config: { core: { parallelism: 8 }, celery: { worker_autoscale: "2,1" }, scheduler: { a: { b: 1 } } } },
    };
    expect(stackOptions(settingsOf("gke", { "airflow:gke": JSON.stringify(gke) }))).to.deep.equal({
      AIRFLOW__CORE__PARALLELISM: "8",
    });
  });

  it("listen on loopback and use the embedded database and a local executor, whatever the version", () => {
    const place = { home: "/h", dags: "/d", plugins: "/p", port: 8081 };
    for (const version of ["2.10.3", "2.11.2", "3.0.6", "3.3.1"]) {
      const all = essentials(version, place);
      expect(Object.values(all)).to.include.members([
        "127.0.0.1",
        "8081",
        "http://localhost:8081",
        "sqlite:////h/airflow.db",
      ]);
      expect(all.AIRFLOW__CORE__EXECUTOR).to.equal(version.startsWith("2") ? "SequentialExecutor" : "LocalExecutor");
      // No option of the stack may stand against one of these.
      const overridable = Object.keys(all).filter((name) =>
        /^AIRFLOW__(DATABASE|WEBSERVER__BASE_URL|CORE__EXECUTOR)/.test(name),
      );
      for (const name of overridable) {
        const [, section, key] = name.toLowerCase().split("__");
        expect(isLocal(`${section}.${key}`), name).to.equal(false);
      }
    }
  });

  it("hold no login of the caller's, unless it is asked for", () => {
    const env = {
      LANG: "C",
      AWS_PROFILE: "me",
      GOOGLE_APPLICATION_CREDENTIALS: "/k",
      MY_TOKEN: "t",
      https_proxy: "http://p",
    };
    expect(callersVariables(env, false)).to.deep.equal({ LANG: "C", https_proxy: "http://p" });
    expect(callersVariables(env, true)).to.have.keys(
      "LANG",
      "AWS_PROFILE",
      "GOOGLE_APPLICATION_CREDENTIALS",
      "https_proxy",
    );
  });
});

describe("a task that asks a cloud on this machine", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "clouds-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  before(function () {
    const why = missing();
    if (why) {
      console.log(`      skipped: ${why}`);
      this.skip();
    }
  });

  const ask: Record<string, string> = {
    Google: `import google.auth, google.auth.transport.requests
credentials, _ = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
credentials.refresh(google.auth.transport.requests.Request())`,
    AWS: `import boto3
boto3.client("s3", region_name="eu-west-1").list_buckets()`,
  };
  for (const version of versions)
    it(`is told by ${Object.keys(ask).join("'s and ")}'s own SDK what to do (the ones of Airflow ${version})`, () => {
      const env = { PATH: process.env.PATH ?? "", ...noClouds(join(folder, "none")), GOOGLE_CLOUD_PROJECT: "p" };
      for (const [cloud, code] of Object.entries(ask)) {
        const { status, stderr } = spawnSync(join(environment(version), "bin", "python"), ["-c", code], {
          env,
          encoding: "utf8",
        });
        expect(
          [status, stderr.trim().split("\n").at(-1)?.includes(advice)],
          `${cloud}: ${stderr.slice(-400)}`,
        ).to.deep.equal([1, true]);
      }
    });

  it("is the stack's account by impersonation, in a file that Google's own library reads", () => {
    const own = { type: "authorized_user", client_id: "a", client_secret: "b", refresh_token: "c" };
    const file = join(folder, "as-stack.json");
    writeFileSync(file, JSON.stringify(impersonation(own, "airflow@p.iam.gserviceaccount.com")));
    const code = `import sys, google.auth
found, _ = google.auth.load_credentials_from_file(sys.argv[1])
print(type(found).__module__, found.service_account_email, type(found._source_credentials).__module__)`;
    const said = execFileSync(join(environment(versions[0]), "bin", "python"), ["-c", code, file], {
      encoding: "utf8",
    });
    expect(said.trim()).to.equal(
      "google.auth.impersonated_credentials airflow@p.iam.gserviceaccount.com google.oauth2.credentials",
    );
  });
});

describe("--as-stack", () => {
  const folder = mkdtempSync(join(tmpdir(), "as-stack-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const stack of ["dev", "gke"])
    it(`is the service account that the plan of ${stack} makes`, async () => {
      const { outputs } = await planStack(readStack(stack));
      expect(serviceAccountOf(settingsOf(stack))).to.equal(outputs.googleServiceAccount);
    }).timeout(20_000);

  it("reads the secrets of the stack's own names", () => {
    expect(JSON.parse(secretVariables(settingsOf("dev")).AIRFLOW__SECRETS__BACKEND_KWARGS)).to.deep.include({
      connections_prefix: "airflow/airflow-dev/connections",
      variables_prefix: "airflow/airflow-dev/variables",
    });
    expect(JSON.parse(secretVariables(settingsOf("gke")).AIRFLOW__SECRETS__BACKEND_KWARGS)).to.deep.equal({
      connections_prefix: "airflow-gke-connections",
      variables_prefix: "airflow-gke-variables",
      config_prefix: "airflow-gke-config",
      project_id: "my-gcp-project",
    });
  });

  it("says how to log in where there is no login, and takes no key", async () => {
    const login = "gcloud auth application-default login";
    const tried = (env: NodeJS.ProcessEnv) =>
      asStack(settingsOf("dev"), folder, env).then(
        () => "done",
        ({ message, fix }) => `${message} | ${fix}`,
      );
    expect(await tried({ HOME: folder })).to.equal(`--as-stack wants your Google login, and there is none | ${login}`);
    const key = join(folder, "key.json");
    writeFileSync(key, JSON.stringify({ type: "service_account", private_key: "secret" }));
    expect(await tried({ GOOGLE_APPLICATION_CREDENTIALS: key })).to.equal(
      `${key} is a key of a service account; --as-stack takes your own login | ${login}`,
    );
  });

  it("goes through a login that is an impersonation itself, to its source", () => {
    const source = { type: "authorized_user", refresh_token: "c" };
    const through = impersonation(
      { type: "impersonated_service_account", service_account_impersonation_url: "other", source_credentials: source },
      "a@b",
    );
    expect(through).to.deep.include({ source_credentials: source });
    expect(impersonation(through as Record<string, unknown>, "a@b")).to.equal(through);
  });

  it("keeps its files from others on this machine", () => {
    const none = join(folder, "none");
    noClouds(none);
    expect(statSync(join(none, "no-google.sh")).mode & 0o777).to.equal(0o755);
    expect(readFileSync(join(none, "google.json"), "utf8")).to.not.include("refresh_token");
  });
});

describe("what is said while Airflow runs", () => {
  const dag = (id: string, read: string | null) => ({ dag_id: id, fileloc: `/dags/${id}.py`, last_parsed_time: read });
  const trace = `Traceback (most recent call last):\n  File "/dags/bad.py", line 7, in <module>\n    import x\nModuleNotFoundError: No module named 'x'\n`;
  const at = (text: string) => () => Date.parse(text);

  it("is each file once, again when it was saved and read since, and each error until it is gone", () => {
    const known = nothingKnown();
    const look = (
      dags: ReturnType<typeof dag>[],
      errors: { filename: string; stack_trace: string }[],
      changed: string,
    ) => news(known, dags, errors, "/dags", at(changed));
    const bad = [{ filename: "/dags/bad.py", stack_trace: trace }];
    expect(look([dag("a", "2026-01-01T00:00:05Z")], bad, "2026-01-01T00:00:00Z")).to.deep.equal([
      "cannot be imported: bad.py, line 7: ModuleNotFoundError: No module named 'x'",
      "there: a (a.py)",
    ]);
    expect(look([dag("a", "2026-01-01T00:00:35Z")], bad, "2026-01-01T00:00:00Z")).to.deep.equal([]);
    expect(look([dag("a", "2026-01-01T00:00:35Z")], [], "2026-01-01T00:01:00Z")).to.deep.equal([
      "no error any more: bad.py",
    ]);
    expect(look([dag("a", "2026-01-01T00:01:02Z")], [], "2026-01-01T00:01:00Z")).to.deep.equal([
      "read again: a (a.py)",
    ]);
  });

  it("is nothing of a DAG that was not read yet, or whose file is gone", () => {
    expect(news(nothingKnown(), [dag("a", null)], [], "/dags", at("2026-01-01T00:00:00Z"))).to.deep.equal([]);
    expect(news(nothingKnown(), [dag("a", "2026-01-01T00:00:05Z")], [], "/dags", () => undefined)).to.deep.equal([]);
  });
});
