/** What AWS tells of zones and subnets, and what the program makes of it. */
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { checkSubnets, firstZones, inTwoZones } from "../../../components/aws/network/zones";

/** The value of an output, or the text of what it fails with. */
const promised = <T>(output: pulumi.Output<T>): Promise<T | string> =>
  (output as unknown as { promise(): Promise<T> }).promise().catch((error: Error) => error.message);

describe("zones, as AWS tells them", () => {
  let zones: string[];
  let asked: pulumi.runtime.MockCallArgs[];
  const both =
    `airflow:mwaa.network.privateSubnetIds is ["subnet-1","subnet-2"]; both are in us-east-1a, and MWAA needs two zones. ` +
    "Fix: pulumi config set --path 'airflow:mwaa.network.privateSubnetIds[1]' a private subnet of the VPC in another zone";

  beforeEach(async () => {
    asked = [];
    await pulumi.runtime.setMocks({
      newResource: () => ({ id: "", state: {} }),
      call: (call) => {
        asked.push(call);
        const { id } = call.inputs;
        return { ...call.inputs, names: zones, availabilityZone: zones[id === "subnet-1" ? 0 : 1] };
      },
    });
  });

  it("are the first two by name that need no opting in", async () => {
    zones = ["us-east-1c", "us-east-1b", "us-east-1a"];
    expect(await promised(firstZones({}))).to.deep.equal(["us-east-1a", "us-east-1b"]);
    expect(asked[0]?.inputs).to.deep.equal({
      state: "available",
      filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    });
  });

  for (const [offered, told] of [
    [["us-x-1a"], "us-x-1a"],
    [[], "none"],
  ] as const)
    it(`are too few where there are ${offered.length}`, async () => {
      zones = [...offered];
      expect(await promised(firstZones({}))).to.equal(
        `MWAA needs two availability zones; this region offers ${told}. Fix: pulumi config set aws:region REGION`,
      );
    });

  it("of subnets that exist must differ, known at once or later", async () => {
    const check = (ids: string[]) => checkSubnets({ vpcId: "vpc-1", privateSubnetIds: ids } as never);
    const ids = ["subnet-1", "subnet-2"];
    zones = ["us-east-1a", "us-east-1b"];
    await check(ids);
    expect(await Promise.all(inTwoZones(ids, "vpc-1", {}).map(promised))).to.deep.equal(ids);
    expect(asked.map(({ inputs }) => inputs)).to.deep.equal([...ids, ...ids].map((id) => ({ id, vpcId: "vpc-1" })));
    zones = ["us-east-1a", "us-east-1a"];
    expect(await check(ids).catch((error: Error) => error.message)).to.contain(both);
    expect(await Promise.all(inTwoZones(ids, "vpc-1", {}).map(promised))).to.satisfy((told: string[]) =>
      told.every((text) => text.includes(both)),
    );
  });

  it("are not asked for where less than two subnets, or no VPC, is known yet", async () => {
    zones = [];
    await checkSubnets({ vpcId: "vpc-1", privateSubnetIds: ["subnet-1", pulumi.output("subnet-2")] } as never);
    await checkSubnets({ vpcId: pulumi.output("vpc-1"), privateSubnetIds: ["subnet-1", "subnet-2"] } as never);
    await checkSubnets({} as never);
    expect(asked).to.deep.equal([]);
  });
});
