/** The environment on the real engine, before an MWAA with the real one's manners: failed, rolled back, graceful, upgraded. */
import { expect } from "chai";
import { onEngine, refusal, up } from "../onEngine";
import type { Changes, Project } from "../project";
import { type MwaaApi, startMwaaApi } from "./api";

const cloud = { accountId: "222233334444", region: "us-east-1", gcpProject: "acme-data-prod" };
const type = "aws:mwaa/environment:Environment";
/** Little besides the environment: its network, bucket and key are there already. */
const small: Changes = [
  [["aws:allowedAccountIds"], [cloud.accountId]],
  [["airflow:google"], { enabled: false }],
  [["airflow:dags"], "external"],
  [
    ["airflow:mwaa"],
    {
      egress: "existing",
      kmsKeyArn: "aws-owned",
      bucketName: "team-bucket",
      network: {
        vpcId: "vpc-0123456789abcdef0",
        privateSubnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
        securityGroupIds: ["sg-0123456789abcdef0"],
      },
    },
  ],
];

onEngine("the environment of an MWAA stack", cloud, (engine) => {
  let project: Project;
  let api: MwaaApi;
  const environments = () => engine.standIn.aws.environments;
  const record = () => environments().records.get("airflow-dev");
  const ofEnvironment = async () => (await up(project.stack)).steps.filter((step) => step.type === type);
  const failing = async (): Promise<string> => {
    const error = await up(project.stack).catch((thrown: Error) => thrown);
    expect(error).to.be.instanceOf(Error);
    return (error as Error).message;
  };
  const set = (key: string, value: string) => project.stack.setConfig(key, { value }, true);

  before(async () => {
    project = await engine.copy("dev", small);
    api = await startMwaaApi(environments());
    project.stack.workspace.envVars = { ...project.stack.workspace.envVars, ...api.env };
  });
  after(() => {
    project?.dispose();
    api?.stop();
  });

  it("is red when MWAA gives up making it", async () => {
    engine.standIn.aws.faults.push({ type, kind: "failed", message: "INCORRECT_CONFIGURATION: no route" });
    expect(await failing()).to.include("CREATE_FAILED");
  });

  it("is then made anew, and not called a success", async () => {
    expect((await ofEnvironment()).map(({ op }) => op))
      .to.include("replace")
      .and.to.include("delete-replaced");
    expect(record()?.status).to.equal("AVAILABLE");
  });

  it("stays as it is while nothing changes", async () => {
    expect(await ofEnvironment()).to.deep.equal([]);
    expect(environments().updates).to.deep.equal([]);
  });

  it("is updated gracefully the first time, by the provider", async () => {
    await set("airflow:mwaa.maxWorkers", "4");
    expect((await ofEnvironment()).map(({ op }) => op)).to.deep.equal(["update"]);
    expect(environments().updates).to.deep.equal([{ maxWorkers: 4, workerReplacementStrategy: "GRACEFUL" }]);
    expect(await ofEnvironment()).to.deep.equal([]);
  });

  it("and the second time, where the provider would not ask for it", async () => {
    environments().updates.length = 0;
    await set("airflow:mwaa.maxWorkers", "6");
    await up(project.stack);
    expect(environments().updates).to.deep.equal([{ maxWorkers: 6, workerReplacementStrategy: "GRACEFUL" }]);
    expect(await ofEnvironment()).to.deep.equal([]);
    expect(environments().updates).to.have.length(1);
  });

  it("says that tasks are stopped where it cannot ask MWAA", async () => {
    environments().updates.length = 0;
    api.denies = true;
    await set("airflow:mwaa.maxWorkers", "7");
    const { stdout } = await project.stack.up();
    api.denies = false;
    expect(stdout)
      .to.include("This update stops running tasks")
      .and.to.include("is not authorized to perform: airflow:GetEnvironment");
    expect(environments().updates).to.deep.equal([{ maxWorkers: 7 }]);
  });

  it("is red when MWAA undoes an update, and sent again with AWS's reason", async () => {
    project.write("airflow/requirements.txt", "no-such-package\n");
    engine.standIn.aws.faults.push({ type, kind: "rolledBack", message: "requirements.txt cannot be installed" });
    expect(await failing()).to.include("ROLLING_BACK");
    const bad = record()?.settings.requirementsS3ObjectVersion;
    environments().updates.length = 0;
    const { stdout } = await project.stack.up();
    expect(stdout).to.include(
      "MWAA undid the last update (INCORRECT_CONFIGURATION: requirements.txt cannot be installed)",
    );
    expect(environments().updates.map((sent) => Object.keys(sent))).to.deep.equal([
      ["requirementsS3ObjectVersion", "workerReplacementStrategy"],
    ]);
    expect(record()?.settings.requirementsS3ObjectVersion).to.not.equal(bad);
    expect(await ofEnvironment()).to.deep.equal([]);
  });

  it("keeps its history: another major version is refused before anything changes", async () => {
    await set("airflow:airflowVersion", "4.0.0");
    expect(await refusal(project.stack)).to.include(
      'airflow:airflowVersion is "4.0.0"; the environment airflow-dev runs 3.2.1, and the provider would destroy it and its run history',
    );
    await set("airflow:airflowVersion", "3.2.1");
  });

  it("goes to Airflow 2.11 and back to 3 in place where that is asked for: the same environment, by UpdateEnvironment", async () => {
    const made = record()?.createdAt;
    const env = project.stack.workspace.envVars as Record<string, string>;
    for (const version of ["2.11.2", "3.2.1"]) {
      await set("airflow:airflowVersion", version);
      expect(await refusal(project.stack)).to.include("AIRFLOW_UPGRADE_IN_PLACE=yes pulumi up");
      environments().updates.length = 0;
      env.AIRFLOW_UPGRADE_IN_PLACE = "yes";
      const ops = (await ofEnvironment()).map(({ op }) => op);
      delete env.AIRFLOW_UPGRADE_IN_PLACE;
      expect(ops).to.not.include("replace");
      expect(environments().updates).to.have.length(1);
      expect(environments().updates[0]).to.include({ airflowVersion: version, workerReplacementStrategy: "GRACEFUL" });
      expect(environments().updates[0]).to.include.keys("requirementsS3ObjectVersion");
      expect([record()?.settings.airflowVersion, record()?.createdAt]).to.deep.equal([version, made]);
    }
    expect(await ofEnvironment()).to.deep.equal([]);
    expect(environments().updates).to.have.length(1);
  });

  it("is kept by airflow:protection in a preview and from a destroy, with the way to do it on purpose", async () => {
    await set("airflow:protection", "true");
    await up(project.stack);
    const { deployment } = await project.stack.exportStack();
    const found = (deployment.resources as { urn: string; type: string }[]).find((one) => one.type === type);
    const replacing = { replace: [found?.urn as string] };
    const refused = await project.stack.preview(replacing).catch(({ message }: Error) => message);
    expect(refused).to.include(
      "airflow:protection is true, and this would delete the environment airflow-dev with its run history. Fix: go back;",
    );
    const kept = await project.stack.destroy().catch(({ message }: Error) => message);
    expect(kept).to.include("airflow:protection is true and keeps the environment airflow-dev");
    expect(record()?.status).to.equal("AVAILABLE");
  });

  it("sleeps and wakes all the same, and is destroyed when it is no longer protected", async () => {
    await set("airflow:awake", "false");
    expect((await ofEnvironment()).map(({ op }) => op)).to.deep.equal(["delete"]);
    await set("airflow:awake", "true");
    expect((await ofEnvironment()).map(({ op }) => op)).to.deep.equal(["create"]);
    await set("airflow:protection", "false");
    await up(project.stack);
    await project.stack.destroy();
    expect((await project.stack.exportStack()).deployment.resources ?? []).to.deep.equal([]);
  });
});
