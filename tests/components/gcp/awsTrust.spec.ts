/** Who may enter the pool: the condition and the mapping, evaluated by a real CEL implementation. */
import { expect } from "chai";
import {
  assumedRoleArn,
  attributeCondition,
  attributeMapping,
  awsRole,
  principalSet,
} from "../../../components/gcp/awsTrust";
import { type Assertion, evaluate, extract } from "./googleCel";

const role = awsRole("arn:aws:iam::444455556666:role/service-role/airflow-dev-execution-role-1a2b3c4");
const session = (arn: string, account = "444455556666"): Assertion => ({ account, arn, userid: "AROAEXAMPLE:x" });
const sts = (rest: string) => session(`arn:aws:sts::444455556666:${rest}`);
const enters = (assertion: Assertion) => evaluate(attributeCondition(role), assertion);
const mapped = (attribute: string, assertion: Assertion) => evaluate(attributeMapping[attribute] as string, assertion);

describe("extract, as Google documents it", () => {
  // One case for each sentence of its description.
  const timestamp = "projects/p/logs/2024-01-01";
  for (const [template, found] of [
    ["projects/{project}/logs", "p"],
    ["{all}", timestamp],
    ["{before}/logs", "projects/p"],
    ["logs/{after}", "2024-01-01"],
    ["buckets/{none}", ""],
    ["projects/{none}/buckets", ""],
  ] as const)
    it(`${template} -> "${found}"`, () => expect(extract(timestamp, template)).to.equal(found));
});

describe("the condition of the AWS provider", () => {
  it("names the account and the role's sessions", () => {
    expect(attributeCondition(role)).to.equal(
      'assertion.account == "444455556666" && assertion.arn.startsWith("arn:aws:sts::444455556666:assumed-role/airflow-dev-execution-role-1a2b3c4/")',
    );
  });

  it("lets the role's sessions in", () => {
    expect(enters(sts("assumed-role/airflow-dev-execution-role-1a2b3c4/AmazonMWAA-airflow"))).to.equal(true);
  });

  const name = "airflow-dev-execution-role-1a2b3c4";
  const strangers: [who: string, assertion: Assertion][] = [
    ["a sibling role", sts("assumed-role/airflow-dev-execution-role-9z8y7x6/AmazonMWAA-airflow")],
    ["a role with its name as prefix", sts(`assumed-role/${name}-admin/session`)],
    ["a role with its name as suffix", sts(`assumed-role/my-${name}/session`)],
    ["a session named like it", sts(`assumed-role/other/${name}`)],
    ["a session named like its ARN", sts(`assumed-role/other/assumed-role.${name}.x`)],
    ["a role called assumed-role with a session named like it", sts(`assumed-role/assumed-role/${name}`)],
    [
      "the role of that name in another account",
      session(`arn:aws:sts::777788889999:assumed-role/${name}/s`, "777788889999"),
    ],
    [
      "an ARN of the account claimed by another",
      session(`arn:aws:sts::444455556666:assumed-role/${name}/s`, "777788889999"),
    ],
    ["an ARN of another account claimed by this one", session(`arn:aws:sts::777788889999:assumed-role/${name}/s`)],
    ["the role in China", session(`arn:aws-cn:sts::444455556666:assumed-role/${name}/s`)],
    ["the role in GovCloud", session(`arn:aws-us-gov:sts::444455556666:assumed-role/${name}/s`)],
    ["an IAM user of its name", session(`arn:aws:iam::444455556666:user/${name}`)],
    ["an IAM user whose path looks like it", session(`arn:aws:iam::444455556666:user/assumed-role/${name}/x`)],
    ["a federated user of its name", sts(`federated-user/${name}`)],
    ["a federated user named like a session", sts(`federated-user/assumed-role.${name}`)],
    ["the root of the account", session("arn:aws:iam::444455556666:root")],
    ["the role itself, not a session of it", sts(`assumed-role/${name}`)],
    ["the role's name in capitals", sts(`assumed-role/${name.toUpperCase()}/s`)],
  ];
  for (const [who, assertion] of strangers) it(`keeps out ${who}`, () => expect(enters(assertion)).to.equal(false));
});

describe("the attribute mapping", () => {
  const assertion = sts("assumed-role/airflow-dev-execution-role-1a2b3c4/AmazonMWAA-airflow");

  it("maps a session to its role, and that is whom the principalSet names", () => {
    const mappedRole = mapped("attribute.aws_role", assertion);
    expect(mappedRole).to.equal("arn:aws:sts::444455556666:assumed-role/airflow-dev-execution-role-1a2b3c4");
    const pool = "projects/123456789/locations/global/workloadIdentityPools/pl-airflow-dev-1a2b3c";
    expect(principalSet(pool, role)).to.equal(
      `principalSet://iam.googleapis.com/${pool}/attribute.aws_role/${mappedRole}`,
    );
    expect(mapped("attribute.account", assertion)).to.equal("444455556666");
  });

  it("fits Google's 127 bytes of subject for the longest role and session names", () => {
    const longest = { partition: "aws-us-gov", accountId: "444455556666", roleName: "r".repeat(64) };
    const subject = mapped("google.subject", session(`${assumedRoleArn(longest)}/${"s".repeat(64)}`));
    expect(subject).to.equal(assumedRoleArn(longest));
    expect(Buffer.byteLength(String(subject))).to.equal(110);
  });

  it("tells a session named like a role from that role", () => {
    const name = "airflow-dev-execution-role-1a2b3c4";
    expect(mapped("attribute.aws_role", sts(`assumed-role/other/${name}`))).to.equal(
      "arn:aws:sts::444455556666:assumed-role/other",
    );
  });
});

describe("the role of an ARN", () => {
  it("leaves out the path, as a session's ARN does", () => {
    expect(role).to.deep.equal({
      partition: "aws",
      accountId: "444455556666",
      roleName: "airflow-dev-execution-role-1a2b3c4",
    });
  });

  for (const arn of ["arn:aws:iam::444455556666:user/ada", "arn:aws:iam::4444:role/x", "airflow-role", ""])
    it(`refuses ${arn || "nothing"}`, () => {
      expect(() => awsRole(arn)).to.throw(`${arn} is not the ARN of an IAM role (arn:aws:iam::ACCOUNT:role/NAME).`);
    });
});
