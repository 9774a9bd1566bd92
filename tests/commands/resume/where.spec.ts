/** Every type of both homes can be found again, by an id in the form that its provider's own documentation gives. */
import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { type Way, wayTo } from "../../../commands/resume/where";
import { aws } from "../../../commands/resume/where/aws";
import { google } from "../../../commands/resume/where/google";
import { readStack } from "../../../commands/stack/stackFile";
import { markPlace } from "../../../components/shared/ownership";
import { planExample, planStack } from "../../graph";

const place = { account: "123456789012", partition: "aws", project: "{}", region: "{}" };

/** Examples of ids to import, from the package's own documentation of the type. */
function documented(type: string): string[] {
  const [pkg, module = "", _name] = type.split(":");
  const [folder, file = ""] = module.split("/");
  const base = `node_modules/@pulumi/${pkg}/${folder}`;
  const path = [`${base}/${file}.d.ts`, `${base}/${file.toLowerCase()}.d.ts`].find(existsSync);
  const text = path === undefined ? "" : readFileSync(path, "utf8");
  return [...text.matchAll(/pulumi import \S+ \S+ (.+)/g)].map(([, id]) => (id as string).trim());
}

const idOf = (way: Way | undefined, inputs: Record<string, unknown>) =>
  way?.by === "id" ? way.id(inputs, place) : undefined;
/** Every input is `{}`: what is left of an id is its form. */
const anything = new Proxy({}, { get: (_target, key) => (key === "condition" ? undefined : "{}") });

/** Where the documentation has no example: the provider's, https://registry.terraform.io/providers/hashicorp/google/latest/docs. */
const googleByHand: Record<string, string> = {
  "gcp:iap/webBackendServiceIamMember:WebBackendServiceIamMember": "projects/{}/iap_web/compute/services/{} {} {}",
  "gcp:projects/iAMMember:IAMMember": "{} {} {}",
  "gcp:serviceaccount/account:Account": "projects/{}/serviceAccounts/{}@{}.iam.gserviceaccount.com",
  "gcp:serviceaccount/iAMMember:IAMMember": "{} {} {}",
  "gcp:storage/bucket:Bucket": "{}/{}",
  "gcp:storage/bucketIAMMember:BucketIAMMember": "b/{} {} {}",
};

const topic = "arn:aws:sns:us-west-2:123456789012:my-topic";

const awsExamples: Record<string, Record<string, unknown>> = {
  "aws:budgets/budget:Budget": { accountId: "123456789012", name: "myBudget" },
  "aws:cloudwatch/dashboard:Dashboard": { dashboardName: "example-dashboard" },
  "aws:cloudwatch/metricAlarm:MetricAlarm": { name: "alarm-12345" },
  "aws:sns/topic:Topic": { region: "us-west-2", name: "my-topic" },
  "aws:sns/topicPolicy:TopicPolicy": { arn: topic },
  "aws:cloudwatch/logGroup:LogGroup": { name: "yada" },
  "aws:ec2/route:Route": { routeTableId: "rtb-656C65616E6F72", destinationCidrBlock: "10.42.0.0/16" },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    subnetId: "subnet-6777656e646f6c796e",
    routeTableId: "rtb-656c65616e6f72",
  },
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": {
    group: "test-group",
    policyArn: "arn:aws:iam::xxxxxxxxxxxx:policy/test-policy",
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": { url: "https://accounts.google.com" },
  "aws:iam/policy:Policy": { name: "UsersManageOwnCredentials" },
  "aws:iam/role:Role": { name: "developer_name" },
  "aws:iam/rolePolicy:RolePolicy": { role: "role_of_mypolicy_name", name: "mypolicy_name" },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    role: "test-role",
    policyArn: "arn:aws:iam::xxxxxxxxxxxx:policy/test-policy",
  },
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": {
    user: "test-user",
    policyArn: "arn:aws:iam::xxxxxxxxxxxx:policy/test-policy",
  },
  "aws:mwaa/environment:Environment": { name: "MyAirflowEnvironment" },
  "aws:s3/bucket:Bucket": { bucket: "bucket-name" },
  "aws:s3/bucketObjectv2:BucketObjectv2": { bucket: "some-bucket-name", key: "some/key.txt" },
  "aws:s3/bucketPolicy:BucketPolicy": { bucket: "my-tf-test-bucket" },
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": { bucket: "my-bucket" },
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": { bucket: "bucket-name" },
  "aws:s3/bucketVersioning:BucketVersioning": { bucket: "bucket-name" },
};

describe("the way to find a resource again", () => {
  it("is known for every type that the homes make", async () => {
    const gke = JSON.parse(readStack("gke").config["airflow:gke"] ?? "{}");
    const account = { "aws:region": "us-east-1", "aws:allowedAccountIds": ["111122223333"] };
    const people = ["role/a", "user/b", "group/c"].map((who) => `arn:aws:iam::111122223333:${who}`);
    const graphs = [
      await planStack("dev", { "airflow:access": { admins: people } }),
      await planStack("dev", { "airflow:mwaa": { egress: "endpoints" }, "airflow:google": { enabled: false } }),
      await planExample("watched-mwaa"),
      await planExample("watched-gke"),
      await planStack("gke"),
      await planStack("gke", {
        ...account,
        "airflow:gke": {
          ...gke,
          database: { kind: "cloudSql" },
          aws: { ecrRepositories: ["my-image"], policyArns: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"] },
        },
      }),
    ];
    const types = new Set(
      graphs.flatMap(({ resources }) => resources.filter(({ custom }) => custom).map(({ type }) => type)),
    );
    expect(types.size).to.be.greaterThan(60);
    expect([...types].filter((type) => wayTo(type) === undefined)).to.deep.equal([]);
    // What is found by its tags must carry them.
    expect([...types].filter((type) => wayTo(type)?.by === "tags" && markPlace(type) === undefined)).to.deep.equal([]);
  });

  for (const [type, way] of Object.entries(google).filter(([, { by }]) => by === "id"))
    it(`of ${type} is an id as the provider imports it`, () => {
      const forms = documented(type).map((id) => id.replace(/\{\{\w+\}\}/g, "{}"));
      expect(googleByHand[type] === undefined ? forms : [googleByHand[type]]).to.include(idOf(way, anything));
    });

  for (const [type, way] of Object.entries(aws).filter(([, { by }]) => by !== "again"))
    it(`of ${type} is an id as the provider imports it`, () => {
      const examples = documented(type);
      expect(examples).to.not.deep.equal([]);
      if (way.by === "tags")
        expect(examples[0]).to.match(/^[a-z]+-[0-9a-f]+$|^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      else expect(examples).to.include(idOf(way, awsExamples[type] ?? {}));
    });

  it("of a grant with a condition ends in its title", () => {
    const inputs = {
      project: "p",
      role: "roles/x",
      member: "user:a@b.c",
      condition: { title: "Only ours", expression: "true" },
    };
    expect(idOf(google["gcp:projects/iAMMember:IAMMember"], inputs)).to.equal("p roles/x user:a@b.c Only ours");
  });

  it("of an object in a cluster is its namespace and name", () => {
    const metadata = { namespace: "airflow", name: "airflow-web" };
    expect(idOf(wayTo("kubernetes:core/v1:Service"), { metadata })).to.equal("airflow/airflow-web");
    expect(idOf(wayTo("kubernetes:core/v1:Namespace"), { metadata: { name: "airflow" } })).to.equal("airflow");
    expect(idOf(wayTo("kubernetes:helm.sh/v3:Release"), { namespace: "airflow", name: "airflow" })).to.equal(
      "airflow/airflow",
    );
  });
});
