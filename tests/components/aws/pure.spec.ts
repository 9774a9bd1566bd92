/** Pure functions of the MWAA home, by exact value: what a role needs, ways between versions, pip's options, China's names. */
import { expect } from "chai";
import { grantOf, type Need, needsOf, strangersTo } from "../../../components/aws/iam/roleNeeds";
import { inOneStep, wayInPlace } from "../../../components/aws/mwaa/live/versions";
import { pipOptions, requirements } from "../../../components/aws/mwaa/requirements";
import { named, planStack } from "../../graph";

const place = { region: "eu-west-1", accountId: "444455556666" };
const use = { ...place, environment: "dev", bucketName: undefined, kmsKeyArn: undefined, indexSecretId: undefined };

describe("what MWAA needs of a role that exists", () => {
  const sure = (resource: string, ...actions: string[]): Need => ({ actions, resource, sure: true });
  const perhaps = (resource: string, ...actions: string[]): Need => ({ actions, resource, sure: false });
  const always = [
    sure("arn:aws:airflow:eu-west-1:444455556666:environment/dev", "airflow:PublishMetrics"),
    sure(
      "arn:aws:logs:eu-west-1:444455556666:log-group:airflow-dev-Task:log-stream:any",
      "logs:CreateLogStream",
      "logs:CreateLogGroup",
      "logs:PutLogEvents",
      "logs:GetLogEvents",
      "logs:GetLogRecord",
      "logs:GetLogGroupFields",
      "logs:GetQueryResults",
    ),
    sure("*", "logs:DescribeLogGroups", "cloudwatch:PutMetricData", "s3:GetAccountPublicAccessBlock"),
    perhaps(
      "arn:aws:sqs:eu-west-1:*:airflow-celery-any",
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:ReceiveMessage",
      "sqs:SendMessage",
    ),
  ];

  it("is this for things that are new, which admit the role themselves", () => {
    expect(needsOf(use)).to.deep.equal(always);
    expect(needsOf({ ...use, kmsKeyArn: "aws-owned" })).to.deep.equal(always);
  });

  it("is more for bucket, secret and key that exist", () => {
    const kmsKeyArn = "arn:aws:kms:eu-west-1:444455556666:key/k";
    expect(needsOf({ ...use, bucketName: "data", kmsKeyArn, indexSecretId: "index" }).slice(4)).to.deep.equal([
      perhaps("arn:aws:s3:::data", "s3:ListBucket", "s3:GetBucketPublicAccessBlock", "s3:GetBucketLocation"),
      perhaps("arn:aws:s3:::data/any", "s3:GetObject", "s3:GetObjectVersion"),
      perhaps("arn:aws:secretsmanager:eu-west-1:444455556666:secret:index-AbCdEf", "secretsmanager:GetSecretValue"),
      {
        ...perhaps(kmsKeyArn, "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey", "kms:Encrypt"),
        via: "sqs.eu-west-1.amazonaws.com",
      },
    ]);
    const secret = "arn:aws:secretsmanager:eu-west-1:444455556666:secret:own-123456";
    expect(needsOf({ ...use, indexSecretId: secret })[4]?.resource).to.equal(secret);
  });

  it("is granted for all of what the check named one of", () => {
    const resources = [
      "arn:aws:logs:r:1:log-group:airflow-dev-Task:log-stream:any",
      "arn:aws:sqs:r:*:airflow-celery-any",
      "arn:aws:s3:::b/any",
      "arn:aws:s3:::b/any/c-any-d",
      "*",
    ];
    const { Statement } = grantOf(resources.map((resource) => sure(resource, "a:B")));
    expect(Statement.map(({ Resource }) => Resource)).to.deep.equal([
      "arn:aws:logs:r:1:log-group:airflow-dev-*",
      "arn:aws:sqs:r:*:airflow-celery-*",
      "arn:aws:s3:::b/*",
      "arn:aws:s3:::b/any/c-any-d",
      "*",
    ]);
  });

  it("is trust in both of its services, in whatever form the policy has it", () => {
    const both = ["airflow.amazonaws.com", "airflow-env.amazonaws.com"];
    const statement = (change: object) => ({
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Service: both },
      ...change,
    });
    const strangers = (...Statement: object[]) => strangersTo(JSON.stringify({ Statement }));
    for (const Action of ["sts:AssumeRole", "STS:*", "*", ["sts:TagSession", "sts:assumerole"]])
      expect(strangers(statement({ Action })), String(Action)).to.deep.equal([]);
    for (const Action of ["sts:AssumeRoleWithSAML", "xsts:AssumeRole", "iam:*", "a*", []])
      expect(strangers(statement({ Action })), String(Action)).to.deep.equal(both);
    expect(strangers(statement({ Effect: "Deny" }))).to.deep.equal(both);
    expect(strangers(statement({ Principal: "*" }))).to.deep.equal([]);
    expect(strangers(statement({ Principal: { AWS: "*" } }), statement({ Principal: undefined }))).to.deep.equal(both);
    expect(strangers(statement({ Principal: { Service: both[0] } }))).to.deep.equal([both[1]]);
    expect(strangers(...both.map((Service) => statement({ Principal: { Service } })))).to.deep.equal([]);
    expect(strangersTo(JSON.stringify({ Statement: statement({}) }))).to.deep.equal([]);
    expect(strangersTo("{}")).to.deep.equal(both);
  });
});

describe("another version of Airflow on MWAA", () => {
  it("is one step within a major version, and between 2.11 and 3", () => {
    const steps = [
      ["2.10.3", "2.11.2"],
      ["3.2.1", "3.0.6"],
      ["2.11.2", "3.2.1"],
      ["3.2.1", "2.11.2"],
      ["2.10.3", "3.2.1"],
      ["3.2.1", "2.10.3"],
      ["2.11.2", "4.0.0"],
      ["4.0.0", "2.11.2"],
      ["4.0.0", "3.2.1"],
      ["1.10.15", "3.0.0"],
      ["2.11.2", "1.10.15"],
      ["2.110.0", "3.0.0"],
    ] as const;
    expect(steps.map(([from, to]) => inOneStep(from, to))).to.deep.equal([
      ...[true, true, true, true],
      ...Array(8).fill(false),
    ]);
  });

  it("has a way of two steps around 2.11, and none to what MWAA does not join", () => {
    const set = (version: string) => `pulumi config set airflow:airflowVersion ${version}`;
    const jump = "AIRFLOW_UPGRADE_IN_PLACE=yes pulumi up";
    expect([
      wayInPlace("2.11.2", "3.2.1"),
      wayInPlace("2.10.3", "3.2.1"),
      wayInPlace("3.2.1", "2.10.3"),
      wayInPlace("3.2.1", "4.0.0"),
      wayInPlace("1.10.15", "3.2.1"),
      wayInPlace("2.10.3", "4.0.0"),
      wayInPlace("3.2.1", "1.10.15"),
      wayInPlace("4.0.0", "2.10.3"),
    ]).to.deep.equal([
      `test your DAGs on 3.2.1, then ${jump}`,
      `first ${set("2.11.2")} && pulumi up, test your DAGs on 3.2.1, then ${set("3.2.1")} && ${jump}`,
      `first ${set("2.11.2")} && ${jump}, then ${set("2.10.3")} && pulumi up`,
      ...Array(5).fill(undefined),
    ]);
  });
});

describe("pip in MWAA's image", () => {
  it("looks where packages come from; an index with a login is the startup script's", () => {
    const indexUrl = "https://pypi.my-company.com/simple";
    expect([
      pipOptions({ source: "pypi" }),
      pipOptions({ source: "plugins" }),
      pipOptions({ source: "index", indexUrl }),
      pipOptions({ source: "index", indexUrl, indexSecretId: "s" }),
      pipOptions({ source: "index" }),
      pipOptions({ source: "pypi", indexUrl }),
    ]).to.deep.equal([
      [],
      ["--no-index", "--find-links /usr/local/airflow/plugins"],
      [`--index-url ${indexUrl}`],
      [],
      [],
      [],
    ]);
  });

  it("is asked for a package once, by whichever of its names", () => {
    const asked = (user: string) =>
      requirements({ airflowVersion: "3.2.1", google: true, ecr: false, user }).split("\n").slice(1);
    for (const own of ["  apache_airflow__providers..google", "APACHE-AIRFLOW-PROVIDERS-GOOGLE>1"])
      expect(asked(own)).to.deep.equal([own.trim(), ""]);
    for (const other of ["# apache-airflow-providers-google", "-apache-airflow-providers-google"])
      expect(asked(other)).to.deep.equal(["apache-airflow-providers-google", other, ""]);
  });
});

describe("in China", () => {
  it("AWS is asked for the name of each endpoint's service but that of S3", async () => {
    const graph = await planStack("dev", {
      "aws:region": "cn-north-1",
      "airflow:dags": "external",
      "airflow:google": { enabled: false },
      "airflow:mwaa": { egress: "endpoints", network: { zones: ["cn-north-1a", "cn-north-1b"] } },
    });
    const service = (name: string) => String(named(graph, `airflow-dev-egress-${name}`).inputs.serviceName);
    expect(service("s3")).to.equal("com.amazonaws.cn-north-1.s3");
    expect(service("sqs")).to.match(/^(cn\.)?com\.amazonaws\.cn-north-1\.sqs$/);
  });

  it("MWAA's own address ends as AWS's do there", async () => {
    const { callMwaa } =
      require("../../../components/aws/mwaa/live/api") as typeof import("../../../components/aws/mwaa/live/api");
    const {
      fetch: original,
      process: { env },
    } = globalThis;
    const before = { ...env };
    const asked: string[] = [];
    globalThis.fetch = (async (url: URL) => {
      asked.push(String(url));
      return new Response("{}");
    }) as typeof fetch;
    try {
      for (const name of ["AWS_ENDPOINT_URL_MWAA", "AWS_ENDPOINT_URL", "AWS_PROFILE"]) delete env[name];
      Object.assign(env, { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "of-a-test" });
      for (const region of ["cn-north-1", "eu-west-1"])
        await callMwaa({ region, accountId: "444455556666", profile: undefined }, "GET", "/environments/dev");
    } finally {
      globalThis.fetch = original;
      for (const name of Object.keys(env)) if (!(name in before)) delete env[name];
      Object.assign(env, before);
    }
    expect(asked).to.deep.equal([
      "https://api.airflow.cn-north-1.amazonaws.com.cn/environments/dev",
      "https://api.airflow.eu-west-1.amazonaws.com/environments/dev",
    ]);
  });
});
