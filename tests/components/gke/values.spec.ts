/** Chart values, by exact value and against the chart's own schema. */
import { expect } from "chai";
import { airflowAccounts } from "../../../components/gke/cluster/workloadIdentity";
import { podEnvironment } from "../../../components/gke/release/airflowSettings";
import type { ChartInputs } from "../../../components/gke/release/chartInputs";
import { chartValues } from "../../../components/gke/release/chartValues";
import type { Values } from "../../../components/gke/release/mergeValues";
import { chartDefaults, schemaErrors } from "./chartData";
import expectedValues from "./data/values.json";
import { only, planned } from "./planned";

const inputs: ChartInputs<string> = {
  airflowVersion: "3.2.2",
  executor: "KubernetesExecutor",
  url: "https://airflow.my-company.com",
  project: "my-company-data",
  stackName: "air",
  googleServiceAccount: "air@my-company-data.iam.gserviceaccount.com",
  dagBucket: "the-bucket",
  logFolder: "gs://the-logs/logs",
  secrets: { fernet: "s-fernet", api: "s-api", jwt: "s-jwt", metadata: "s-metadata", redis: "s-redis" },
  iapFiles: "iap-files",
  audience: "/projects/42/global/backendServices/4503599627370497123",
  access: {
    admins: ["user:ada@my-company.com"],
    viewers: ["group:all@my-company.com", "domain:my-company.com"],
    triggerCallers: ["serviceAccount:ci@my-company-data.iam.gserviceaccount.com"],
    operators: [],
  },
  git: undefined,
  aws: undefined,
};

/** What a change of the inputs changes, as paths. */
function differences(a: unknown, b: unknown, path = ""): string[] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  const maps = [a, b].every((value) => value !== null && typeof value === "object" && !Array.isArray(value));
  if (!maps) return [path];
  const keys = new Set([...Object.keys(a as Values), ...Object.keys(b as Values)]);
  return [...keys].flatMap((key) =>
    differences((a as Values)[key], (b as Values)[key], path === "" ? key : `${path}.${key}`),
  );
}

describe("chart values", () => {
  it("are exactly these", () => {
    expect(chartValues(inputs)).to.deep.equal(expectedValues);
  });

  it("change only where they must for Celery", () => {
    const celery = chartValues({ ...inputs, executor: "CeleryExecutor" });
    expect(differences(expectedValues, celery)).to.have.members([
      "executor",
      "config.celery",
      "workers.kubernetes",
      "workers.celery",
      "redis.enabled",
      "redis.passwordSecretName",
      "redis.persistence",
      "redis.resources",
    ]);
    expect(celery.config).to.deep.include({ celery: { worker_concurrency: 4 } });
    const { podAnnotations, extraVolumes, extraVolumeMounts } = expectedValues.workers.kubernetes;
    expect(celery.workers).to.deep.equal({
      serviceAccount: expectedValues.workers.serviceAccount,
      celery: {
        resources: { requests: { cpu: "200m", memory: "1Gi" }, limits: { memory: "3Gi" } },
        podAnnotations,
        extraVolumes,
        extraVolumeMounts,
        logGroomerSidecar: expectedValues.scheduler.logGroomerSidecar,
        persistence: { enabled: false },
      },
    });
    expect(celery.redis).to.deep.include({ enabled: true, passwordSecretName: "s-redis" });
  });

  it("take DAGs from git where config says so", () => {
    const git = { repo: "https://github.com/my-company/dags", ref: "main", path: "dags" };
    const values = chartValues({ ...inputs, git });
    expect(differences(expectedValues, values)).to.have.members(["config.core.dags_folder", "dags"]);
    expect(values.dags).to.deep.equal({
      gitSync: {
        enabled: true,
        repo: git.repo,
        ref: "main",
        subPath: "dags",
        period: "60s",
        resources: { requests: { cpu: "10m", memory: "48Mi" }, limits: { memory: "256Mi" } },
      },
    });
  });

  it("give every pod a token for AWS, and no key", () => {
    const aws = { roleArn: "arn:aws:iam::444455556666:role/air", region: "eu-west-1" };
    const values = chartValues({ ...inputs, aws });
    expect(differences(expectedValues, values)).to.have.members(["env", "volumes", "volumeMounts"]);
    expect((values.env as { name: string }[]).slice((expectedValues.env as unknown[]).length)).to.deep.equal([
      { name: "AWS_ROLE_ARN", value: aws.roleArn },
      { name: "AWS_WEB_IDENTITY_TOKEN_FILE", value: "/var/run/secrets/aws/token" },
      { name: "AWS_REGION", value: "eu-west-1" },
      { name: "AWS_DEFAULT_REGION", value: "eu-west-1" },
      { name: "AIRFLOW_CONN_AWS_DEFAULT", value: '{"conn_type":"aws","extra":{"region_name":"eu-west-1"}}' },
    ]);
    expect((values.volumes as unknown[])[1]).to.deep.equal({
      name: "aws-token",
      projected: {
        sources: [{ serviceAccountToken: { audience: "sts.amazonaws.com", expirationSeconds: 3600, path: "token" } }],
      },
    });
  });

  it("never tell Airflow a group's rights, because IAP tells no groups", () => {
    expect(JSON.stringify(chartValues(inputs))).not.to.include("group:");
  });
  it("give no role to whoever passes IAP and is named nowhere, unless a group is let in", () => {
    const role = (viewers: string[]) =>
      podEnvironment({ ...inputs, access: { ...inputs.access, viewers } }, "/iap", "/token").find(
        ({ name }) => name === "AIRFLOW_IAP_DEFAULT_ROLE",
      )?.value;
    expect(role(["domain:my-company.com"])).to.equal("none");
    expect(role(["group:all@my-company.com"])).to.equal("Viewer");
  });

  it("name operators to the login where there are any", () => {
    const named = (operators: string[]) =>
      podEnvironment({ ...inputs, access: { ...inputs.access, operators } }, "/iap", "/token").find(
        ({ name }) => name === "AIRFLOW_IAP_OPERATORS",
      );
    expect(named([])).to.equal(undefined);
    expect(named(["user:ops@my-company.com"])?.value).to.equal("user:ops@my-company.com");
  });

  it("use no key that the chart gives up, but for the workers' account, which has no other of that name", () => {
    for (const executor of ["KubernetesExecutor", "CeleryExecutor"] as const) {
      const { serviceAccount, celery, kubernetes, ...givenUp } = chartValues({ ...inputs, executor }).workers as Values;
      expect(givenUp).to.deep.equal({});
      expect([serviceAccount, celery ?? kubernetes]).to.not.include(undefined);
    }
  });

  it("name the pod that a log is read from by its address: no name of a Deployment's pod is in DNS", () => {
    for (const executor of ["KubernetesExecutor", "CeleryExecutor"] as const)
      expect(chartValues({ ...inputs, executor }).config).to.have.nested.property(
        "core.hostname_callable",
        "airflow.utils.net.get_host_ip_address",
      );
  });

  const variants: [string, Partial<ChartInputs<string>>][] = [
    ["by default", {}],
    ["with Celery", { executor: "CeleryExecutor" }],
    ["with git", { git: { repo: "https://github.com/a/b", ref: "main", path: "" } }],
    ["with AWS", { aws: { roleArn: "arn:aws:iam::444455556666:role/air", region: "eu-west-1" } }],
  ];
  for (const [name, change] of variants)
    it(`fit the chart's schema ${name}`, () => {
      const values = chartValues({ ...inputs, ...change });
      expect(schemaErrors(values)).to.deep.equal([]);
      expect(Object.keys(chartDefaults())).to.include.members(Object.keys(values));
    });

  it("fit the chart's schema as planned, whole", async () => {
    const { values } = only(await planned(), "Release").inputs;
    expect(schemaErrors(values)).to.deep.equal([]);
  });

  it("are refused by the schema where a nested key is unknown: the schema's copy is not empty", () => {
    const [first, ...more] = schemaErrors(chartValues(inputs, { scheduler: { replcas: 2 } }));
    expect(first).to.include("/scheduler must NOT have additional properties").and.include("replcas");
    expect(more).to.deep.equal([]);
  });

  it("let the user's values win, and keep the login where a user adds volumes", () => {
    const values = chartValues(inputs, {
      scheduler: { replicas: 2 },
      volumes: [{ name: "data", emptyDir: {} }],
      env: [{ name: "GOOGLE_CLOUD_PROJECT", value: "other" }],
    });
    expect(values.scheduler).to.deep.include({
      replicas: 2,
      logGroomerSidecar: expectedValues.scheduler.logGroomerSidecar,
    });
    expect((values.volumes as { name: string }[]).map(({ name }) => name)).to.deep.equal(["iap", "data"]);
    const env = values.env as { name: string; value: string }[];
    expect(env.filter(({ name }) => name === "GOOGLE_CLOUD_PROJECT")).to.deep.equal([
      { name: "GOOGLE_CLOUD_PROJECT", value: "other" },
    ]);
    expect(env).to.have.length((expectedValues.env as unknown[]).length);
  });

  it("annotate each service account that IAM binds, and no other; the chart makes them under its own names", () => {
    const parts = Object.entries(chartValues(inputs)).filter(([, part]) => (part as Values)?.serviceAccount);
    const annotated = parts.filter(([, part]) => ((part as Values).serviceAccount as Values).annotations);
    const nameOf = (part: string) => part.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(annotated.map(([part]) => `airflow-${nameOf(part === "workers" ? "worker" : part)}`)).to.have.members([
      ...airflowAccounts,
    ]);
    for (const [part] of annotated)
      expect((chartDefaults()[part] as Values).serviceAccount, part).to.include({ create: true, name: null });
  });
});
