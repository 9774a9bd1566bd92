/** `plan --against`: what a change of config would do to what there is, from plans and from an exported state. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type Against, against } from "../../../commands/plan/against/compare";
import { differences } from "../../../commands/plan/against/difference";
import { ofExport, ofPlanned } from "../../../commands/plan/against/earlier";
import { forcing, knownTypes } from "../../../commands/plan/against/replacing";
import { againstText } from "../../../commands/plan/against/text";
import { ofState } from "../../../commands/plan/against/values";
import type { PlannedResource } from "../../../commands/plan/record/graph";
import { recordStack } from "../../../commands/plan/run";
import { readStack, type StackFile } from "../../../commands/stack/stackFile";
import { keptThings } from "../../../components/shared/keptThings";
import { parseStackConfig } from "../../../config";
import { changed } from "../../graph";

const root = join(__dirname, "..", "..", "..");
const secret = (ciphertext: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext,
});

describe("plan --against", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "against-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** A stack file's change, against the plan of the file as it is. */
  async function told(stack: string, change: Record<string, unknown>): Promise<Against> {
    const file = readStack(stack);
    const path = join(folder, "plan.json");
    writeFileSync(path, JSON.stringify({ resources: (await recordStack(file)).graph.resources }));
    const next: StackFile = { ...file, config: changed(file.config, change) };
    return against(path, next, parseStackConfig(next.config, next.stack));
  }
  const names = (list: { name: string; inputs: string[] }[]) =>
    Object.fromEntries(list.map(({ name, inputs }) => [name, inputs.join()]));

  it("says of nothing changed that all is as it is", async () => {
    const { of, same, ...rest } = await told("dev", {});
    expect(of).to.equal(join(folder, "plan.json"));
    expect(same).to.be.greaterThan(40);
    expect(rest).to.deep.equal({ refused: [], made: [], changed: [], replaced: [], deleted: [], unknownTypes: [] });
  });

  it("follows what is replaced to what needs it: a range of the VPC replaces the environment", async () => {
    const { replaced } = await told("dev", { "airflow:mwaa": { network: { vpcCidr: "10.30.0.0/16" } } });
    expect(names(replaced)).to.include({
      "airflow-dev-network-vpc": "cidrBlock",
      "airflow-dev-network-private-1": "cidrBlock,vpcId",
      "airflow-dev-egress-default-1": "routeTableId",
      "airflow-dev-environment": "networkConfiguration.subnetIds",
    });
  });

  it("tells a size from a key: one changes the environment, the other replaces it and deletes the key", async () => {
    const size = await told("dev", { "airflow:mwaa": { maxWorkers: 7 } });
    expect([size.replaced, size.deleted]).to.deep.equal([[], []]);
    expect(names(size.changed)).to.deep.equal({ "airflow-dev-environment": "maxWorkers" });
    const key = await told("dev", { "airflow:mwaa": { maxWorkers: 3, kmsKeyArn: "aws-owned" } });
    expect(names(key.replaced)).to.deep.equal({
      "airflow-dev-environment": "kmsKey",
      // The program's own replaceOnChanges: another key is another upload.
      ...Object.fromEntries(
        ["plugins", "requirements", "startup"].map((what) => [`airflow-dev-${what}`, "kmsKeyId,serverSideEncryption"]),
      ),
    });
    expect(names(key.deleted)).to.deep.equal({ "airflow-dev-key": "" });
  });

  it("knows of Airflow's version that only a newer major one replaces", async () => {
    const file = readStack("dev");
    const old = changed(file.config, { "airflow:airflowVersion": "2.11.2" });
    const path = join(folder, "old.json");
    writeFileSync(path, JSON.stringify({ resources: (await recordStack({ ...file, config: old })).graph.resources }));
    const to = async (version: string) => {
      const config = changed(file.config, { "airflow:airflowVersion": version });
      return against(path, { ...file, config }, parseStackConfig(config, file.stack));
    };
    expect(names((await to("3.2.1")).replaced)).to.deep.equal({ "airflow-dev-environment": "airflowVersion" });
    const minor = await to("2.10.3");
    expect(minor.replaced).to.deep.equal([]);
    expect(names(minor.changed)["airflow-dev-environment"]).to.include("airflowVersion");
  });

  it("tells in words first what holds data, and who is protected", () => {
    const urn = "urn:pulumi:dev::airflow::aws:kms/key:Key::air-key";
    const key = { urn, type: "aws:kms/key:Key", name: "air-key", inputs: {}, protect: true };
    const topic = { ...key, urn: "urn:x", type: "aws:iam/role:Role", name: "air-role", protect: false };
    const text = againstText(
      {
        of: "plan.json",
        refused: ["airflow:x is y"],
        ...differences([key, topic], { resources: [], ignores: new Map() }, false),
      },
      "dev: a title",
      100,
    );
    expect(text.split("\n")).to.deep.equal([
      "dev: a title",
      "Against plan.json: 0 replaced, 2 deleted, 0 changed, 0 made, 0 as they are",
      "",
      "Would lose data, or take half an hour:",
      "  ! Key air-key would be deleted: it is the key without which nothing that it encrypted can be read.",
      "    It is protected: `pulumi up` refuses.",
      "",
      "`pulumi up` would refuse it:",
      "  airflow:x is y",
      "",
      "Deleted:",
      "  Role air-role",
    ]);
  });

  it("reads a state without the provider's defaults, the engine's names and what is secret", () => {
    expect(
      ofState("gcp:compute/disk:Disk", {
        __defaults: ["name"],
        name: "air-1a2b3c4",
        size: 10,
        params: { __defaults: [] },
      }),
    ).to.deep.equal({ size: 10, params: {} });
    const metadata = { name: "air-x1", namespace: "airflow", annotations: { "pulumi.com/autonamed": "true" } };
    expect(ofState("kubernetes:core/v1:Secret", { metadata, stringData: secret("v1:x") })).to.deep.equal({
      metadata: { namespace: "airflow" },
      stringData: "[secret]",
    });
  });

  it("leaves out what a state has of the engine's own, of components and of what is to be deleted anyway", () => {
    const role = {
      urn: "urn:pulumi:dev::airflow::aws:iam/role:Role::air",
      type: "aws:iam/role:Role",
      custom: true,
      id: "air",
    };
    const resources = [
      { ...role, type: "pulumi:providers:aws", urn: "urn:pulumi:dev::airflow::pulumi:providers:aws::default" },
      { ...role, custom: false },
      { ...role, delete: true },
      role,
    ];
    const { stack, resources: kept } = ofExport("state", { deployment: { resources } });
    expect([stack, kept.map(({ id }) => id)]).to.deep.equal(["dev", ["air"]]);
  });

  it("compares nothing that the engine ignores", async () => {
    const disk = (inputs: object): PlannedResource => ({
      urn: "urn:pulumi:g::airflow::gcp:compute/disk:Disk::air",
      type: "gcp:compute/disk:Disk",
      name: "air",
      parent: undefined,
      dependencies: [],
      inputs: { ...inputs },
      custom: true,
      provider: "",
    });
    const before = ofPlanned("plan", [disk({ size: 20, snapshot: "s" })]).resources;
    const to = (ignored: string[]) =>
      differences(before, { resources: [disk({ size: 10 })], ignores: new Map([[disk({}).urn, ignored]]) }, false);
    expect(to(["size", "snapshot"]).same).to.equal(1);
    expect(to([]).replaced.map(({ inputs }) => inputs)).to.deep.equal([["size", "snapshot"]]);
  });
});

describe("what replaces a resource", () => {
  it("is known of every type that a component makes", () => {
    const known = knownTypes().map((type) => {
      const [cloud, room = "", name = ""] = type.split(":");
      const kind = cloud === "kubernetes" ? `${room.replace(/\.k8s\.io|\.sh/, "")}/${name}` : room;
      return `${cloud}/${kind}`.toLowerCase();
    });
    const imports = readdirSync(join(root, "components"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => [
        ...readFileSync(join(root, "components", file), "utf8").matchAll(
          /import \{[^}]*\} from "@pulumi\/((?:aws|gcp|kubernetes|random)\/[^"]+)"/g,
        ),
      ])
      .map(([, path = ""]) => path);
    const ownKinds = "kubernetes/apiextensions/customResource";
    const made = [...new Set(imports)].filter(
      (path) => path !== ownKinds && !/\/(provider|utilities|config|types)|\/get[A-Z]/.test(path),
    );
    expect(made).to.have.length.above(40);
    const simple = (path: string) => path.replace(/^random\//, "random/index/").toLowerCase();
    expect(made.filter((path) => !known.includes(simple(path)))).to.deep.equal([]);
  });

  it("is told of types that exist", () => {
    expect(Object.keys(keptThings).filter((type) => !knownTypes().includes(type))).to.deep.equal([]);
  });

  it("looks into lists, at the number of blocks, and at sets in any order", () => {
    const pool = "gcp:container/nodePool:NodePool";
    expect(forcing(pool, { nodeConfig: { spot: true } }, { nodeConfig: { spot: false } })).to.deep.equal([
      "nodeConfig.spot",
    ]);
    expect(forcing(pool, { nodeConfig: { diskSizeGb: 50 } }, { nodeConfig: { diskSizeGb: 60 } })).to.deep.equal([]);
    expect(forcing(pool, {}, { placementPolicy: {} })).to.deep.equal(["placementPolicy"]);
    const environment = "aws:mwaa/environment:Environment";
    const subnets = (...subnetIds: string[]) => ({ networkConfiguration: { subnetIds } });
    expect(forcing(environment, subnets("a", "b"), subnets("b", "a"))).to.deep.equal([]);
    expect(forcing(environment, subnets("a", "b"), subnets("a", "c"))).to.deep.equal([
      "networkConfiguration.subnetIds",
    ]);
  });

  it("is only less of a disk, and only a newer major version of Airflow", () => {
    const disk = (size: number) => forcing("gcp:compute/disk:Disk", { size: 20 }, { size });
    expect([disk(30), disk(10)]).to.deep.equal([[], ["size"]]);
    const airflow = (before: string, now: string) =>
      forcing("aws:mwaa/environment:Environment", { airflowVersion: before }, { airflowVersion: now });
    expect([airflow("2.11.2", "3.2.1"), airflow("3.0.6", "3.2.1"), airflow("3.2.1", "2.11.2")]).to.deep.equal([
      ["airflowVersion"],
      [],
      [],
    ]);
  });
});
