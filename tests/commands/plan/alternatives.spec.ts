import { join } from "node:path";
import { expect } from "chai";
import { type Alternative, alternatives } from "../../../commands/plan/compare/alternatives";
import { elsewhere } from "../../../commands/plan/compare/elsewhere";
import { pairedRegion } from "../../../commands/plan/compare/regions";
import { planned } from "../../../commands/plan/run";
import { chartText } from "../../../commands/plan/show/chart";
import { chartSvg } from "../../../commands/plan/show/chartSvg";
import { readStack, readStackFile } from "../../../commands/stack/stackFile";
import { endpointServices } from "../../../config/mwaa/keys";
import { listPrices, PriceBook } from "../../../prices/book";

const prices = { book: new PriceBook(listPrices), volumes: {} };
const names = [
  "MWAA, nat",
  "MWAA, natPerZone",
  "MWAA, endpoints",
  "GKE, spot",
  "GKE, spot for tasks",
  "GKE, on-demand",
];
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
    const [spot, tasks, onDemand] = rows.slice(3) as [Alternative, Alternative, Alternative];
    expect(spot.current).to.equal(true);
    expect(Number(onDemand.monthly) - Number(spot.monthly)).to.be.closeTo(62.28 - 22.1, 0.01);
    expect(onDemand.asleepMonthly).to.equal(spot.asleepMonthly);
    // One node that stays, and beside it at the peak a Spot VM with its disk and its share of NAT.
    expect(tasks.monthly).to.equal(onDemand.monthly);
    expect(Number(tasks.peakMonthly) - Number(tasks.monthly)).to.be.closeTo(22.1 + 13 + 0.0014 * 730, 0.01);
  });

  it("takes the other cloud's region near it", () => {
    expect(
      ["ap-northeast-1", "asia-northeast1", "us-west-2", "eu-north-1", "southamerica-east1"].map(pairedRegion),
    ).to.deep.equal(["asia-northeast1", "ap-northeast-1", "us-west1", "europe-north2", "sa-east-1"]);
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
  orientation: 400,
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

  const gap = row({ name: "MWAA, other", current: false, monthly: null, orientation: null, unpriced: ["gold"] });

  it("has a hatched bar, never a short one, where there is no total", () => {
    const near = { ...gap, orientation: 200 };
    const [, , full, , whole, half] = chartText([...rows, gap, near], 80);
    const bars = (line = "") => line.split("░").length - 1;
    expect(bars(whole)).to.equal((full ?? "").split("█").length - 1);
    expect(bars(half)).to.equal(Math.round(bars(whole) / 2));
    expect(whole).to.match(/ price not known {2}asleep/);
    const svg = chartSvg([...rows, gap, near], "x");
    const hatched = [...svg.matchAll(/width="(\d+)" height="18" rx="2" fill="url\(#hatch\)"/g)].map(([, at]) =>
      Number(at),
    );
    expect(hatched[1]).to.equal(Math.round((hatched[0] as number) / 2));
    expect(svg).to.contain("hatched: no price, so no total").and.to.contain("it would be $200.00");
  });

  it("names what a user would take instead, with what is known of its price and what it cannot do", () => {
    const text = chartText(rows, 100, elsewhere).join("\n");
    expect(text).to.contain("Cloud Composer 3: a month's price is not known");
    expect(text).to.contain("MWAA Serverless: a month's price is not known, $0.00 idle");
    for (const { source, date } of elsewhere)
      expect([source.split("/").length > 1, date]).to.deep.equal([true, "2026-11-21"]);
  });

  it("keeps every text of the picture inside it, and has colours for a dark page", () => {
    const long = row({
      name: "MWAA with a name that is rather long, natPerZone",
      monthly: 12345.67,
      asleepAtLeast: true,
    });
    const svg = chartSvg([long, gap], "t", elsewhere);
    expect(svg).to.contain("prefers-color-scheme: dark");
    for (const [, x, rest, text] of svg.matchAll(/<text x="(\d+)"([^>]*)>([^<]*)</g) as Iterable<
      [string, string, string, string]
    >) {
      const size = Number(/font-size="(\d+)"/.exec(rest)?.[1] ?? 13);
      const wide = text.length * size * 0.55;
      const [from, to] = rest.includes("end") ? [Number(x) - wide, Number(x)] : [Number(x), Number(x) + wide];
      expect(from, text).to.be.at.least(0);
      expect(to, text).to.be.at.most(800);
    }
  });

  it("has bars to scale as SVG, with every text escaped", () => {
    const svg = chartSvg(rows, "What a & b cost");
    const widths = [...svg.matchAll(/<rect x="\d+"[^>]* width="(\d+)" height="18"/g)].map(([, width]) => Number(width));
    expect(widths[1]).to.equal(Math.round((widths[0] as number) / 4));
    expect(svg).to.contain("What a &amp; b cost").and.to.contain("A &lt; B").and.to.contain("at least $400.00");
    expect(svg).not.to.contain("A < B");
  });
});
