/** The program runs inside the stack's resource, as under `pulumi up`. */
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { Group, recorded, Thing } from "./run";

const bucket = "aws:s3/bucket:Bucket";
const role = "aws:iam/role:Role";
const account = "gcp:serviceaccount/account:Account";
const urn = (types: string, name: string) => `urn:pulumi:test::airflow::${types}::${name}`;

describe("the stack around a recorded program", () => {
  it("gives URNs with the types of all parents but the stack", async () => {
    const { resources } = await recorded(() => {
      const home = new Group("airflow:aws:Home", "air");
      const inner = new Group("airflow:aws:Inner", "air-inner", { parent: home });
      new Thing(bucket, "air-inner-bucket", {}, { parent: inner });
      new Thing(role, "alone");
    });
    expect(resources.map(({ urn: known, parent }) => [known, parent])).to.deep.equal([
      [urn("airflow:aws:Home", "air"), undefined],
      [urn("airflow:aws:Home$airflow:aws:Inner", "air-inner"), urn("airflow:aws:Home", "air")],
      [
        urn(`airflow:aws:Home$airflow:aws:Inner$${bucket}`, "air-inner-bucket"),
        urn("airflow:aws:Home$airflow:aws:Inner", "air-inner"),
      ],
      [urn(role, "alone"), undefined],
    ]);
  });

  it("has the stack's outputs, each secret hidden by itself", async () => {
    const { outputs } = await recorded(() => ({
      url: pulumi.output("https://x.example.com"),
      key: pulumi.secret("hidden"),
      login: { name: "admin", password: pulumi.secret("hidden") },
    }));
    expect(JSON.stringify(outputs), "in the program's order").to.equal(
      '{"url":"https://x.example.com","key":"[secret]","login":{"name":"admin","password":"[secret]"}}',
    );
  });

  it("knows the stack's own resource by that time", async () => {
    const { outputs } = await recorded(() => ({ stack: pulumi.runtime.getStackResource()?.urn }));
    expect(outputs).to.deep.equal({ stack: urn("pulumi:pulumi:Stack", "airflow-test") });
  });

  it("says which resources are protected and what they were called", async () => {
    const { resources } = await recorded(() => {
      const home = new Group("airflow:aws:Home", "air", { protect: true });
      new Thing(bucket, "air-bucket", {}, { parent: home, aliases: [{ name: "old-bucket" }] });
      new Thing(role, "air-role");
    });
    expect(resources.map(({ name, protect, aliases }) => [name, protect, aliases])).to.deep.equal([
      ["air", true, undefined],
      ["air-bucket", true, [{ name: "old-bucket", parent: urn("airflow:aws:Home", "air") }]],
      ["air-role", undefined, undefined],
    ]);
  });
});

describe("a transform in a recorded program", () => {
  const tagged: pulumi.ResourceTransform = ({ type, props, opts }) => {
    if (type.startsWith("aws:")) return { props: { ...props, tags: { ...props.tags, team: "data" } }, opts };
    if (type.startsWith("gcp:")) return { props: { ...props, labels: { team: "data" } }, opts };
    return undefined;
  };
  const shown = (resources: { name: string; inputs: Record<string, unknown> }[]) =>
    resources.map(({ name, inputs }) => [name, inputs]);

  it("reaches every resource when it is the stack's", async () => {
    const { resources } = await recorded(() => {
      pulumi.runtime.registerResourceTransform(tagged);
      const home = new Group("airflow:aws:Home", "air");
      const first = new Thing(bucket, "air-bucket", { tags: { own: "yes" } }, { parent: home });
      new Thing(account, "air-account", { note: first.id }, { parent: home });
    });
    expect(shown(resources)).to.deep.equal([
      ["air", {}],
      ["air-bucket", { tags: { own: "yes", team: "data" } }],
      ["air-account", { note: "air-bucket-a643a4b", labels: { team: "data" } }],
    ]);
    expect(resources[2]?.dependencies).to.deep.equal([resources[1]?.urn]);
  });

  it("reaches what is below it when it is a component's, also by its provider", async () => {
    const { resources } = await recorded(() => {
      const home = new Group("airflow:aws:Home", "air", { transforms: [tagged] });
      const inner = new Group("airflow:aws:Inner", "air-inner", { parent: home });
      new Thing(bucket, "air-inner-bucket", {}, { parent: inner });
      new Thing(bucket, "other-bucket");
    });
    expect(shown(resources.filter(({ custom }) => custom))).to.deep.equal([
      ["air-inner-bucket", { tags: { team: "data" } }],
      ["other-bucket", {}],
    ]);
  });

  it("runs before its parents' and the stack's, and keeps secrets, dependencies and protection", async () => {
    const order =
      (word: string): pulumi.ResourceTransform =>
      ({ props, opts, custom }) =>
        custom ? { props: { ...props, order: `${props.order}${word}` }, opts: { ...opts, protect: true } } : undefined;
    const { resources } = await recorded(() => {
      pulumi.runtime.registerResourceTransform(order("stack"));
      const home = new Group("airflow:aws:Home", "air", { transforms: [order("home-")] });
      const needed = new Thing(role, "needed");
      new Thing(
        bucket,
        "air-bucket",
        { order: "", key: pulumi.secret("hidden"), role: needed.arn },
        { parent: home, transforms: [order("own-")] },
      );
    });
    const made = resources.find(({ name }) => name === "air-bucket");
    expect(made?.inputs).to.deep.equal({
      order: "own-home-stack",
      key: "[secret]",
      role: "arn:aws:iam::111122223333:role/needed",
    });
    expect(made?.dependencies).to.deep.equal([urn(role, "needed")]);
    expect(made?.protect).to.equal(true);
  });

  it("works in the older form too", async () => {
    const { resources } = await recorded(() => {
      pulumi.runtime.registerStackTransformation(({ props, opts }) => ({ props: { ...props, seen: true }, opts }));
      new Thing(bucket, "air-bucket");
    });
    expect(resources[0]?.inputs).to.deep.equal({ seen: true });
  });
});
