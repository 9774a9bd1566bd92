/** What is checked beside single keys: ranges, namespaces, placeholders, rules of both homes, warnings, secrets. */
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { ConfigError, parseStackConfig, refuseDataLoss, refusePlaceholders } from "../../config";
import { isEverywhere, overlaps, rangeOf } from "../../config/checks/ipv4";
import { byNamespace } from "../../config/checks/namespaces";
import { related, ruleProblems } from "../../config/checks/rules";
import { encryptedNames } from "../../config/checks/warnings";
import type { Gke } from "../../config/gke/keys";
import { isConfigSecret, oauthClientOf, secretValues } from "../../config/secrets";
import { defaultVersion } from "../../config/versions";
import { conflict } from "../../config/words/messages";
import { teller } from "../../config/words/tell";
import { type Change, changed } from "../graph";

const mwaa: Record<string, string> = {
  "aws:region": "us-east-1",
  "aws:allowedAccountIds": '["444455556666"]',
  "gcp:project": "data-project",
  "airflow:platform": "mwaa",
  "airflow:dags": "external",
};
const gke: Record<string, string> = {
  "gcp:project": "data-project",
  "gcp:region": "us-central1",
  "airflow:platform": "gke",
  "airflow:dags": "external",
  "airflow:gke": '{"domain":"airflow.my-company.com"}',
  "airflow:access": '{"admins":["user:ada@my-company.com"]}',
};

const told = (work: () => unknown): string[] => {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ message }) => message);
    throw error;
  }
};
const messages = (config: Record<string, string>, change: Change) =>
  told(() => parseStackConfig(changed(config, change), "dev"));
const keys = (config: Record<string, string>, change: Change) =>
  messages(config, change).map((line) => line.split(" ")[0]);
const warnings = (config: Record<string, string>, change: Change) =>
  parseStackConfig(changed(config, change), "dev").warnings;

describe("ranges of addresses", () => {
  it("overlap where one address is in both", () => {
    expect(rangeOf("10.0.1.7/24")).to.deep.equal({ first: 0x0a000100, last: 0x0a0001ff });
    expect(rangeOf("0.0.0.255")).to.deep.equal({ first: 255, last: 255 });
    const pairs = [
      ["10.0.0.0/24", "10.0.1.0/24"],
      ["10.0.1.0/24", "10.0.0.0/24"],
      ["10.0.0.0/24", "10.0.0.255/32"],
      ["10.0.0.255/32", "10.0.0.0/24"],
      ["10.0.0.0/32", "10.0.0.0/24"],
      ["10.0.0.0/16", "10.0.3.0/24"],
    ] as const;
    expect(pairs.map(([one, other]) => overlaps(one, other))).to.deep.equal([false, false, true, true, true, true]);
  });

  it("are the internet, or half of it", () => {
    const ranges = ["0.0.0.0/0", "128.0.0.0/1", "64.0.0.0/2", "10.0.0.0/8"];
    expect(ranges.map(isEverywhere)).to.deep.equal([true, true, false, false]);
  });
});

describe("a config by namespace", () => {
  const tree = (raw: Record<string, string>) => byNamespace(raw).tree;
  const problems = (raw: Record<string, string>) => byNamespace(raw).problems.map(({ path }) => path);
  const fix = (raw: Record<string, string>) => {
    const [problem] = byNamespace(raw).problems;
    return typeof problem?.fix === "function" ? problem.fix(teller((key) => key === "airflow:hidden")) : problem?.fix;
  };

  it("has lists and objects where their text is one", () => {
    expect(
      tree({ "airflow:a": ' ["x"]', "airflow:b": "{}", "aws:c": "[x", "gcp:d": "x[1]", "airflow:e:f": "1" }),
    ).to.deep.equal({ airflow: { a: ["x"], b: {}, "e:f": "1" }, aws: { c: "[x" }, gcp: { d: "x[1]" } });
  });

  it("leaves providers' and Pulumi's own alone, however near their names are", () => {
    const others = [
      "pulumi",
      "kubernetes",
      "random",
      "tls",
      "azure",
      "aws-native",
      "google-native",
      "docker",
      "command",
    ];
    expect(problems(Object.fromEntries(others.map((name) => [`${name}:key`, "x"])))).to.deep.equal([]);
    expect(
      problems({ "airflo:a": "", "swa:a": "", "AWS:a": "", "gcpx:a": "", "gc:a": "", "airfl:a": "" }),
    ).to.deep.equal(["airflo:a", "swa:a", "AWS:a", "gcpx:a", "gc:a", "airfl:a"]);
    expect(problems({ "a:a": "", "awsome:a": "", ":a": "", key: "" })).to.deep.equal([]);
  });

  it("reads a dotted key as --path would, and never over what is there", () => {
    const dotted = {
      "airflow:a.flag": "true",
      "airflow:a.no": "false",
      "airflow:a.count": "12",
      "airflow:a.mixed": "12x",
      "airflow:a.other": "x12",
      "airflow:l[0]": "x",
      "airflow:l[11].y": "z",
      'airflow:o["core.x y"]': "v",
      "airflow:there": "text",
      "airflow:there.below.it": "lost",
    };
    const { airflow } = tree(dotted);
    const l: unknown[] = ["x"];
    l[11] = { y: "z" };
    expect(airflow).to.deep.equal({
      a: { flag: true, no: false, count: 12, mixed: "12x", other: "x12" },
      l,
      o: { "core.x y": "v" },
      there: "text",
    });
    expect(problems(dotted)).to.have.length(9);
    expect(tree({ "airflow:x": "null", "airflow:x.y": "1" }).airflow).to.deep.equal({ x: "null" });
    expect(tree({ "airflow:a": '{"b": null}', "airflow:a.b.c": "1" }).airflow).to.deep.equal({ a: { b: { c: 1 } } });
    expect(tree({ "airflow:a": '{"b": 2}', "airflow:a.b": "1" }).airflow).to.deep.equal({ a: { b: 2 } });
  });

  it("tells a dotted key by what it holds, and no secret", () => {
    expect(fix({ "airflow:a.b": "x y" })).to.equal(
      "pulumi config rm 'airflow:a.b' && pulumi config set --path 'airflow:a.b' 'x y'",
    );
    expect(fix({ "airflow:a.b": '["x"]' })).to.equal(
      "pulumi config rm 'airflow:a.b' && pulumi config set --path 'airflow:a.b[0]' x",
    );
    expect(fix({ "airflow:hidden.b": "x" })).to.equal(
      "pulumi config rm 'airflow:hidden.b' && pulumi config set --secret --path 'airflow:hidden.b' VALUE",
    );
    expect(fix({ "airflow:a.b": "x".repeat(99) })).to.equal(
      "pulumi config rm 'airflow:a.b' && pulumi config set --path 'airflow:a.b' VALUE",
    );
  });
});

describe("placeholders of the ready stacks", () => {
  const refused = (config: Record<string, string>, change: Change) =>
    told(() => refusePlaceholders(parseStackConfig(changed(config, change), "dev")));

  it("are refused, each with what belongs there", () => {
    expect(refused(mwaa, { "aws:allowedAccountIds": ["111122223333"], "gcp:project": "my-gcp-project" })).to.deep.equal(
      [
        `aws:allowedAccountIds is ["111122223333"]; allowed: your own account (this is the ready stack's placeholder). Fix: pulumi config set aws:allowedAccountIds '["YOUR 12 DIGITS"]'`,
        `gcp:project is "my-gcp-project"; allowed: your own project (this is the ready stack's placeholder). Fix: pulumi config set gcp:project YOUR-PROJECT`,
      ],
    );
    const access = { admins: ["user:ada@example.com"], viewers: ["group:all@my-company.com", "domain:example.com"] };
    const found = refused(gke, {
      "gcp:project": "my-project",
      "airflow:gke": { domain: "airflow.example.org" },
      "airflow:access": access,
    });
    expect(found).to.deep.equal([
      `gcp:project is "my-project"; allowed: your own project (this is the ready stack's placeholder). Fix: pulumi config set gcp:project YOUR-PROJECT`,
      `airflow:gke.domain is "airflow.example.org"; allowed: a domain of yours (this is the ready stack's placeholder). Fix: pulumi config set --path 'airflow:gke.domain' airflow.YOUR-DOMAIN`,
      `airflow:access.admins[0] is "user:ada@example.com"; allowed: a person of yours (this is the ready stack's placeholder). Fix: pulumi config set --path 'airflow:access.admins[0]' user:YOU@YOUR-DOMAIN`,
    ]);
    expect(refused(mwaa, { "aws:allowedAccountIds": ["123456789012"] })).to.have.length(1);
    expect(refused(gke, { "airflow:gke": { domain: "example.net" } })).to.have.length(1);
  });

  it("are nothing of a company's own", () => {
    expect(refused(mwaa, { "airflow:google": { enabled: false } })).to.deep.equal([]);
    const near = { domain: "airflow.my-example.com" };
    expect(refused(gke, { "airflow:gke": near })).to.deep.equal([]);
    expect(refused(gke, { "airflow:gke": { domain: "example.com.my-company.org" } })).to.deep.equal([]);
    expect(refused(gke, { "airflow:access": { viewers: ["user:ada@example.com.au"] } })).to.deep.equal([]);
  });
});

describe("rules across keys", () => {
  it("are related where one key is the other, or is in it", () => {
    const pairs: [string, string][] = [
      ["airflow:gke", "airflow:gke"],
      ["airflow:gke", "airflow:gke.zone"],
      ["airflow:access.admins[0]", "airflow:access.admins"],
      ["airflow:gke", "airflow:gkex.zone"],
      ["airflow:gk", "airflow:gke.zone"],
      ["airflow:mwaa", "airflow:gkes.zone"],
      ["gke.zone", "airflow:gke.zone"],
    ];
    expect(pairs.map(([one, other]) => related(one, other))).to.deep.equal([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it("tell only what they find in every draft, and nothing of a key that is told already", () => {
    const rule = {
      keys: ["a:x"],
      problems: ({ found }: { found: string[] }) => found.map((path) => conflict(path, 1, "no", "go")),
    };
    const run = (drafts: string[][], broken: string[] = [], needed: string[] = []) =>
      ruleProblems([rule] as never, drafts.map((found) => ({ found })) as never, broken, needed, {} as never).map(
        ({ path }) => path,
      );
    expect(
      run([
        ["a:x", "a:y"],
        ["a:y", "a:z"],
      ]),
    ).to.deep.equal(["a:y"]);
    expect(run([["a:x", "a:y"], []])).to.deep.equal([]);
    expect(run([["a:x", "a:y.z"]], ["a:y"])).to.deep.equal(["a:x"]);
    expect(run([["a:y"]], [], ["a:x"])).to.deep.equal([]);
    expect(run([])).to.deep.equal([]);
  });

  it("of both homes leave alone what goes together", () => {
    for (const google of [
      { existingServiceAccount: "airflow@my-project.iam.gserviceaccount.com" },
      { serviceAccountId: "sa-aws-mwaa" },
      { existingPool: "projects/123456789/locations/global/workloadIdentityPools/pl-aws-mwaa" },
      { poolId: "pl-aws-mwaa" },
    ])
      expect(messages(mwaa, { "airflow:google": google }), JSON.stringify(google)).to.deep.equal([]);
    expect(keys(gke, { "gcp:project": undefined })).to.deep.equal(["gcp:project"]);
    const alerts = (more: object) => ({ "airflow:alerts": { emails: ["a@b.cd"], ...more } });
    const billingAccount = "012345-6789AB-CDEF01";
    expect(messages(mwaa, alerts({ monthlyBudget: 100 }))).to.deep.equal([]);
    expect(messages(gke, alerts({ monthlyBudget: 100, billingAccount }))).to.deep.equal([]);
    expect(messages(gke, alerts({}))).to.deep.equal([]);
    expect(keys(mwaa, alerts({ billingAccount }))).to.deep.equal(["airflow:alerts.billingAccount"]);
    expect(keys(gke, { "airflow:alerts": { ...alerts({ monthlyBudget: 1 })["airflow:alerts"] } })).to.deep.equal([
      "airflow:alerts.billingAccount",
    ]);
  });

  it("say nothing where a key that they turn on is wrong or missing", () => {
    const wrong: [Record<string, string>, Change][] = [
      [mwaa, { "aws:region": "mars", "airflow:mwaa": { network: { zones: ["eu-west-1a", "eu-west-1b"] } } }],
      [mwaa, { "aws:allowedAccountIds": "x", "airflow:access": { admins: ["arn:aws:iam::999988887777:role/a"] } }],
      [gke, { "gcp:region": "MARS!", "airflow:gke": { domain: "a.my-company.com", zone: "europe-west1-b" } }],
      [gke, { "airflow:gke": { domain: "*.x", dnsZoneDomain: "other.com" } }],
    ];
    for (const [config, change] of wrong) expect(messages(config, change), JSON.stringify(change)).to.have.length(1);
  });
});

describe("warnings of a config", () => {
  it("name each administrator's role, by its whole name", () => {
    const roles = ["roles/owner", "roles/editor", "roles/bigquery.admin", "roles/resourcemanager.projectIamAdmin"];
    const harmless = ["roles/bigquery.adminViewer", "roles/a.Administrator", "roles/viewer", "roles/ownerish"];
    expect(warnings(gke, { "airflow:google": { roles: [...roles, ...harmless] } })).to.deep.equal(
      roles.map((role) => `airflow:google.roles: ${role} is an administrator's role; every DAG author gets it.`),
    );
    expect(warnings(mwaa, { "airflow:google": { enabled: false, roles } })).to.deep.equal([]);
  });

  it("name a fixed id of Google's, of the pool or the provider", () => {
    const fixed =
      "airflow:google: a fixed pool or provider id stays taken for 30 days after destroy; `up` after `destroy` then fails with 409.";
    expect(warnings(mwaa, { "airflow:google": { poolId: "pl-aws" } })).to.deep.equal([fixed]);
    expect(warnings(mwaa, { "airflow:google": { providerId: "pvdr" } })).to.deep.equal([fixed]);
    expect(warnings(mwaa, { "airflow:google": { providerId: "pvdr", enabled: false } })).to.deep.equal([]);
  });

  it("say that a key may keep mails back, and that without metrics nobody hears of tasks", () => {
    const alerts = { "airflow:alerts": { emails: ["a@b.cd"] } };
    const kmsKeyArn = "arn:aws:kms:us-east-1:444455556666:key/01234567-89ab-cdef-0123-456789abcdef";
    expect(warnings(mwaa, { ...alerts, "airflow:mwaa": { kmsKeyArn } })).to.deep.equal([
      "airflow:alerts: mails of alarms go under the key of airflow:mwaa.kmsKeyArn, and none arrives unless its policy lets cloudwatch.amazonaws.com use it (kms:Decrypt, kms:GenerateDataKey*; docs/operate.md).",
    ]);
    expect(warnings(mwaa, { ...alerts, "airflow:mwaa": { kmsKeyArn: "aws-owned" } })).to.deep.equal([]);
    expect(warnings(mwaa, alerts)).to.deep.equal([]);
    expect(warnings(mwaa, { "airflow:mwaa": { kmsKeyArn } })).to.deep.equal([]);
    expect(warnings(gke, alerts)).to.deep.equal([
      "airflow:alerts: without airflow:gke.metrics nobody is told of failed tasks, broken DAG files or a standing queue.",
    ]);
    const metrics = { "airflow:gke": { domain: "airflow.my-company.com", metrics: true } };
    expect(warnings(gke, { ...alerts, ...metrics })).to.deep.equal([]);
    expect(warnings(gke, {})).to.deep.equal([]);
  });

  it("name a key that is encrypted and holds no secret, by its whole name", () => {
    const raw = {
      "airflow:name": "x",
      "gcp:zone": "x",
      "airflow:gke": "x",
      "airflow:named": "x",
      "my:airflow:name": "x",
    };
    expect(encryptedNames(raw, () => true).map((line) => line.split(" ")[0])).to.deep.equal([
      "airflow:name",
      "gcp:zone",
    ]);
    expect(encryptedNames(raw, (key) => key === "airflow:name")).to.deep.equal([
      "airflow:name is encrypted in the stack file, and no secret: names and grants in the clouds, the plan and the state show it.",
    ]);
  });
});

describe("the settings of a stack", () => {
  it("of GKE have AWS only where the pods have a role there", () => {
    const settings = (change: Change) => parseStackConfig(changed(gke, change), "dev");
    expect(settings({})).to.include({
      aws: undefined,
      airflowVersion: defaultVersion("gke"),
      gcpRegion: "us-central1",
    });
    const pods = { domain: "airflow.my-company.com", aws: {} };
    const aws = { "airflow:gke": pods, "aws:region": "eu-west-1", "aws:allowedAccountIds": ["444455556666"] };
    expect(settings(aws).aws).to.deep.equal({ region: "eu-west-1", accountId: "444455556666" });
    expect(settings({ "airflow:airflowVersion": "3.1.8" }).airflowVersion).to.equal("3.1.8");
  });

  it("have a name made of the stack's, and are refused only for a reason", () => {
    const name = (stack: string) => parseStackConfig(mwaa, stack).name;
    expect([name("A__b--c"), name(`${"x".repeat(23)}--y`), name("dev-")]).to.deep.equal([
      "airflow-a-b-c",
      `airflow-${"x".repeat(23)}`,
      "airflow-dev",
    ]);
    const settings = parseStackConfig(mwaa, "dev");
    expect(told(() => refusePlaceholders(settings))).to.deep.equal([]);
    expect(told(() => refuseDataLoss(settings, []))).to.deep.equal([]);
  });
});

describe("secrets of the config", () => {
  const part = (change: object) => ({ values: {}, ...change }) as unknown as Gke;
  const setConfig = (encrypted: boolean) =>
    pulumi.runtime.setAllConfig(
      { "airflow:gke": '{"oauthClient":{"id":"i","secret":"s"}}' },
      encrypted ? ["airflow:gke"] : [],
    );
  afterEach(() => pulumi.runtime.setAllConfig({}));

  it("are what the engine says is encrypted, and values that sound like one", () => {
    setConfig(true);
    expect([isConfigSecret("airflow:gke"), isConfigSecret("airflow:name")]).to.deep.equal([true, false]);
    expect([secretValues(part({ values: { a: 1 } })), secretValues(part({}))]).to.deep.equal([true, false]);
    setConfig(false);
    const password = { smtp: { password: "x" } };
    expect([secretValues(part({ values: { a: 1 } })), secretValues(part({ values: password }))]).to.deep.equal([
      false,
      true,
    ]);
  });

  it("of the OAuth client are an output that is secret, and refused in plain text", async () => {
    await pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) });
    const oauthClient = { id: "i", secret: "in the file" };
    expect(oauthClientOf(part({}))).to.equal(undefined);
    setConfig(false);
    expect(() => oauthClientOf(part({ oauthClient }))).to.throw(
      pulumi.RunError,
      /^airflow:gke\.oauthClient\.secret is in plain text in the stack file\. Fix: pulumi config set --secret --path 'airflow:gke\.oauthClient\.secret' SECRET$/,
    );
    setConfig(true);
    const client = oauthClientOf(part({ oauthClient }));
    const secret = client?.secret as unknown as { promise(): Promise<string>; isSecret: Promise<boolean> };
    expect([client?.id, await secret.promise(), await secret.isSecret]).to.deep.equal(["i", "s", true]);
  });
});
