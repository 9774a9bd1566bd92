/** What every plan would send to AWS, held against what AWS publishes: botocore's models, IAM's quotas. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { actionsFor } from "../../../commands/doctor/aws/account/actions";
import { awsCalls } from "../../../commands/doctor/aws/account/calls";
import type { PlannedResource } from "../../../commands/plan/record/graph";
import { executionRolePolicy } from "../../../components/aws/iam/policies";
import { grantOf, needsOf } from "../../../components/aws/iam/roleNeeds";
import { airflowOptionsOf } from "../../../components/aws/mwaa/environmentSpec";
import { parseStackConfig } from "../../../config";
import { awsPolicy } from "../../../scripts/doctorReference";
import { planConfig } from "../../graph";
import { plans } from "./plans";
import { checkCall, models } from "./shapes";

/** Characters that AWS takes, white space left out (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). */
const quota: Record<string, number> = {
  "aws:iam/role:Role": 2048,
  "aws:iam/rolePolicy:RolePolicy": 10_240,
  "aws:iam/policy:Policy": 6144,
  // Of a key: https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html; of a bucket: 20 KB.
  "aws:kms/key:Key": 32_768,
  "aws:s3/bucketPolicy:BucketPolicy": 20_480,
  // No more than a bucket's: SNS tells no quota of its own (https://docs.aws.amazon.com/general/latest/gr/sns.html).
  "aws:sns/topicPolicy:TopicPolicy": 20_480,
};

/** A plan's AWS resources; the Airflow options, which a plan hides, as the program makes them. */
async function awsResources(config: Record<string, string>): Promise<PlannedResource[]> {
  const settings = parseStackConfig(config, "test");
  const { resources } = await planConfig(config);
  return resources
    .filter(({ type, custom }) => custom && type.startsWith("aws:"))
    .map((resource) =>
      settings.platform === "mwaa" && resource.inputs.airflowConfigurationOptions === "[secret]"
        ? {
            ...resource,
            inputs: {
              ...resource.inputs,
              airflowConfigurationOptions: airflowOptionsOf(settings.name, settings.mwaa.airflowOptions),
            },
          }
        : resource,
    );
}

/** Every different document of the plans, by what it is. */
const documents = new Map<string, string>();
/** What `up` asks IAM for, by all plans. */
const actions = new Set<string>();

function collect({ type, name, inputs }: PlannedResource): void {
  if (!(type in quota)) return;
  for (const key of ["policy", "assumeRolePolicy"])
    if (typeof inputs[key] === "string" && ![...documents.values()].includes(inputs[key]))
      documents.set(`${documents.size} ${name} ${key}`, inputs[key]);
}

/** Rules that AWS publishes in prose only. */
function proseProblems({ type, name, inputs }: PlannedResource): string[] {
  const problems: string[] = [];
  const document = String(inputs.policy ?? inputs.assumeRolePolicy ?? "");
  const size = document.replace(/\s/g, "").length;
  if (size > (quota[type] ?? 0)) problems.push(`${name}: a policy of ${size} characters`);
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  if (
    type === "aws:s3/bucket:Bucket" &&
    !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(String(inputs.bucket ?? `${name}-0123456`))
  )
    problems.push(`${name}: not the name of a bucket`);
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
  if (
    type === "aws:ec2/securityGroup:SecurityGroup" &&
    !/^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/.test(String(inputs.description))
  )
    problems.push(`${name}: description "${inputs.description}"`);
  // https://docs.aws.amazon.com/mwaa/latest/API/API_CreateEnvironment.html: 1 of each on micro, else 2 to 5, each said.
  if (type === "aws:mwaa/environment:Environment") {
    const [least, most] = inputs.environmentClass === "mw1.micro" ? [1, 1] : [2, 5];
    for (const key of ["schedulers", "minWebservers", "maxWebservers"])
      if (!(Number(inputs[key]) >= least && Number(inputs[key]) <= most))
        problems.push(`${name}: ${key} ${inputs[key]} on ${inputs.environmentClass}`);
  }
  // aws-cdk, aws-ec2/lib/vpc-endpoint.ts: what China names in its own way.
  const service = /^(cn\.)?com\.amazonaws\.cn-[a-z-]+\d\.(.*)$/.exec(String(inputs.serviceName ?? ""));
  if (service && ["monitoring", "ecr.api", "ecr.dkr", "sqs"].includes(service[2] ?? "") !== (service[1] !== undefined))
    problems.push(`${name}: ${inputs.serviceName}`);
  return problems;
}

describe(`what the plans send to AWS (${models.source}, read ${models.read})`, function () {
  this.timeout(60_000);
  for (const [title, config] of plans)
    it(title, async () => {
      const resources = await awsResources(config);
      resources.forEach(collect);
      for (const action of resources.flatMap(actionsFor)) actions.add(action);
      const problems = resources.flatMap((resource) => [
        ...awsCalls(resource).flatMap(({ service, operation, input }) =>
          checkCall(service, operation, input).map((problem) => `${resource.name}: ${problem}`),
        ),
        ...proseProblems(resource),
      ]);
      expect(problems).to.deep.equal([]);
    });
});

describe("what IAM is asked of a role that exists", () => {
  const use = {
    region: "us-east-1",
    accountId: "111122223333",
    environment: "airflow-dev",
    bucketName: "my-bucket",
    kmsKeyArn: "arn:aws:kms:us-east-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef",
    indexSecretId: "airflow/index",
  };
  const needs = needsOf(use);

  it("is what SimulatePrincipalPolicy takes, without wildcards", () => {
    expect(needs.length).to.equal(8);
    for (const { actions, resource, via } of needs) {
      const input = {
        PolicySourceArn: "arn:aws:iam::111122223333:role/airflow",
        ActionNames: actions,
        ResourceArns: [resource],
        ...(via && {
          ContextEntries: [{ ContextKeyName: "kms:ViaService", ContextKeyType: "string", ContextKeyValues: [via] }],
        }),
      };
      expect(checkCall("iam", "SimulatePrincipalPolicy", input)).to.deep.equal([]);
      expect(actions.filter((action) => action.includes("*"))).to.deep.equal([]);
    }
  });

  it("is all that the program's own role may do, and the fix that is printed is a policy", () => {
    documents.set("missing policy", JSON.stringify(grantOf(needs)));
    const own = executionRolePolicy({
      ...use,
      bucketArn: "arn:aws:s3:::my-bucket",
      bucketExists: true,
      ecrRepositories: [],
    }).Statement;
    const matches = (pattern: string, text: string) =>
      new RegExp(
        `^${pattern
          .replace(/[.+^${}()|[\]\\]/g, "\\$&")
          .replaceAll("*", ".*")
          .replaceAll("?", ".")}$`,
      ).test(text);
    for (const { actions, resource } of needs)
      for (const action of actions)
        expect(
          own.some(
            ({ Action, Resource }) =>
              [Action].flat().some((one) => matches(one, action)) &&
              [Resource ?? []].flat().some((one) => matches(one, resource)),
          ),
          `${action} on ${resource}`,
        ).to.equal(true);
  });
});

describe("the regions of MWAA", () => {
  const good = { "aws:allowedAccountIds": '["111122223333"]', "airflow:platform": "mwaa", "airflow:dags": "external" };
  const off = { "airflow:google": '{"enabled":false}' };
  it("are all taken, and GovCloud, which has none, is not", () => {
    for (const region of Object.values(models.mwaaRegions).flat())
      expect(() => parseStackConfig({ ...good, ...off, "aws:region": region }, "dev"), region).not.to.throw();
    expect(Object.keys(models.mwaaRegions)).to.deep.equal(["aws", "aws-cn"]);
    expect(() => parseStackConfig({ ...good, ...off, "aws:region": "us-gov-west-1" }, "dev")).to.throw(
      /a region where MWAA is offered/,
    );
  });
});

describe("the policies of those plans", function () {
  this.timeout(120_000);

  /** What Parliament (PyPI) finds, one line each; undefined where its environment cannot be made. */
  function audited(policies: Record<string, unknown>): string[] | undefined {
    const make = spawnSync("python3", ["airflow/tests/env.py", "policies"], { encoding: "utf8" });
    if (make.status !== 0) return undefined;
    const python = join(make.stdout.trim(), "bin", "python");
    const input = JSON.stringify(policies);
    const run = spawnSync(python, [join(__dirname, "audit_policies.py")], { input, encoding: "utf8" });
    if (run.status !== 0) throw new Error(run.stderr);
    return run.stdout.split("\n").filter((line) => line !== "");
  }

  /** What Parliament finds and AWS's own documentation does, or Parliament does not know. Each must still be found. */
  const known: [RegExp, string][] = [
    [/doctor-aws\.json: RESOURCE_STAR /, "doctor reads what stacks adopt and make, whose names are the user's"],
    [/^what `up` asks for: RESOURCE_(STAR|POLICY_PRIVILEGE_ESCALATION) /, "a list of actions to simulate, no policy"],

    [
      /execution-policy policy: RESOURCE_MISMATCH .*'s3:ListAllMyBuckets'/,
      "s3:List* on the bucket is AWS's own text for MWAA",
    ],
    [/-key policy: RESOURCE_STAR/, "in a key's policy * is the key itself"],
    [
      /-key policy: MISMATCHED_TYPE Type mismatch: ArnLike/,
      "an ARN in kms:EncryptionContext is AWS's own text for log groups",
    ],
    [/-key policy: UNKNOWN_CONDITION_FOR_ACTION .* kms:Describe/, "the same text: Describe* has no encryption context"],
    [/assumeRolePolicy: UNKNOWN_FEDERATION_SOURCE .*container\.googleapis\.com/, "a GKE cluster as OpenID provider"],
  ];

  it("have nothing that Parliament objects to, but for what AWS's own texts do", function () {
    expect(documents.size).to.be.greaterThan(30);
    documents.set("docs/policies/doctor-aws.json", awsPolicy());
    // What doctor simulates must be actions that IAM knows.
    expect(actions).to.include.keys("iam:PassRole", "airflow:CreateEnvironment");
    const Statement = [{ Effect: "Allow", Action: [...actions].sort(), Resource: "*" }];
    documents.set("what `up` asks for", JSON.stringify({ Version: "2012-10-17", Statement }));
    const found = audited(Object.fromEntries([...documents].map(([name, text]) => [name, JSON.parse(text)])));
    if (found === undefined) {
      console.log(
        "    skipped: `python3 airflow/tests/env.py policies` could not install Parliament from the package index",
      );
      this.skip();
    }
    expect(found.filter((line) => !known.some(([what]) => what.test(line)))).to.deep.equal([]);
    for (const [what, why] of known)
      expect(
        found.some((line) => what.test(line)),
        why,
      ).to.equal(true);
  });

  it("would be objected to, were an action misspelled", function () {
    const Statement = [{ Effect: "Allow", Action: "airflow:PublishMetric", Resource: "*" }];
    const found = audited({ wrong: { Version: "2012-10-17", Statement } });
    if (found === undefined) this.skip();
    expect(found).to.deep.equal(["wrong: UNKNOWN_ACTION Unknown action airflow:PublishMetric airflow:PublishMetric"]);
  });
});

describe("the check against AWS's models", () => {
  const bad = (change: object) =>
    checkCall("mwaa", "CreateEnvironment", {
      Name: "a",
      ExecutionRoleArn: "arn:aws:iam::111122223333:role/r",
      SourceBucketArn: "arn:aws:s3:::bucket",
      DagS3Path: "dags",
      NetworkConfiguration: { SubnetIds: ["subnet-1", "subnet-2"], SecurityGroupIds: ["sg-1"] },
      ...change,
    });

  it("takes what AWS takes", () => expect(bad({})).to.deep.equal([]));

  for (const [what, change, problem] of [
    ["a missing member", { Name: undefined }, /Name is missing/],
    ["an unknown member", { Nmae: "a" }, /Nmae is not known/],
    ["a value of no enum", { WebserverAccessMode: "PUBLIC" }, /none of PRIVATE_ONLY/],
    ["a list too short", { NetworkConfiguration: { SubnetIds: ["subnet-1"] } }, /1 entries, allowed 2 to 2/],
    ["a number out of range", { Schedulers: 6 }, /6, allowed any to 5/],
    ["text in place of a number", { Schedulers: "2" }, /2 is not a whole number/],
    [
      "a key of several regions",
      { KmsKey: "arn:aws:kms:us-east-1:111122223333:key/mrk-0123456789abcdef0123456789abcdef" },
      /KmsKey/,
    ],
    ["a role of GovCloud", { ExecutionRoleArn: "arn:aws-us-gov:iam::111122223333:role/r" }, /IamRoleArn/],
    ["an empty option", { AirflowConfigurationOptions: { "core.x": "" } }, /0 characters/],
    ["an option beyond ASCII", { AirflowConfigurationOptions: { "core.x": "é" } }, /é is not/],
  ] as const)
    it(`refuses ${what}`, () => expect(bad(change).join()).to.match(problem));
});
