/** A company's stack on the real engine: a role that exists is judged before anything is made, and MWAA waits for endpoints. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { expectCleanDestroy, onEngine, preview, refusal } from "./onEngine";
import type { Changes, Project } from "./project";

const cloud = { accountId: "222233334444", region: "us-east-1", gcpProject: "acme-data-prod" };
const role = `arn:aws:iam::${cloud.accountId}:role/airflow`;
const getRole = "aws:iam/getRole:getRole";
const simulate = "aws:iam/getPrincipalPolicySimulation:getPrincipalPolicySimulation";
const environment = "aws:mwaa/environment:Environment";

/** The example, in an account that may be deployed to, with a role that exists. */
function example(): Changes {
  const { config } = parse(readFileSync(join("examples", "company-mwaa.yaml"), "utf8"));
  const { trustedPrincipals: _, iamPath, ...mwaa } = config["airflow:mwaa"];
  const ours = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll("111122223333", cloud.accountId));
  return [
    [["aws:allowedAccountIds"], [cloud.accountId]],
    [["gcp:project"], cloud.gcpProject],
    [["airflow:name"], config["airflow:name"]],
    [["airflow:access"], ours(config["airflow:access"])],
    [["airflow:mwaa"], ours({ ...mwaa, iamPath, executionRoleArn: role })],
  ];
}

onEngine("a company's stack (MWAA)", cloud, (engine) => {
  let project: Project;
  const asked: string[] = [];
  /** IAM's answers: what the role may not do, and a trust. */
  function iam(denied: string[], trust?: object): void {
    if (trust === undefined) engine.standIn.answers.delete(getRole);
    else engine.standIn.answers.set(getRole, () => ({ assumeRolePolicy: JSON.stringify(trust) }));
    engine.standIn.answers.set(simulate, (args) => {
      const names = args.actionNames as string[];
      asked.push(...names);
      return { results: names.map((actionName) => ({ actionName, allowed: !denied.includes(actionName) })) };
    });
  }
  before(async () => {
    project = await engine.copy("dev", example());
    engine.standIn.aws.environments.othersRoles.add("airflow");
  });
  after(() => project?.dispose());

  it("is refused where MWAA could not take the role, before anything is made", async () => {
    iam([], {
      Statement: { Effect: "Allow", Principal: { Service: "airflow.amazonaws.com" }, Action: "sts:AssumeRole" },
    });
    expect(await refusal(project.stack)).to.include(
      `airflow:mwaa.executionRoleArn is "${role}"; its trust does not let airflow-env.amazonaws.com take it, as which MWAA works. Fix: aws iam update-assume-role-policy --role-name airflow --policy-document '{`,
    );
    expect(engine.standIn.journal).to.deep.equal([]);
  });

  it("is refused where its policies or its boundary do not allow what MWAA needs", async () => {
    iam(["airflow:PublishMetrics", "logs:PutLogEvents"]);
    const message = await refusal(project.stack);
    expect(message).to.include(
      "do not allow what MWAA needs: airflow:PublishMetrics, logs:PutLogEvents. Fix: aws iam put-role-policy",
    );
    expect(message).to.include(
      `{"Effect":"Allow","Action":["logs:PutLogEvents"],"Resource":"arn:aws:logs:us-east-1:222233334444:log-group:airflow-company-airflow-*"}`,
    );
    expect(engine.standIn.journal).to.deep.equal([]);
  });

  it("comes up where only the bucket's owner can tell, and says what to make while MWAA waits", async () => {
    iam(["s3:GetObject"]);
    const { stdout, stderr, outputs } = await project.stack.up();
    const said = stdout + stderr;
    expect(said).to.include("by its own policies airflow may not do s3:GetObject");
    expect(said).to.include("MWAA waits, for 72 hours at most, for the two endpoints");
    expect(asked).to.include.members(["kms:Decrypt", "secretsmanager:GetSecretValue", "sqs:SendMessage"]);
    expect(engine.standIn.aws.environments.records.get("company-airflow")?.status).to.equal("PENDING");
    expect(outputs.endpoints?.value).to.deep.include({
      subnetIds: ["subnet-0123456789abcdef1", "subnet-0123456789abcdef2"],
    });
    expect(outputs.airflowUrl).to.equal(undefined);
    const made = engine.standIn.journal.filter(({ preview: foreseen }) => !foreseen);
    expect(made.filter(({ type }) => type === "aws:iam/role:Role")).to.deep.equal([]);
    expect(made.find(({ type }) => type === environment)?.inputs).to.include({ executionRoleArn: role });
  });

  it("changes nothing the second time", async () => {
    expect(await preview(project.stack)).to.deep.equal([]);
  });

  it("says that MWAA's own endpoints would mean another environment", async () => {
    await project.stack.setConfig("airflow:mwaa.endpointManagement", { value: "SERVICE" }, true);
    const steps = (await preview(project.stack)).filter(({ type }) => type === environment);
    expect(steps.map(({ op }) => op)).to.include("replace");
    await project.stack.setConfig("airflow:mwaa.endpointManagement", { value: "CUSTOMER" }, true);
  });

  it("is taken down as a whole", () => expectCleanDestroy(project, engine.standIn));
});
