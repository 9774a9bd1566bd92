/** How long things take: the longest way over the graph, and no first `up` longer than the clouds make it. */
import { expect } from "chai";
import type { PlannedResource } from "../../../commands/plan/record/graph";
import { planStack } from "../../../commands/plan/run";
import { timeText, wayText } from "../../../commands/plan/show/timeText";
import { criticalPath, minutesOf } from "../../../commands/plan/time/criticalPath";
import durations from "../../../commands/plan/time/durations.json";
import { readStack } from "../../../commands/stack/stackFile";

const nat = "aws:ec2/natGateway:NatGateway";
const environment = "aws:mwaa/environment:Environment";
const resource = (name: string, type: string, dependencies: string[] = [], parent?: string): PlannedResource => ({
  urn: name,
  name,
  type,
  parent,
  dependencies,
  inputs: {},
  custom: !type.startsWith("airflow:"),
  provider: "",
});
const create = (resources: PlannedResource[]) =>
  criticalPath(
    resources.filter(({ custom }) => custom).map((one) => ({ resource: one, operation: "create" as const })),
    resources,
  );

describe("the longest way", () => {
  it("adds up what waits for each other, and takes the longer of what does not", () => {
    const way = create([
      resource("a", nat),
      resource("b", nat, ["a"]),
      resource("c", "aws:s3/bucket:Bucket"),
      resource("e", environment, ["b", "c"]),
      resource("d", nat),
    ]);
    expect([way.minutes, way.steps.map(({ name }) => name), way.unknown]).to.deep.equal([33.8, ["a", "b", "e"], []]);
    expect(wayText(way)).to.equal("about 34 min: NatGateway 1.9 -> NatGateway 1.9 -> Environment 30");
  });

  it("goes through components: who waits for one waits for all that is in it", () => {
    const way = create([
      resource("home", "airflow:aws:Egress"),
      resource("a", nat, [], "home"),
      resource("e", environment, ["home"]),
    ]);
    expect(way.steps.map(({ name }) => name)).to.deep.equal(["a", "e"]);
  });

  it("says what is not known, and takes no time for it", () => {
    const way = create([resource("a", nat), resource("r", "kubernetes:helm.sh/v3:Release", ["a"])]);
    expect(wayText(way)).to.equal("at least 1.9 min: NatGateway 1.9 -> Release ?; not known, and not in it: Release");
    expect(wayText(create([resource("r", "kubernetes:helm.sh/v3:Release")]))).to.equal("not known: Release");
    expect(wayText(create([resource("r", "aws:s3/bucket:Bucket")]))).to.equal("seconds");
    expect([minutesOf(nat, "create"), minutesOf(nat, "update"), minutesOf("x:y:Z", "create")]).to.deep.equal([
      1.9,
      null,
      0,
    ]);
  });

  it("does not run for ever in a circle", () => {
    expect(create([resource("a", nat, ["b"]), resource("b", nat, ["a"])]).minutes).to.be.within(1.9, 3.8);
  });
});

describe("durations.json", () => {
  it("has a source and a day for each figure", () => {
    for (const [type, operations] of Object.entries(durations.types))
      for (const one of Object.values(operations) as { minutes: number | null; source: string; date: string }[]) {
        expect(one.date, type).to.match(/^20\d\d-[01]\d-[0-3]\d$/);
        expect(one.source.length, type).to.be.greaterThan(5);
        expect(one.minutes === null || one.minutes > 0, type).to.equal(true);
      }
  });
});

describe("a first up", function () {
  this.timeout(60_000);
  /** What the cloud itself makes sequential: the API before the cluster, the gateway before what it lets out. */
  const sequential: Record<string, string[]> = {
    dev: [nat, environment],
    gke: [
      "gcp:projects/service:Service",
      "gcp:projects/service:Service",
      "gcp:container/cluster:Cluster",
      "gcp:container/nodePool:NodePool",
    ],
  };

  for (const [stack, types] of Object.entries(sequential))
    it(`of ${stack} is no longer than 1.1 times what the cloud makes sequential`, async () => {
      const { times } = await planStack(readStack(stack));
      const least = types.reduce((sum, type) => sum + Number(minutesOf(type, "create")), 0);
      expect(times.firstUp.minutes).to.be.within(least * 0.99, least * 1.1);
      expect(times.wake.minutes).to.be.at.most(times.firstUp.minutes);
    });

  it("is told with its path, with what a change, a sleep and a wake take", async () => {
    const { times } = await planStack(readStack("dev"));
    expect(timeText(times, 200).slice(2)).to.deep.equal([
      "  First up        about 32 min: NatGateway 1.9 -> Environment 30",
      "  Changed DAG     seconds",
      "  Changed plugin  about 30 min: Environment 30",
      "  Sleep           at least 1 min: Environment ? -> NatGateway 1; not known, and not in it: Environment",
      "  Wake            about 32 min: NatGateway 1.9 -> Environment 30",
    ]);
  });
});
