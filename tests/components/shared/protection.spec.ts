/** `airflow:protection`: what it guards on both homes, what it says, and that a stack still sleeps. */
import { expect } from "chai";
import { whyItStays } from "../../../components/aws/mwaa/live/guard";
import { wantsSnapshot } from "../../../components/gke/stores/upgradeSnapshot";
import { keptThings } from "../../../components/shared/keptThings";
import { deletionRefusals } from "../../../components/shared/protection";
import { type Change, planStack } from "../../graph";

const guarded = async (stack: string, change: Change = {}) =>
  (await planStack(stack, { "airflow:protection": "true", ...change })).resources
    .filter(({ protect }) => protect)
    .map(({ type }) => type);

describe("airflow:protection", () => {
  const environment = "aws:mwaa/environment:Environment";
  for (const [stack, change] of [
    ["dev", {}],
    ["gke", {}],
    ["gke", { "airflow:gke": { domain: "airflow.example.com", database: { kind: "cloudSql" } } }],
  ] as [string, Change][])
    it(`protects all of ${stack} that holds data${"airflow:gke" in change ? ", Cloud SQL too" : ""}, and nothing that sleep removes`, async () => {
      const { resources } = await planStack(stack, change);
      const holds = resources.map(({ type }) => type).filter((type) => type in keptThings && type !== environment);
      const awake = await guarded(stack, change);
      expect(awake.sort()).to.deep.equal(holds.sort());
      expect(awake).to.have.length.above(6);
      expect((await guarded(stack, { ...change, "airflow:awake": "false" })).sort()).to.deep.equal(awake);
    });

  it("is off where nobody asks for it", async () => {
    const { resources } = await planStack("dev");
    expect(resources.filter(({ protect }) => protect)).to.deep.equal([]);
  });

  it("says what the state has and the program no longer makes, by name, with the way to do it on purpose", () => {
    const urn = (type: string, name: string) => `urn:pulumi:dev::airflow::airflow:x$${type}::${name}`;
    const [key, bucket, role] = ["aws:kms/key:Key", "aws:s3/bucket:Bucket", "aws:iam/role:Role"] as const;
    const prior = [key, bucket, role, environment].map((type) => ({ type, urn: urn(type, "air"), outputs: {} }));
    expect(deletionRefusals(prior, new Set([urn(bucket, "air")]))).to.deep.equal([
      `Key air would be deleted: it is the key without which nothing that it encrypted can be read. Fix: go back; on purpose: pulumi state unprotect '${urn(key, "air")}' --yes && AIRFLOW_REPLACE_DATA=yes pulumi up`,
    ]);
  });

  it("keeps the environment of an awake stack, unless MWAA failed to make it or it is on purpose", () => {
    const about = { name: "airflow-dev", awake: true, status: "AVAILABLE", onPurpose: false };
    expect(whyItStays(about)).to.equal(
      "airflow:protection is true, and this would delete the environment airflow-dev with its run history. Fix: go back; npm run --silent plan -- --against stack tells which input does it. On purpose: AIRFLOW_REPLACE_DATA=yes pulumi up",
    );
    expect(whyItStays({ ...about, status: undefined })).to.not.equal(undefined);
    for (const allowed of [{ awake: false }, { onPurpose: true }, { status: "CREATE_FAILED" }])
      expect(whyItStays({ ...about, ...allowed })).to.equal(undefined);
  });
});

describe("a snapshot before an upgrade", () => {
  const stack = (airflowVersion: string) => ({ type: "pulumi:pulumi:Stack", outputs: { trigger: { airflowVersion } } });
  const taken = (version: string) => ({
    type: "gcp:compute/snapshot:Snapshot",
    urn: `urn:pulumi:gke::airflow::x$gcp:compute/snapshot:Snapshot::air-database-before-${version}`,
    outputs: {},
  });

  it("is taken where the stack runs another version, and kept until the next", () => {
    expect(wantsSnapshot([stack("3.2.2")], "3.3.1")).to.equal(true);
    expect(wantsSnapshot([stack("3.3.1"), taken("3-3-1")], "3.3.1")).to.equal(true);
    expect(wantsSnapshot([stack("3.3.1"), taken("3-2-2")], "3.3.1")).to.equal(false);
  });

  it("is none of a new stack, nor of one that stays", () => {
    expect(wantsSnapshot([], "3.3.1")).to.equal(false);
    expect(wantsSnapshot([stack("3.3.1")], "3.3.1")).to.equal(false);
  });
});
