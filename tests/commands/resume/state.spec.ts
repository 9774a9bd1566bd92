/** What resume writes, for every type and every kind of operation, against recorded states: no engine, no cloud. */
import { expect } from "chai";
import { type Finding, find, placeOf, unknownTo } from "../../../commands/resume/find";
import { scratchOf } from "../../../commands/resume/look";
import { findingLines, helmLines, stillRuns } from "../../../commands/resume/show";
import { pendingOf, resumed, type StackState, type StateResource } from "../../../commands/resume/state";
import { wayTo } from "../../../commands/resume/where";
import { aws } from "../../../commands/resume/where/aws";
import { google } from "../../../commands/resume/where/google";
import { marked, urnMark } from "../../../components/shared/ownership";

const urn = (type: string, name = "thing") => `urn:pulumi:dev::airflow::airflow:aws:Home$${type}::${name}`;
const home = { urn: "urn:pulumi:dev::airflow::airflow:aws:Home::home", type: "airflow:aws:Home", custom: false };
const providerUrn = "urn:pulumi:dev::airflow::pulumi:providers:aws::default";
const provider = {
  urn: providerUrn,
  type: "pulumi:providers:aws",
  custom: true,
  id: "uuid",
  inputs: { region: "us-east-1", allowedAccountIds: '["222233334444"]', project: "acme" },
};
const thing = (type: string, more: Partial<StateResource> = {}): StateResource => ({
  urn: urn(type),
  type,
  custom: true,
  parent: home.urn,
  provider: `${providerUrn}::uuid`,
  inputs: marked(type, { name: "thing" }, "airflow", "dev", urn(type)),
  ...more,
});
const state = (pending: StackState["deployment"]["pending_operations"], ...resources: StateResource[]): StackState => ({
  version: 3,
  deployment: { manifest: { time: "t" }, resources: [home, provider, ...resources], pending_operations: pending },
});
const others = ["kubernetes:core/v1:Namespace", "kubernetes:helm.sh/v3:Release", "random:index/randomId:RandomId"];
const types = [...Object.keys(aws), ...Object.keys(google), ...others];
const id = "sg-0123456789abcdef0";
const tags = (type: string) => [
  { name: `arn:aws:ec2:us-east-1:222233334444:x/${id}`, urn: urnMark(urn(type), "tags") },
];

/** The provider's Read: what is there comes back as it was made. */
const reads = (there: boolean) => async (subjects: StateResource[]) =>
  new Map(
    subjects.map((one) => [
      one.urn,
      there ? { ...one, id: one.id, outputs: { ...one.inputs, arn: "arn:x" } } : undefined,
    ]),
  );

describe("resume, on a recorded state", () => {
  for (const type of types) {
    const before = state([{ type: "creating", resource: thing(type) }]);
    const again = wayTo(type)?.by === "again";

    it(`leaves a ${type} that was not made to the next up`, async () => {
      const [found] = await find(before, pendingOf(before), [], reads(false));
      expect(found?.fate).to.equal(again ? "again" : "notMade");
      const after = resumed(before, [{ pending: (found as Finding).pending, resource: found?.resource }]);
      expect(after.deployment).to.deep.equal({ ...before.deployment, pending_operations: [] });
    });

    it(`puts a ${type} that was made into the state, as it would have been written`, async () => {
      const [found] = await find(before, pendingOf(before), tags(type), reads(true));
      expect(found?.fate).to.equal(again ? "again" : "made");
      if (again) return;
      const after = resumed(before, [{ pending: (found as Finding).pending, resource: found?.resource }]);
      const made = after.deployment.resources?.find((one) => one.type === type);
      expect(made).to.deep.include({ ...thing(type), id: found?.resource?.id });
      expect(made?.outputs).to.have.property("arn", "arn:x");
      expect(after.deployment.pending_operations).to.deep.equal([]);
    });
  }

  it("does not take what another made under the same name", async () => {
    const type = "aws:cloudwatch/logGroup:LogGroup";
    const before = state([{ type: "creating", resource: thing(type) }]);
    for (const found of [{}, { "pulumi-urn": "urn:pulumi:prod::airflow::x::y" }]) {
      const read = async () => new Map([[urn(type), { ...thing(type), id: "thing", outputs: { tags: found } }]]);
      expect((await find(before, pendingOf(before), [], read))[0]?.fate).to.equal("foreign");
    }
    const account = "gcp:serviceaccount/account:Account";
    const other = state([{ type: "creating", resource: thing(account) }]);
    const read = async () =>
      new Map([[urn(account), { ...thing(account), id: "thing", outputs: { description: "Ada's" } }]]);
    expect((await find(other, pendingOf(other), [], read))[0]?.fate).to.equal("foreign");
  });

  it("takes the second of two with one mark, where the state has the first", async () => {
    const type = "aws:ec2/natGateway:NatGateway";
    const old = thing(type, { id: "nat-old" });
    const before = state([{ type: "creating", resource: thing(type) }], old);
    const both = ["nat-old", "nat-new"].map((one) => ({
      name: `arn:aws:ec2:r:a:natgateway/${one}`,
      urn: urnMark(urn(type), "tags"),
    }));
    const [found] = await find(before, pendingOf(before), both, reads(true));
    expect(found?.resource?.id).to.equal("nat-new");
    const { resources = [] } = resumed(before, [
      { pending: (found as Finding).pending, resource: found?.resource },
    ]).deployment;
    expect(resources.slice(-2).map((one) => [one.id, one.delete])).to.deep.equal([
      ["nat-old", true],
      ["nat-new", undefined],
    ]);
  });

  it("keeps as a secret what was given as one", () => {
    const type = "aws:mwaa/environment:Environment";
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      plaintext: '{"smtp.smtp_password":"pw"}',
    };
    const resource = thing(type, { inputs: { airflowConfigurationOptions: secret } });
    const pending = { type: "creating", resource };
    const read = {
      ...resource,
      id: "thing",
      outputs: { airflowConfigurationOptions: { "smtp.smtp_password": "pw" }, status: "AVAILABLE" },
    };
    const { resources = [] } = resumed(state([pending]), [{ pending, resource: read }]).deployment;
    expect(resources.at(-1)?.outputs).to.deep.equal({ airflowConfigurationOptions: secret, status: "AVAILABLE" });
  });

  it("reads again what was being changed, and drops what was being deleted and is gone", async () => {
    const [changed, gone] = [
      thing("aws:ec2/vpc:Vpc", { id: "vpc-1" }),
      thing("aws:ec2/subnet:Subnet", { id: "subnet-1" }),
    ];
    const before = state(
      [
        { type: "updating", resource: changed },
        { type: "deleting", resource: gone },
      ],
      changed,
      gone,
    );
    const read = async (subjects: StateResource[]) =>
      new Map(
        subjects.map((one) => [one.urn, one.type.endsWith("Vpc") ? { ...one, outputs: { now: true } } : undefined]),
      );
    const findings = await find(before, pendingOf(before), [], read);
    expect(findings.map(({ fate }) => fate)).to.deep.equal(["changed", "gone"]);
    const { resources } = resumed(
      before,
      findings.map(({ pending, resource }) => ({ pending, resource })),
    ).deployment;
    expect(resources).to.deep.equal([home, provider, { ...changed, outputs: { now: true } }]);
  });

  it("tells what has the stack's tags and is in no state", () => {
    const known = thing("aws:ec2/vpc:Vpc", { id: "vpc-1" });
    const extra = { name: "arn:aws:ec2:r:a:vpc/vpc-2", urn: "x" };
    expect(unknownTo(state([], known), [{ name: "arn:aws:ec2:r:a:vpc/vpc-1", urn: "x" }, extra], [])).to.deep.equal([
      extra,
    ]);
  });

  it("knows account and project from the provider in the state", () => {
    expect(placeOf(state([]), `${providerUrn}::uuid`)).to.deep.equal({
      account: "222233334444",
      partition: "aws",
      project: "acme",
      region: "us-east-1",
    });
  });

  it("asks on a copy that has the frame and the things to ask for, and nothing that they wait for", () => {
    const one = thing("aws:ec2/vpc:Vpc", { id: "vpc-1", dependencies: ["urn:x"], protect: true });
    const { resources = [] } = scratchOf(state([], thing("aws:ec2/subnet:Subnet", { id: "s" })).deployment, [one]);
    expect(resources.map((resource) => resource.urn)).to.deep.equal([home.urn, provider.urn, one.urn]);
    expect(JSON.parse(JSON.stringify(resources.at(-1)))).to.not.have.any.keys("dependencies", "protect");
  });

  it("waits for what is still being made, and tells Helm's own lock", () => {
    const environment = thing("aws:mwaa/environment:Environment", { outputs: { status: "CREATING" } });
    const pending = { type: "creating", resource: environment };
    expect(stillRuns({ pending, fate: "made", resource: environment, note: "" })).to.equal(true);
    expect(
      stillRuns({ pending, fate: "made", resource: { ...environment, outputs: { status: "AVAILABLE" } }, note: "" }),
    ).to.equal(false);
    const release = thing("kubernetes:helm.sh/v3:Release", {
      outputs: { status: { status: "pending-upgrade", name: "airflow", namespace: "airflow" } },
    });
    expect(helmLines([{ pending, fate: "made", resource: release, note: "" }])).to.deep.equal([
      "Helm holds the release as pending-upgrade, and refuses another change: run  helm rollback airflow --namespace airflow  before `pulumi up`.",
    ]);
  });

  it("shows one line for each operation", () => {
    const resource = thing("aws:ec2/vpc:Vpc", { id: "vpc-1" });
    const finding: Finding = { pending: { type: "creating", resource }, fate: "made", resource, note: "vpc-1" };
    expect(findingLines([finding])).to.deep.equal(["  creating  Vpc thing  made; goes into the state (vpc-1)"]);
  });
});
