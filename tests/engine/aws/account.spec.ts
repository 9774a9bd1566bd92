/** The stand-in account's manners, each against what its source says. No engine needed. */
import { expect } from "chai";
import { AwsAccount } from "./account";
import { InitFailed } from "./things";

const context = { accountId: "222233334444", region: "us-east-1", gcpProject: "p" };
const type = {
  address: "aws:ec2/eip:Eip",
  environment: "aws:mwaa/environment:Environment",
  gateway: "aws:ec2/internetGateway:InternetGateway",
  group: "aws:ec2/securityGroup:SecurityGroup",
  log: "aws:cloudwatch/logGroup:LogGroup",
  nat: "aws:ec2/natGateway:NatGateway",
  subnet: "aws:ec2/subnet:Subnet",
  vpc: "aws:ec2/vpc:Vpc",
};
const inputs = {
  name: "dev",
  airflowVersion: "2.11.2",
  executionRoleArn: "arn:aws:iam::222233334444:role/r",
  sourceBucketArn: "arn:aws:s3:::theirs",
  networkConfiguration: { subnetIds: ["subnet-1", "subnet-2"], securityGroupIds: ["sg-1"] },
};

describe("the stand-in AWS", () => {
  let aws: AwsAccount;
  const refusal = async (what: Promise<unknown>): Promise<string> =>
    what.then(
      () => "nothing",
      (error: Error) => error.message,
    );
  const environment = async () => {
    await aws.create("aws:iam/rolePolicy:RolePolicy", "p", { role: "r", policy: "{}" });
    return aws.create(type.environment, "e", inputs);
  };
  beforeEach(() => {
    aws = new AwsAccount(context);
  });

  it("refuses a name that is taken, also where the answer was lost", async () => {
    aws.faults.push({ type: type.log, kind: "lost", message: "connection reset" });
    expect(await refusal(aws.create(type.log, "log", { name: "airflow-dev-Task" }))).to.equal("connection reset");
    expect(await refusal(aws.create(type.log, "log", { name: "airflow-dev-Task" }))).to.match(/already exists/);
    await environment();
    expect(await refusal(aws.create(type.environment, "e", inputs))).to.match(/already exists/);
  });

  it("gives an address to one gateway at a time, and frees it when that is gone", async () => {
    const vpc = await aws.create(type.vpc, "v", { cidrBlock: "10.0.0.0/16" });
    const subnet = await aws.create(type.subnet, "s", { vpcId: vpc.id, cidrBlock: "10.0.0.0/24" });
    const address = await aws.create(type.address, "a", { domain: "vpc" });
    const nat = { allocationId: address.id, subnetId: subnet.id };
    expect(await refusal(aws.create(type.nat, "n", nat))).to.match(/^Gateway.NotAttached/);
    const gateway = await aws.create(type.gateway, "i", { vpcId: vpc.id });
    const first = await aws.create(type.nat, "n", nat);
    expect(await refusal(aws.create(type.nat, "m", nat))).to.match(/already associated/);
    const late = aws.delete(type.gateway, gateway.id);
    await aws.delete(type.nat, first.id);
    await late;
    expect(aws.find(gateway.id)).to.equal(undefined);
  });

  it("keeps a security group until MWAA's network interfaces are gone, a while after the environment", async () => {
    const group = await aws.create(type.group, "g", { vpcId: "vpc-1" });
    const used = { ...inputs, networkConfiguration: { ...inputs.networkConfiguration, securityGroupIds: [group.id] } };
    await aws.create("aws:iam/rolePolicy:RolePolicy", "p", { role: "r", policy: "{}" });
    const { id } = await aws.create(type.environment, "e", used);
    await aws.delete(type.environment, id);
    const started = Date.now();
    await aws.delete(type.group, group.id);
    expect(Date.now() - started).to.be.greaterThan(100);
  });

  it("fails a creation after the environment has its id, and keeps it", async () => {
    aws.faults.push({ type: type.environment, kind: "failed", message: "no route" });
    const error = await environment().catch((thrown: Error) => thrown);
    expect(error).to.be.instanceOf(InitFailed).with.property("id", "dev");
    expect(aws.environments.records.get("dev")?.status).to.equal("CREATE_FAILED");
  });

  it("undoes an update, while the state has what was asked for", async () => {
    const { id, state } = await environment();
    aws.faults.push({ type: type.environment, kind: "rolledBack", message: "bad" });
    const wanted = { ...inputs, maxWorkers: 9 };
    const error = await aws.update(type.environment, "e", id, state, wanted).catch((thrown: InitFailed) => thrown);
    expect((error as InitFailed).state.maxWorkers).to.equal(9);
    expect(aws.environments.records.get("dev")?.settings.maxWorkers).to.equal(undefined);
  });

  it("reads the strategy back from the last update, and sends it only when it is another", async () => {
    const { id, state } = await environment();
    expect(state.workerReplacementStrategy).to.equal("");
    const graceful = { ...inputs, workerReplacementStrategy: "GRACEFUL" };
    const after = await aws.update(type.environment, "e", id, state, { ...graceful, maxWorkers: 2 });
    expect(after.workerReplacementStrategy).to.equal("GRACEFUL");
    const later = await aws.update(type.environment, "e", id, after, { ...graceful, maxWorkers: 3 });
    expect(aws.environments.updates).to.deep.equal([
      { maxWorkers: 2, workerReplacementStrategy: "GRACEFUL" },
      { maxWorkers: 3 },
    ]);
    expect(later.workerReplacementStrategy).to.equal("");
  });

  it("replaces on a newer major version and on other subnets, the old one first", async () => {
    const { state } = await environment();
    const diff = (change: object) => aws.diff(type.environment, state, inputs, { ...inputs, ...change });
    expect(diff({ airflowVersion: "3.2.1" })).to.deep.include({
      replaces: ["airflowVersion"],
      deleteBeforeReplace: true,
    });
    expect(diff({ airflowVersion: "2.11.3" }).replaces).to.deep.equal([]);
    const networkConfiguration = { subnetIds: ["subnet-1", "subnet-3"], securityGroupIds: ["sg-1"] };
    expect(diff({ networkConfiguration }).replaces).to.deep.equal(["networkConfiguration"]);
    expect(
      diff({ networkConfiguration: { ...inputs.networkConfiguration, securityGroupIds: ["sg-2"] } }).replaces,
    ).to.deep.equal([]);
  });
});
