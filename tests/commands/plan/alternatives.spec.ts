import { join } from "node:path";
import { expect } from "chai";
import { type Alternative, alternatives } from "../../../commands/plan/compare/alternatives";
import { pairedRegion } from "../../../commands/plan/compare/variants";
import { planned } from "../../../commands/plan/run";
import { chartSvg, chartText } from "../../../commands/plan/show/chart";
import { readStack, readStackFile } from "../../../commands/stackFile";
import { endpointServices } from "../../../config/mwaa/keys";
import { listPrices, PriceBook } from "../../../prices/book";

const prices = { book: new PriceBook(listPrices), volumes: {} };
const names = ["MWAA, nat", "MWAA, natPerZone", "MWAA, endpoints", "GKE, spot", "GKE, on-demand"];
const compare = async (file: ReturnType<typeof readStack>) =>
  alternatives(file, (await planned(file, prices)).settings, prices);

describe("the alternatives of a stack", function () {
  this.timeout(60_000);

  it("of dev, priced by planning each", async () => {
    const rows = await compare(readStack("dev"));
    expect(rows.map(({ name, current }) => [name, current])).to.deep.equal(
      names.map((name) => [name, name === "MWAA, nat"]),
    );
    const base = 0.49 * 730 + 1; // environment and key
    expect(rows.slice(0, 3).map(({ monthly }) => monthly)).to.deep.equal([
      Math.round((base + (0.045 + 0.005) * 730) * 100) / 100,
      Math.round((base + 2 * (0.045 + 0.005) * 730) * 100) / 100,
      // Each interface endpoint in two zones; S3's gateway endpoint is free.
      Math.round((base + (endpointServices.length - 1) * 2 * 0.01 * 730) * 100) / 100,
    ]);
    expect(rows.map(({ region }) => region)).to.deep.equal([
      "us-east-1",
      "us-east-1",
      "us-east-1",
      "us-central1",
      "us-central1",
    ]);
    expect(rows[2]?.note).to.equal("no way to Google's APIs");
    expect(rows.flatMap(({ unpriced }) => unpriced)).to.deep.equal([]);
  });

  it("of S1, whose VPC exists and whose Airflow GKE does not take", async () => {
    const rows = await compare(readStackFile(join(__dirname, "..", "..", "..", "examples", "s1.yaml")));
    expect(rows.find(({ current }) => current)?.name).to.equal("MWAA, natPerZone");
    expect(rows.map(({ name }) => name)).to.deep.equal(names);
    expect(rows.map(({ region }) => region)).to.include("asia-northeast1");
  });

  it("of a GKE stack, spot against on-demand by the node alone", async () => {
    const rows = await compare(readStackFile(join(__dirname, "..", "..", "..", "examples", "s2.yaml")));
    const [spot, onDemand] = rows.slice(3) as [Alternative, Alternative];
    expect(spot.current).to.equal(true);
    expect(onDemand.monthly - spot.monthly).to.be.closeTo(62.28 - 22.1, 0.01);
    expect(onDemand.asleepMonthly).to.equal(spot.asleepMonthly);
  });

  it("takes the other cloud's region near it", () => {
    expect(
      ["ap-northeast-1", "asia-northeast1", "us-west-2", "eu-north-1", "southamerica-east1"].map(pairedRegion),
    ).to.deep.equal(["asia-northeast1", "ap-northeast-1", "us-central1", "europe-west1", "us-east-1"]);
  });
});

const row = (change: Partial<Alternative>): Alternative => ({
  name: "MWAA, nat",
  current: true,
  region: "us-east-1",
  currency: "USD",
  monthly: 400,
  peakMonthly: 500,
  asleepMonthly: 4.65,
  atLeast: true,
  asleepAtLeast: false,
  unpriced: [],
  ...change,
});
const rows = [
  row({}),
  row({ name: "A < B", current: false, monthly: 100, atLeast: false, unpriced: ["gold"], note: "far" }),
];

describe("the chart of alternatives", () => {
  it("has bars to scale in a terminal", () => {
    const [, , first, second, ...rest] = chartText(rows, 80);
    const bars = (line = "") => line.split("█").length - 1;
    expect(bars(second)).to.equal(Math.round(bars(first) / 4));
    expect(bars(second)).to.be.greaterThan(3);
    expect(first).to.match(/^ {2}MWAA, nat \(this\) .* at least \$400\.00 {2}asleep \$4\.65$/);
    expect(second).to.match(/^ {2}A < B .* {2}\$100\.00 {2}asleep \$4\.65$/);
    expect(rest).to.deep.equal(["  ! A < B: far", "  ! A < B: no price in us-east-1 for gold"]);
  });

  it("has bars to scale as SVG, with every text escaped", () => {
    const svg = chartSvg(rows, "What a & b cost");
    const widths = [...svg.matchAll(/<rect x="190"[^>]* width="(\d+)" height="18"/g)].map(([, width]) => Number(width));
    expect(widths).to.deep.equal([420, 105]);
    expect(svg).to.contain("What a &amp; b cost").and.to.contain("A &lt; B").and.to.contain("at least $400.00");
    expect(svg).not.to.contain("A < B");
  });
});
