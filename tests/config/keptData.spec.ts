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
const ownKey: PriorResource = { type: "aws:kms/key:Key", outputs: { arn } };
const madeByUs = [environment, vpc, ownKey, subnet("a"), subnet("b")];

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

  const history =
    "and the change would delete the environment airflow-dev with its run history. Fix: go back, or put it to sleep first (airflow:awake false), which says that the history may go, or lose it on purpose: AIRFLOW_REPLACE_DATA=yes pulumi up";
  const told = (key: string, now: string, was: string) => [`${key} is ${now}; it was ${was}, ${history}`];
  const bare = (outputs: object): PriorResource => ({
    ...environment,
    outputs: { ...environment.outputs, ...outputs },
  });

  it("says what was there: AWS's own key, none, another", () => {
    const key = "airflow:mwaa.kmsKeyArn";
    const other = arn.replace("1234abcd", "5678abcd");
    const [own, none] = [madeByUs, [bare({ kmsKey: "" }), vpc, subnet("a"), subnet("b")]];
    expect(refused(mwaaConfig, mwaa({ kmsKeyArn: other }), own)).to.deep.equal(
      told(key, `"${other}"`.slice(0, 77), "not set"),
    );
    expect(refused(mwaaConfig, mwaa({ kmsKeyArn: arn }), none)).to.deep.equal(
      told(key, `"${arn}"`.slice(0, 77), "aws-owned"),
    );
    expect(refused(mwaaConfig, {}, none)).to.deep.equal(told(key, '"not set"', "aws-owned"));
    expect(refused(mwaaConfig, mwaa({ kmsKeyArn: "aws-owned" }), none)).to.deep.equal([]);
    // A key of ours that is another thing's is not the environment's.
    const strange = [bare({ kmsKey: other }), vpc, ownKey, subnet("a"), subnet("b")];
    expect(keys(mwaaConfig, {}, strange)).to.deep.equal([key]);
    expect(keys(mwaaConfig, mwaa({ kmsKeyArn: other }), strange)).to.deep.equal([]);
    expect(keys(mwaaConfig, {}, [...madeByUs, { type: "aws:kms/key:Key", outputs: { arn: other } }])).to.deep.equal([]);
  });

  it("says which network was there, and asks for nothing of one that stays", () => {
    const vpcId = "airflow:mwaa.network.vpcId";
    const adopted = mwaa({
      egress: "existing",
      network: {
        vpcId: "vpc-0123456789abcdef0",
        privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
      },
    });
    const there = bare({
      networkConfiguration: { subnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"] },
    });
    expect(refused(mwaaConfig, adopted, [there, ownKey])).to.deep.equal([]);
    expect(keys(mwaaConfig, adopted, [there, ownKey, vpc])).to.deep.equal([vpcId]);
    expect(refused(mwaaConfig, adopted, [there, ownKey, vpc])).to.deep.equal(
      told(vpcId, '"vpc-0123456789abcdef0"', "not set"),
    );
    expect(refused(mwaaConfig, {}, [environment, ownKey])).to.deep.equal(told(vpcId, '"not set"', "another VPC"));
    const half = bare({ networkConfiguration: { subnetIds: ["subnet-0123456789abcdef1", "subnet-x"] } });
    expect(refused(mwaaConfig, adopted, [half, ownKey])).to.deep.equal(
      told(
        "airflow:mwaa.network.privateSubnetIds",
        '["subnet-0123456789abcdef1","subnet-0123456789abcdef2"]',
        '["subnet-0123456789abcdef1","subnet-x"]',
      ),
    );
    expect(keys(mwaaConfig, adopted, [bare({ networkConfiguration: undefined }), ownKey])).to.deep.equal([
      "airflow:mwaa.network.privateSubnetIds",
    ]);
  });

  it("compares zones in the order of the subnets' names, and those of the environment alone", () => {
    const zones = (...letters: string[]) => mwaa({ network: { zones: letters.map((letter) => `us-east-1${letter}`) } });
    const others = [subnet("c"), { ...subnet("d"), outputs: { id: "subnet-d", availabilityZone: "us-east-1d" } }];
    expect(
      keys(mwaaConfig, zones("a", "b"), [environment, vpc, ownKey, subnet("b"), subnet("a"), ...others]),
    ).to.deep.equal([]);
    expect(keys(mwaaConfig, zones("a", "b"), [environment, vpc, ownKey])).to.deep.equal([]);
    const unnamed = { ...subnet("a"), outputs: { id: "subnet-a", availabilityZone: "us-east-1a" } };
    expect(keys(mwaaConfig, zones("a", "c"), [environment, vpc, ownKey, unnamed])).to.deep.equal([
      "airflow:mwaa.network.zones",
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
  const prior = [environment, ownKey, there("10.0.1.0/24", "a"), there("10.0.2.0/24", "b")];
  const adopted = (...privateSubnetCidrs: string[]) =>
    mwaa({ egress: "existing", network: { vpcId: "vpc-0123456789abcdef0", privateSubnetCidrs } });

  it("are refused, and the same ones are not", () => {
    expect(keys(mwaaConfig, adopted("10.0.1.0/24", "10.0.3.0/24"), prior)).to.deep.equal([
      "airflow:mwaa.network.privateSubnetCidrs",
    ]);
    expect(keys(mwaaConfig, adopted("10.0.1.0/24", "10.0.2.0/24"), prior)).to.deep.equal([]);
    expect(keys(mwaaConfig, adopted("10.0.1.0/24", "10.0.3.0/24"), [environment, ownKey])).to.deep.equal([]);
  });
});

describe("another platform for the stack", () => {
  it("is refused while the environment is there", () => {
    expect(refused(gkeConfig, {}, [environment])).to.deep.equal([
      'airflow:platform is "gke"; it was mwaa, and the change would delete the environment airflow-dev with its run history. Fix: go back, or lose it on purpose: AIRFLOW_REPLACE_DATA=yes pulumi up',
    ]);
    expect(keys(gkeConfig, {}, [])).to.deep.equal([]);
  });
});
