/** Every change of config that replaces something goes through on the real engine, in one `up`, and leaves nothing behind. */
import { expect } from "chai";
import { override } from "../../../config/checks/keptData";
import { onEngine, refusal, up } from "../onEngine";
import type { Project } from "../project";

const cloud = { accountId: "222233334444", region: "us-east-1", gcpProject: "acme-data-prod" };
const adopted = (...parts: number[]) => ({
  vpcId: "vpc-0123456789abcdef0",
  privateSubnetCidrs: parts.map((part) => `10.0.${part}.0/24`),
});

onEngine("a change of an MWAA stack", cloud, (engine) => {
  let project: Project;

  /** Sets `airflow:mwaa` whole, and other keys, and runs `up`. */
  async function change(mwaa: object, keys: Record<string, string> = {}): Promise<void> {
    const all = { ...keys, "airflow:mwaa": JSON.stringify(mwaa) };
    for (const [key, value] of Object.entries(all)) await project.stack.setConfig(key, { value });
    await up(project.stack);
  }

  before(async () => {
    project = await engine.copy("dev", [
      [["aws:allowedAccountIds"], [cloud.accountId]],
      [["airflow:google"], { enabled: false }],
      [["airflow:dags"], "external"],
    ]);
    await up(project.stack);
    // What replaces the environment is refused without it: tests/engine/mwaa.spec.ts.
    Object.assign(project.stack.workspace.envVars as object, { [override]: "yes" });
  });
  after(() => project?.dispose());

  for (const [what, mwaa, keys] of [
    ["another range of the VPC", { network: { vpcCidr: "10.20.0.0/16" } }],
    ["another range, and a gateway in each zone", { egress: "natPerZone", network: { vpcCidr: "10.30.0.0/16" } }],
    ["endpoints in place of gateways", { egress: "endpoints", network: { vpcCidr: "10.30.0.0/16" } }],
    ["another range with endpoints", { egress: "endpoints", network: { vpcCidr: "10.40.0.0/16" } }],
    ["subnets in a VPC that exists", { egress: "endpoints", network: adopted(1, 2) }],
    ["other ranges of these, one of them another's before", { egress: "endpoints", network: adopted(2, 3) }],
    ["AWS's own key", { egress: "endpoints", network: adopted(2, 3), kmsKeyArn: "aws-owned" }],
    [
      "a bucket that exists, DAGs of its own in another folder",
      {
        egress: "endpoints",
        network: adopted(2, 3),
        kmsKeyArn: "aws-owned",
        bucketName: "team-bucket",
        dagPath: "flows",
      },
      { "airflow:dags": "airflow/dags" },
    ],
  ] as [string, object, Record<string, string>?][])
    it(`goes through: ${what}`, () => change(mwaa, keys));

  it("does not go through where the environment would go by surprise: another name", async () => {
    await project.stack.setConfig("airflow:name", { value: "airflow-two" });
    expect(await refusal(project.stack)).to.include(
      'airflow:name is "airflow-two"; the stack has the environment airflow-dev, and a new name would destroy it',
    );
    await project.stack.setConfig("airflow:name", { value: "airflow-dev" });
  });

  it("leaves nothing to do, and nothing behind", async () => {
    expect((await up(project.stack)).steps).to.deep.equal([]);
    await project.stack.destroy();
    expect([...engine.standIn.aws.things.keys()]).to.deep.equal([]);
  });
});
