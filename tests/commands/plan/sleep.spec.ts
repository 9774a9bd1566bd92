/** `airflow:awake: false` as both homes do it: what sleeping and waking may and may not change. */
import { join } from "node:path";
import { expect } from "chai";
import { changedInputs, sleepOf } from "../../../commands/plan/compare/sleep";
import { bill } from "../../../commands/plan/cost/price";
import type { Graph } from "../../../commands/plan/record/graph";
import { type Recorded, recordStack, viewOf, withAwake } from "../../../commands/plan/run";
import { readStack, readStackFile, type StackFile } from "../../../commands/stack/stackFile";
import { listPrices, PriceBook } from "../../../prices/book";

const example = (name: string) => readStackFile(join(__dirname, "..", "..", "..", "examples", `${name}.yaml`));
const setting = (file: StackFile, key: string, change: object): StackFile => ({
  ...file,
  config: { ...file.config, [key]: JSON.stringify({ ...JSON.parse(file.config[key] ?? "{}"), ...change }) },
});

const stacks: Record<string, () => StackFile> = {
  "dev (mwaa, nat)": () => readStack("dev"),
  "s1 (mwaa, natPerZone, adopted VPC)": () => example("s1"),
  "watched-mwaa (alarms, budget, dashboard)": () => example("watched-mwaa"),
  "watched-gke (alarms, budget, dashboard)": () => example("watched-gke"),
  "mwaa, natPerZone": () => setting(readStack("dev"), "airflow:mwaa", { egress: "natPerZone" }),
  "mwaa, endpoints": () =>
    setting(setting(readStack("dev"), "airflow:mwaa", { egress: "endpoints" }), "airflow:google", { enabled: false }),
  "gke (database in the cluster)": () => readStack("gke"),
  "s2 (gke)": () => example("s2"),
  "gke, Cloud SQL": () => setting(readStack("gke"), "airflow:gke", { database: { kind: "cloudSql" } }),
};

/** What sleep may remove: it bills by the hour, or only leads to what does. All of it is made again under the same names. */
const mayGo = [
  "aws:mwaa/environment:Environment",
  "aws:ec2/natGateway:NatGateway",
  "aws:ec2/route:Route",
  "aws:ec2/vpcEndpoint:VpcEndpoint",
  // There is nothing to watch: a silent scheduler would be told all night.
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:cloudwatch/dashboard:Dashboard",
  "gcp:monitoring/alertPolicy:AlertPolicy",
  "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig",
  "gcp:monitoring/dashboard:Dashboard",
  "gcp:container/nodePool:NodePool",
  "gcp:compute/router:Router",
  "gcp:compute/routerNat:RouterNat",
  "gcp:compute/globalForwardingRule:GlobalForwardingRule",
  "gcp:compute/forwardingRule:ForwardingRule",
  "kubernetes:core/v1:Service",
];
/** Inputs that sleep may set differently on what stays: each an update in place, none a replacement. */
const mayChange: Record<string, string[]> = {
  "gcp:sql/databaseInstance:DatabaseInstance": ["settings"],
  "gcp:compute/backendService:BackendService": ["backends"],
  "gcp:container/nodePool:NodePool": ["nodeCount", "autoscaling"],
  "kubernetes:apps/v1:StatefulSet": ["metadata", "spec"],
  "kubernetes:batch/v1:Job": ["metadata"],
  "kubernetes:helm.sh/v3:Release": ["skipAwait", "timeout", "values"],
};
/** Addresses that are given up only where the config says so: waking gives others. */
const addresses = "aws:ec2/eip:Eip";
const budget = { mwaa: 5, gke: 25 };

const custom = ({ resources }: Graph) => resources.filter((resource) => resource.custom);
const byUrn = (graph: Graph) => new Map(graph.resources.map((resource) => [resource.urn, resource]));
/** What a plan says of a resource; the order of registration is not part of it. */
const plain = ({ resources, outputs }: Graph) => ({
  outputs,
  resources: [...resources].sort((one, other) => one.urn.localeCompare(other.urn)),
});

for (const [name, file] of Object.entries(stacks))
  describe(`sleep of ${name}`, function () {
    this.timeout(60_000);
    const keepsAddresses = JSON.parse(file().config["airflow:mwaa"] ?? "{}").keepAddresses !== false;
    let awake: Recorded;
    let asleep: Recorded;
    let again: Recorded;
    before(async () => {
      awake = await recordStack(withAwake(file(), true));
      asleep = await recordStack(withAwake(file(), false));
      again = await recordStack(withAwake(file(), true));
    });

    it("wakes to the plan it had: names, ids, addresses, grants", () => {
      expect(plain(again.graph)).to.deep.equal(plain(awake.graph));
    });

    it("removes only what bills by the hour, and makes nothing new", () => {
      const left = byUrn(asleep.graph);
      const before = byUrn(awake.graph);
      const gone = custom(awake.graph).filter(({ urn }) => !left.has(urn));
      expect(gone).not.to.deep.equal([]);
      expect(
        gone
          .map(({ type }) => type)
          .filter((type) => !mayGo.includes(type) && !(type === addresses && !keepsAddresses)),
      ).to.deep.equal([]);
      expect(custom(asleep.graph).filter(({ urn }) => !before.has(urn))).to.deep.equal([]);
    });

    it("changes what stays only in place, so that no id that is reserved for days is given up", () => {
      const left = byUrn(asleep.graph);
      const bad = custom(awake.graph).flatMap((resource) => {
        const other = left.get(resource.urn);
        const changed = other ? changedInputs(resource, other) : [];
        return changed
          .filter((key) => !mayChange[resource.type]?.includes(key))
          .map((key) => `${resource.name}.${key}`);
      });
      expect(bad).to.deep.equal([]);
    });

    it("costs what a sleeping stack may cost", () => {
      const { platform } = awake.settings;
      const { monthly } = bill(viewOf(asleep), { book: new PriceBook(listPrices), volumes: {} });
      const kept = custom(asleep.graph).filter(({ type }) => type === addresses).length;
      // A second kept address is the price of the same two addresses after waking.
      expect(monthly).to.be.lessThan(budget[platform] + Math.max(0, kept - 1) * 3.65);
    });

    it("is told: what goes, what is lost, what is kept", () => {
      const { platform } = awake.settings;
      const sleep = sleepOf(platform, awake.graph, asleep.graph);
      expect(sleep.goes).not.to.deep.equal([]);
      expect(sleep.lost.join()).to.match(platform === "mwaa" ? /run history/ : /tasks that run/);
      expect(sleep.kept).to.include(
        `connections and variables in ${platform === "mwaa" ? "Secrets" : "Secret"} Manager`,
      );
      if (platform === "gke") expect(sleep.kept.join()).to.contain("run history");
    });
  });
