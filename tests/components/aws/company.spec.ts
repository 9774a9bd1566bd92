/** What a company asks of everything on AWS: boundary, path, tags, page, role, endpoints, policies with names that stay. */
import { existsSync, readFileSync } from "node:fs";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { Policy } from "@pulumi/aws/iam/policy";
import { Role } from "@pulumi/aws/iam/role";
import { expect } from "chai";
import { actionsFor } from "../../../commands/doctor/aws/account/actions";
import type { Graph } from "../../../commands/plan/record/graph";
import { record } from "../../../commands/plan/record/recorder";
import { AirflowOnMwaa } from "../../../components/aws/airflowOnMwaa";
import { guardedInputs } from "../../../components/aws/guardRails";
import { objectTags } from "../../../components/shared/tags";
import { named, ofType, planExample, planStack } from "../../graph";

const account = "111122223333";
const boundary = `arn:aws:iam::${account}:policy/guard-rails/workload`;
const own = { "cost-center": "4711", "data-class": "internal" };

/** Whether the provider's resource of this type takes tags, by its own declaration. */
function takesTags(type: string): boolean {
  const [, path] = /^aws:(.+):\w+$/.exec(type) ?? [];
  if (path === undefined) return false;
  const file = `node_modules/@pulumi/aws/${path}.d.ts`;
  expect(existsSync(file), file).to.equal(true);
  const [, args = ""] = readFileSync(file, "utf8").split(/^export interface \w+Args /m);
  return /^ {4}tags\?:/m.test(args);
}

describe("examples/company-mwaa.yaml", () => {
  let graph: Graph;
  before(async () => {
    graph = await planExample("company-mwaa");
  });

  it("bounds every role, and puts roles and policies under the company's path", () => {
    expect(ofType(graph, "iam/role:Role").map(({ inputs }) => [inputs.permissionsBoundary, inputs.path])).to.deep.equal(
      [[boundary, "/data-platform/"]],
    );
    const paths = ofType(graph, "iam/policy:Policy").map(({ inputs }) => inputs.path);
    expect(paths).to.deep.equal(Array(4).fill("/data-platform/"));
  });

  it("needs of whoever runs `up` what boundary and tags on objects ask for", () => {
    expect(actionsFor(named(graph, "company-airflow-execution-role"))).to.include("iam:PutRolePermissionsBoundary");
    expect(actionsFor(named(graph, "company-airflow-plugins"))).to.include("s3:PutObjectTagging");
  });

  it("admits the role to Google by its session's ARN, which has no path", () => {
    expect(named(graph, "company-airflow-federation-provider").inputs.attributeCondition).to.equal(
      `assertion.account == "${account}" && assertion.arn.startsWith("arn:aws:sts::${account}:assumed-role/company-airflow-execution-role/")`,
    );
  });

  it("tags everything that can carry tags, as the provider itself says", () => {
    const aws = graph.resources.filter(({ type, custom }) => custom && type.startsWith("aws:"));
    const can = aws.filter(({ type }) => takesTags(type));
    expect(new Set(can.map(({ type }) => type.split(":").pop()))).to.deep.equal(
      new Set([
        "Policy",
        "Role",
        "BucketObjectv2",
        "SecurityGroup",
        "SecurityGroupEgressRule",
        "SecurityGroupIngressRule",
        "LogGroup",
        "Environment",
      ]),
    );
    for (const { name, inputs } of can) expect(inputs.tags, name).to.include(own);
  });

  it("tags the network and the key of a new VPC too, and no more than ten on an object", async () => {
    const defaults = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`k${index}`, "v"]));
    for (const egress of ["natPerZone", "endpoints"]) {
      const dev = await planStack("dev", {
        "airflow:google": { enabled: false },
        "aws:defaultTags": { tags: defaults },
        "airflow:mwaa": { egress, tags: own },
      });
      for (const { name, type, inputs } of dev.resources.filter(({ custom, type: one }) => custom && takesTags(one)))
        if (!type.includes("ketObject")) expect(inputs.tags, name).to.include(own);
        else {
          expect(Object.keys(inputs.tags as object), name).to.have.length(10);
          expect(inputs.overrideProvider, name).to.deep.equal({ defaultTags: { tags: {} } });
        }
    }
  });

  it("opens the page to the company's ranges and lists, on HTTPS", () => {
    const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    expect(named(graph, "company-airflow-network-https-10.0.0.0/8").inputs).to.include({
      ...https,
      cidrIpv4: "10.0.0.0/8",
    });
    expect(named(graph, "company-airflow-network-https-pl-0123456789abcdef0").inputs).to.include({
      ...https,
      prefixListId: "pl-0123456789abcdef0",
    });
  });

  it("lets MWAA and whom the company names take the role, and nobody else", () => {
    const { Statement } = JSON.parse(String(named(graph, "company-airflow-execution-role").inputs.assumeRolePolicy));
    expect(Statement).to.deep.equal([
      {
        Effect: "Allow",
        Principal: { Service: ["airflow.amazonaws.com", "airflow-env.amazonaws.com"] },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
      { Effect: "Allow", Principal: { AWS: [`arn:aws:iam::${account}:role/break-glass`] }, Action: "sts:AssumeRole" },
    ]);
  });

  it("gives each kind of people a policy whose name stays, Airflow's Op included", () => {
    const policies = ofType(graph, "iam/policy:Policy").map(({ inputs }) => [
      inputs.name,
      /role\/company-airflow\/(\w+)/.exec(String(inputs.policy))?.[1],
    ]);
    expect(Object.fromEntries(policies)).to.deep.equal({
      "company-airflow-admins": "Admin",
      "company-airflow-operators": "Op",
      "company-airflow-viewers": "Viewer",
      "company-airflow-triggerCallers": "User",
    });
    expect(named(graph, "company-airflow-access-operators-role-data-engineers").inputs.role).to.equal("data-engineers");
  });

  it("leaves the environment's endpoints to the VPC's owner, and tells what he makes", () => {
    expect(named(graph, "company-airflow-environment").inputs.endpointManagement).to.equal("CUSTOMER");
    const endpoints = graph.outputs.endpoints as Record<string, unknown>;
    expect(endpoints.subnetIds).to.deep.equal(["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"]);
    for (const service of ["databaseService", "webserverService"])
      expect(endpoints[service]).to.match(/^com\.amazonaws\.vpce\.us-east-1\.vpce-svc-[0-9a-f]{17}$/);
    expect(ofType(graph, "VpcEndpoint")).to.deep.equal([]);
  });

  it("hands pip the index with its login in no file", () => {
    expect(String(named(graph, "company-airflow-requirements").inputs.content)).not.to.match(/index/);
    const script = String(named(graph, "company-airflow-startup").inputs.content);
    expect(script).to.contain("'airflow/company-airflow/package-index' 'https://pypi.my-company.com/simple'");
    const { Statement } = JSON.parse(String(named(graph, "company-airflow-execution-policy").inputs.policy));
    const secrets = Statement.find(({ Action }: { Action: string[] }) =>
      Action.includes("secretsmanager:GetSecretValue"),
    );
    expect(secrets.Resource).to.deep.equal([
      `arn:aws:secretsmanager:us-east-1:${account}:secret:airflow/company-airflow/*`,
      `arn:aws:secretsmanager:us-east-1:${account}:secret:airflow/company-airflow/package-index-??????`,
    ]);
  });
});

describe("a role that exists", () => {
  const arn = `arn:aws:iam::${account}:role/team/airflow`;
  let graph: Graph;
  before(async () => {
    graph = await planStack("dev", { "airflow:dags": "external", "airflow:mwaa": { executionRoleArn: arn } });
  });

  it("is the environment's and Google's, and none is made", () => {
    expect(ofType(graph, "iam/role:Role")).to.deep.equal([]);
    expect(ofType(graph, "RolePolicy")).to.deep.equal([]);
    expect(graph.outputs.executionRoleArn).to.equal(arn);
    expect(named(graph, "airflow-dev-environment").inputs.executionRoleArn).to.equal(arn);
    expect(named(graph, "airflow-dev-federation-binding").inputs.member).to.match(
      /attribute\.aws_role\/arn:aws:sts::111122223333:assumed-role\/airflow$/,
    );
  });

  it("is admitted by the key and the bucket, whose names it cannot know", () => {
    const statements = [
      JSON.parse(String(named(graph, "airflow-dev-key").inputs.policy)).Statement,
      JSON.parse(String(named(graph, "airflow-dev-tls-only").inputs.policy)).Statement,
    ].map((all) => all.find(({ Sid }: { Sid: string }) => Sid === "ExecutionRole"));
    expect(statements.map(({ Principal, Action }) => [Principal, Action])).to.deep.equal([
      [{ AWS: arn }, ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*", "kms:Encrypt"]],
      [
        { AWS: arn },
        ["s3:GetObject", "s3:GetObjectVersion", "s3:GetBucket*", "s3:ListBucket", "s3:ListBucketVersions"],
      ],
    ]);
  });
});

describe("packages", () => {
  const requirementsOf = async (packages: object, more = {}) => {
    const change = { "airflow:dags": "external", "airflow:google": { enabled: false }, ...more };
    const graph = await planStack("dev", { ...change, "airflow:mwaa": { packages } });
    return String(named(graph, "airflow-dev-requirements").inputs.content).split("\n").slice(1);
  };

  it("come from wheels that plugins.zip brings, with nothing of ours that has no wheel", async () => {
    expect(await requirementsOf({ source: "plugins" })).to.deep.equal([
      "--no-index",
      "--find-links /usr/local/airflow/plugins",
      "",
    ]);
  });

  it("come from an index that asks for no login", async () => {
    const indexUrl = "https://pypi.my-company.com/simple";
    expect(await requirementsOf({ source: "index", indexUrl })).to.deep.equal([
      `--index-url ${indexUrl}`,
      "apache-airflow-providers-docker",
      "",
    ]);
  });
});

describe("the pods' role on GKE", () => {
  it("has boundary, path and tags too", async () => {
    const gke = {
      ...JSON.parse('{"domain":"airflow.example.com"}'),
      aws: { permissionsBoundary: boundary, iamPath: "/lab/", tags: own },
    };
    const graph = await planStack("gke", {
      "airflow:dags": "external",
      "aws:region": "eu-west-1",
      "aws:allowedAccountIds": [account],
      "airflow:gke": gke,
    });
    const [role, ...others] = ofType(graph, "iam/role:Role");
    expect(others).to.deep.equal([]);
    expect(role?.inputs).to.include({ permissionsBoundary: boundary, path: "/lab/" });
    expect(role?.inputs.tags).to.include(own);
    expect(ofType(graph, "OpenIdConnectProvider")[0]?.inputs.tags).to.include(own);
  });
});

describe("a program of one's own", () => {
  it("hands over what another resource of it makes", async () => {
    const make = async () => {
      const role = new Role("theirs", { assumeRolePolicy: "{}" });
      const bound = new Policy("theirs", { policy: "{}" });
      const people = new SecurityGroup("people", {});
      new AirflowOnMwaa("etl", {
        aws: { region: "eu-west-1", accountId: account },
        google: { enabled: false },
        dags: "external",
        mwaa: {
          executionRoleArn: role.arn,
          permissionsBoundary: bound.arn,
          webserverAccess: "PRIVATE_ONLY",
          network: { pageFrom: [people.id] },
        },
      });
      new AirflowOnMwaa("lab", {
        aws: { region: "eu-west-1", accountId: account },
        google: { enabled: false },
        dags: "external",
        mwaa: {
          permissionsBoundary: bound.arn,
          trustedPrincipals: [role.arn],
          packages: { source: "index", indexUrl: "https://pypi.my-company.com/simple", indexSecretId: people.id },
        },
      });
    };
    const graph = await record(make, {
      accountId: account,
      region: "eu-west-1",
      gcpProject: "p",
      project: "theirs",
      stack: "prod",
      config: {},
    });
    expect(named(graph, "etl-environment").inputs.executionRoleArn).to.equal(`arn:aws:iam::${account}:role/theirs`);
    const { cidrIpv4, prefixListId, referencedSecurityGroupId } = named(graph, "etl-network-https-1").inputs;
    expect([cidrIpv4, prefixListId]).to.deep.equal([undefined, undefined]);
    expect(referencedSecurityGroupId).to.match(/^sg-[0-9a-f]{17}$/);
    expect(named(graph, "lab-execution-role").inputs).to.include({
      permissionsBoundary: `arn:aws:iam::${account}:policy/theirs`,
    });
    expect(String(named(graph, "lab-execution-role").inputs.assumeRolePolicy)).to.contain("role/theirs");
    expect(String(named(graph, "lab-startup").inputs.content)).to.contain(`'${referencedSecurityGroupId}'`);
  });
});

describe("guard rails", () => {
  const rails = { permissionsBoundary: undefined, iamPath: undefined, tags: {} };

  it("that nobody set change nothing", () => {
    for (const type of ["aws:iam/role:Role", "aws:ec2/vpc:Vpc", "aws:s3/bucketObjectv2:BucketObjectv2"])
      expect(guardedInputs(type, { a: 1 }, rails, {}), type).to.equal(undefined);
  });

  it("leave a thing its own tags, and Google's things alone", () => {
    const tagging = { ...rails, tags: own };
    expect(guardedInputs("aws:ec2/vpc:Vpc", { tags: { Name: "n" } }, tagging, {})).to.deep.equal({
      tags: { ...own, Name: "n" },
    });
    expect(guardedInputs("gcp:storage/bucket:Bucket", {}, tagging, {})).to.equal(undefined);
  });

  const many = (from: number, to: number) =>
    Object.fromEntries(Array.from({ length: to - from }, (_, index) => [`k${from + index}`, "v"]));

  it("put ten tags at most on an object, the stack's first, and then keep the provider's own off", () => {
    expect(objectTags(many(0, 10), {})).to.deep.equal({ tags: many(0, 10) });
    expect(objectTags(many(0, 8), many(7, 10))).to.deep.equal({ tags: many(0, 8) });
    const without = { overrideProvider: { defaultTags: { tags: {} } } };
    expect(objectTags(many(0, 9), many(7, 12))).to.deep.equal({ tags: many(0, 10), ...without });
    expect(objectTags({}, many(0, 11))).to.deep.equal({ tags: many(0, 10), ...without });
  });
});
