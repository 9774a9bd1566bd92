/** What would delete data is refused before anything is done, with the way to do it on purpose. */
import { expect } from "chai";
import { ConfigError, parseStackConfig, refuseDataLoss } from "../../config";
import type { PriorResource } from "../../config/checks/keptData";
import { type Change, changed } from "../graph";

const arn = "arn:aws:kms:us-east-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const mwaaConfig = {
  "aws:region": "us-east-1",
  "aws:allowedAccountIds": '["444455556666"]',
  "gcp:project": "data-project",
  "airflow:platform": "mwaa",
  "airflow:dags": "external",
};
const environment: PriorResource = {
  type: "aws:mwaa/environment:Environment",
  outputs: {
    name: "airflow-dev",
    arn: "arn:aws:airflow:us-east-1:444455556666:environment/airflow-dev",
    kmsKey: arn,
    networkConfiguration: { subnetIds: ["subnet-a", "subnet-b"] },
  },
};
const subnet = (letter: string): PriorResource => ({
  type: "aws:ec2/subnet:Subnet",
  outputs: { id: `subnet-${letter}`, availabilityZone: `us-east-1${letter}`, tags: { Name: `private-${letter}` } },
});
const vpc: PriorResource = { type: "aws:ec2/vpc:Vpc", outputs: { id: "vpc-1", cidrBlock: "10.192.0.0/16" } };
const key: PriorResource = { type: "aws:kms/key:Key", outputs: { arn } };
const madeByUs = [environment, vpc, key, subnet("a"), subnet("b")];

const gkeConfig = {
  "gcp:project": "my-company-data",
  "gcp:region": "us-central1",
  "airflow:platform": "gke",
  "airflow:gke": '{"domain":"airflow.my-company.com"}',
};
function refused(config: Record<string, string>, change: Change, prior: PriorResource[]): string[] {
  try {
    refuseDataLoss(parseStackConfig(changed(config, change), "dev"), prior);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ message }) => message);
    throw error;
  }
}
const keys = (...args: Parameters<typeof refused>) => refused(...args).map((message) => message.split(" ")[0]);
const mwaa = (settings: object) => ({ "airflow:mwaa": settings });

describe("a change that would delete the MWAA environment", () => {
  const changes: [key: string, change: Change][] = [
    ["aws:region", { "aws:region": "us-west-2" }],
    ["airflow:mwaa.kmsKeyArn", mwaa({ kmsKeyArn: "aws-owned" })],
    ["airflow:mwaa.kmsKeyArn", mwaa({ kmsKeyArn: arn.replace("1234abcd", "5678abcd") })],
    ["airflow:mwaa.network.vpcCidr", mwaa({ network: { vpcCidr: "10.0.0.0/16" } })],
    ["airflow:mwaa.network.zones", mwaa({ network: { zones: ["us-east-1a", "us-east-1c"] } })],
    ["airflow:mwaa.network.zones", mwaa({ network: { zones: ["us-east-1b", "us-east-1a"] } })],
    [
      "airflow:mwaa.network.vpcId",
      mwaa({
        egress: "existing",
        network: { vpcId: "vpc-0123456789abcdef0", privateSubnetCidrs: ["10.0.1.0/24", "10.0.2.0/24"] },
      }),
    ],
  ];
  for (const [named, change] of changes) {
    it(`is refused: ${JSON.stringify(change)}`, () =>
      expect(keys(mwaaConfig, change, madeByUs)).to.deep.equal([named]));

    it(`passes where the stack is asleep, or has no environment: ${JSON.stringify(change)}`, () => {
      expect(keys(mwaaConfig, { ...change, "airflow:awake": "false" }, madeByUs)).to.deep.equal([]);
      expect(keys(mwaaConfig, change, madeByUs.slice(1))).to.deep.equal([]);
    });
  }

  it("says what would go, and how to lose it on purpose", () => {
    expect(refused(mwaaConfig, { "aws:region": "us-west-2" }, madeByUs)).to.deep.equal([
      'aws:region is "us-west-2"; it was us-east-1, and the change would delete the environment airflow-dev with its run history. Fix: go back, or put it to sleep first (airflow:awake false), which says that the history may go, or lose it on purpose: AIRFLOW_REPLACE_DATA=yes pulumi up',
    ]);
  });

  it("is none where nothing of it changes", () => {
    expect(keys(mwaaConfig, {}, madeByUs)).to.deep.equal([]);
    expect(keys(mwaaConfig, mwaa({ network: { zones: ["us-east-1a", "us-east-1b"] } }), madeByUs)).to.deep.equal([]);
    expect(keys(mwaaConfig, mwaa({ maxWorkers: 9 }), madeByUs)).to.deep.equal([]);
  });
});

describe("other ranges of the subnets in a VPC that exists", () => {
  const there = (cidrBlock: string, letter: string): PriorResource => ({
    ...subnet(letter),
    outputs: { ...subnet(letter).outputs, cidrBlock },
  });
  const prior = [environment, key, there("10.0.1.0/24", "a"), there("10.0.2.0/24", "b")];
  const adopted = (...privateSubnetCidrs: string[]) =>
    mwaa({ egress: "existing", network: { vpcId: "vpc-0123456789abcdef0", privateSubnetCidrs } });

  it("are refused, and the same ones are not", () => {
    expect(keys(mwaaConfig, adopted("10.0.1.0/24", "10.0.3.0/24"), prior)).to.deep.equal([
      "airflow:mwaa.network.privateSubnetCidrs",
    ]);
    expect(keys(mwaaConfig, adopted("10.0.1.0/24", "10.0.2.0/24"), prior)).to.deep.equal([]);
  });
});

describe("another platform for the stack", () => {
  it("is refused while the environment is there", () => {
    expect(keys(gkeConfig, {}, [environment])).to.deep.equal(["airflow:platform"]);
    expect(keys(gkeConfig, {}, [])).to.deep.equal([]);
  });
});
