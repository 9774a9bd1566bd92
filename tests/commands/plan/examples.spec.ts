/** The two systems whose motive was money: their config, priced, against the arithmetic done by hand. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Cost, isAtLeast } from "../../../commands/plan/cost/total";
import { planStack } from "../../../commands/plan/run";
import { readStack, readStackFile } from "../../../commands/stack/stackFile";
import { listPrices, PriceBook } from "../../../prices/book";

const example = (name: string) => readStackFile(join(__dirname, "..", "..", "..", "examples", `${name}.yaml`));
const list = { book: new PriceBook(listPrices), volumes: {} };
const month = 730;

describe("the cost of the examples", function () {
  this.timeout(60_000);

  it("S1: a small environment and two NAT gateways in Tokyo, within 5 % of the sum by hand", async () => {
    // 357.70 + 90.52, the bill of someone who has no address to pay for yet.
    const byHand = 0.49 * month + 2 * 0.062 * month;
    const { cost } = await planStack(example("s1"), list);
    expect(cost.monthly).to.be.within(byHand * 0.95, byHand * 1.05);
    // To the cent: since February 2024 AWS bills the two public addresses too.
    expect(cost.monthly).to.equal(455.52);
    // S1 sets max workers to 5: four more, all month.
    expect(cost.peakMonthly).to.be.closeTo(Number(cost.monthly) + 4 * 0.055 * month, 0.005);
    expect(cost.lines.reduce((sum, { monthly }) => sum + monthly, 0)).to.be.closeTo(Number(cost.monthly), 0.001);
  });

  it("S2: one spot n1-standard-2 with 100 GB in Tokyo behind a load balancer, within 5 % of the sum by hand", async () => {
    const byHand =
      0.030275 * month + // node, spot
      100 * 0.13 + // its disk
      18.25 + // load balancer
      0.2 + // DNS zone
      10 * 0.13 + // the database's disk
      0.0014 * month + // NAT, one node
      0.005 * month + // NAT's address
      (0.1 * month - 73); // cluster's fee, less the credit that covers it
    const { cost } = await planStack(example("s2"), list);
    // Well within 5 %: to the cent but for rounding.
    expect(cost.monthly).to.be.closeTo(byHand, 0.02);
  });

  it("is at least, while volumes are not told, and exact once they are", async () => {
    const open = await planStack(example("s1"), list);
    expect(isAtLeast(open.cost, "awake")).to.equal(true);
    const volumes = { "nat.gb": 50, "mwaa.db.gb.month": 10, "logs.ingest.gb": 2, "logs.storage.gb.month": 2 };
    const told = await planStack(example("s1"), { ...list, volumes });
    expect(isAtLeast(told.cost, "awake")).to.equal(false);
    expect(told.cost.monthly).to.be.closeTo(
      Number(open.cost.monthly) + 50 * 0.062 + 10 * 0.1 + 2 * 0.76 + 2 * 0.033,
      0.02,
    );
  });

  it("of a regional cluster has the fee that no credit covers, awake and asleep", async () => {
    const zonal = readStack("gke");
    const gke = JSON.stringify({ ...JSON.parse(zonal.config["airflow:gke"] ?? "{}"), regional: true });
    const regional = { ...zonal, config: { ...zonal.config, "airflow:gke": gke } };
    const costs = [(await planStack(zonal, list)).cost, (await planStack(regional, list)).cost] as const;
    expect(Number(costs[1].monthly) - Number(costs[0].monthly)).to.be.closeTo(73, 0.001);
    expect(Number(costs[1].asleepMonthly) - Number(costs[0].asleepMonthly)).to.be.closeTo(73, 0.001);
  });

  it("is what the documentation says", async () => {
    const page = (name: string) => readFileSync(join(__dirname, "..", "..", "..", "docs", name), "utf8");
    // One after the other: Pulumi's runtime is one per process.
    const costs: Cost[] = [];
    for (const file of [example("s1"), example("s2"), readStack("dev"), readStack("gke")])
      costs.push((await planStack(file, list)).cost);
    const [s1, s2, ...ready] = costs;
    expect(page("cost.md")).to.contain(`| **together** | **${s1?.monthly}** | **${s2?.monthly}** |`);
    for (const cost of [s2, ...ready])
      expect(page("sleep.md")).to.contain(`at least ${cost?.asleepMonthly?.toFixed(2)} USD`);
  });
});
