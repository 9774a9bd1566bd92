/** What IAM is asked about a role that config names, before anything is made for it. */
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type Cloud, engineError, failure, fresh, onHookedEngine } from "../hookedEngine";

describe("on an engine, a role that exists", () => {
  const roleArn = "arn:aws:iam::444455556666:role/team/airflow";
  const use = {
    region: "eu-west-1",
    accountId: "444455556666",
    environment: "dev",
    bucketName: "data",
    kmsKeyArn: "arn:aws:kms:eu-west-1:444455556666:key/k",
    indexSecretId: undefined,
  };
  const trust = (services: string[]) =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: services } }] });
  const role = { arn: roleArn, assumeRolePolicy: trust(["airflow.amazonaws.com", "airflow-env.amazonaws.com"]) };

  interface Simulation {
    policySourceArn: string;
    actionNames: string[];
    resourceArns: string[];
    contexts: object[];
  }
  /** IAM, with a role or an error for it, and what the simulator denies. */
  async function check(iam: { role?: object | string; denied?: string[]; silent?: string }, again = false) {
    const names: string[] = [];
    const simulated: Simulation[] = [];
    const cloud: Cloud = {
      call: ({ token, inputs }) => {
        if (token === "aws:iam/getRole:getRole") {
          names.push(inputs.name);
          if (typeof iam.role === "string") throw engineError(iam.role);
          return iam.role ?? role;
        }
        if (iam.silent) throw engineError(iam.silent);
        simulated.push(inputs as Simulation);
        const result = (actionName: string) => ({ actionName, allowed: !iam.denied?.includes(actionName) });
        return { results: inputs.actionNames.map(result) };
      },
    };
    return onHookedEngine(cloud, async ({ told }) => {
      const { checkRole } = fresh<typeof import("../../../components/aws/iam/existingRole")>("aws/iam/existingRole.ts");
      const message = await failure(checkRole(roleArn, use));
      if (again) await failure(checkRole(roleArn, { ...use }));
      return { message: message.split("\n  ").pop(), told, names, simulated };
    });
  }
  const key = "airflow:mwaa.executionRoleArn";
  const refusal = (why: string, fix: string) => `${key} is "${roleArn}"; ${why}. Fix: ${fix}`;

  it("asks IAM once for its trust, and for each need by the service that uses the key", async () => {
    const { message, told, names, simulated } = await check({}, true);
    expect([message, told, names]).to.deep.equal(["nothing failed", [], ["airflow"]]);
    expect(
      simulated.map(({ contexts, resourceArns, policySourceArn }) => [policySourceArn, resourceArns, contexts]),
    ).to.have.deep.members([
      [roleArn, ["arn:aws:airflow:eu-west-1:444455556666:environment/dev"], []],
      [roleArn, ["arn:aws:logs:eu-west-1:444455556666:log-group:airflow-dev-Task:log-stream:any"], []],
      [roleArn, ["*"], []],
      [roleArn, ["arn:aws:sqs:eu-west-1:*:airflow-celery-any"], []],
      [roleArn, ["arn:aws:s3:::data"], []],
      [roleArn, ["arn:aws:s3:::data/any"], []],
      [roleArn, [use.kmsKeyArn], [{ key: "kms:ViaService", type: "string", values: ["sqs.eu-west-1.amazonaws.com"] }]],
    ]);
    expect(simulated[0]?.actionNames).to.deep.equal(["airflow:PublishMetrics"]);
  });

  it("refuses one that is not there, has another path, or does not trust MWAA", async () => {
    const none = refusal("IAM knows no such role", `make it, or pulumi config rm --path '${key}'`);
    for (const words of ["NoSuchEntity: no", "couldn't find resource", "Not Found"])
      expect((await check({ role: words })).message).to.equal(none);
    const elsewhere = "arn:aws:iam::444455556666:role/airflow";
    expect((await check({ role: { ...role, arn: elsewhere } })).message).to.equal(
      refusal(`the role airflow has another path: ${elsewhere}`, `pulumi config set --path '${key}' ${elsewhere}`),
    );
    const half = await check({ role: { ...role, assumeRolePolicy: trust([]) } });
    expect(half.message?.replace(/'\{.*\}'/, "POLICY")).to.equal(
      refusal(
        "its trust does not let airflow.amazonaws.com and airflow-env.amazonaws.com take it, as which MWAA works",
        "aws iam update-assume-role-policy --role-name airflow --policy-document POLICY (add what its trust has already)",
      ),
    );
    expect(half.message).to.contain('"aws:SourceAccount":"444455556666"');
  });

  it("refuses one that lacks what nothing else could allow, with the grant", async () => {
    const { message, told } = await check({ denied: ["logs:PutLogEvents", "logs:CreateLogGroup", "s3:GetObject"] });
    expect(message?.replace(/'\{.*\}'/, "POLICY")).to.equal(
      refusal(
        "its policies and boundary do not allow what MWAA needs: logs:CreateLogGroup, logs:PutLogEvents",
        "aws iam put-role-policy --role-name airflow --policy-name airflow-dev --policy-document POLICY",
      ),
    );
    const [, policy] = /'(\{.*\})'/.exec(message ?? "") ?? [];
    expect(JSON.parse(policy ?? "{}").Statement).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogGroup", "logs:PutLogEvents"],
        Resource: "arn:aws:logs:eu-west-1:444455556666:log-group:airflow-dev-*",
      },
    ]);
    expect(told).to.deep.equal([]);
  });

  it("warns of what a policy of the bucket or the key may still allow", async () => {
    const { message, told } = await check({ denied: ["s3:GetObject", "kms:Decrypt"] });
    expect([message, told]).to.deep.equal([
      "nothing failed",
      [
        `warning: ${key}: by its own policies airflow may not do s3:GetObject, kms:Decrypt. MWAA needs it; leave it so only where the policy of the bucket or the key allows it.`,
      ],
    ]);
  });

  it("warns where the caller may not ask, and goes on", async () => {
    const long = `AccessDenied ${"x".repeat(200)}\nmore`;
    const { message, told } = await check({ role: long, silent: "AccessDenied: simulate" });
    expect(message).to.equal("nothing failed");
    expect(told).to.have.length(8);
    const end = "MWAA will find out after minutes.";
    expect(told[0]).to.equal(
      `warning: ${key}: IAM does not say whether airflow exists and whom it trusts (${long.slice(0, 160)}). ${end}`,
    );
    expect(told[1]).to.equal(
      `warning: ${key}: IAM does not say whether it may do airflow:PublishMetrics and the like (AccessDenied: simulate). ${end}`,
    );
  });

  it("is known to others only when it was found good; a refusal has no stack trace", () =>
    onHookedEngine({ call: ({ token }) => (token.includes("getRole") ? { ...role, arn: "other" } : {}) }, async () => {
      const { existingRole } =
        fresh<typeof import("../../../components/aws/iam/existingRole")>("aws/iam/existingRole.ts");
      const { arn, readyArn, created } = existingRole(pulumi.output(roleArn), use, {});
      const value = (output: pulumi.Output<unknown>) =>
        (output as unknown as { promise(): Promise<unknown> }).promise();
      expect([await value(arn), await value(created)]).to.deep.equal([roleArn, undefined]);
      const refused = await value(readyArn).catch((error: Error) => error);
      expect(refused).to.be.instanceOf(Error);
      const { message, stack } = refused as Error;
      expect(message).to.match(/the role airflow has another path: other/);
      expect(stack).to.equal(message);
    }));
});
