import { expect } from "chai";
import { sleepOf } from "../../../commands/plan/compare/sleep";
import { bill } from "../../../commands/plan/cost/price";
import { costOf } from "../../../commands/plan/cost/total";
import { planned, planTitle } from "../../../commands/plan/run";
import { cut, folded, wrapped } from "../../../commands/plan/show/text";
import { planTree, resourceLines } from "../../../commands/plan/show/tree";
import { timesOf } from "../../../commands/plan/time/runs";
import { readStack } from "../../../commands/stack/stackFile";
import { listPrices, PriceBook } from "../../../prices/book";
import { recorded } from "./program";

describe("the plan as a text tree", () => {
  it("groups resources under their component, folds DAG objects and tells what matters of each", async () => {
    const { resources } = await recorded();
    expect(resourceLines(resources, 100)).to.deep.equal([
      "aws LogGroup            air-logs-Scheduler  airflow-air-Scheduler, 30 days",
      "aws LogGroup            air-logs-Task       airflow-air-Task, 30 days",
      "aws LogGroup            air-logs-Worker     airflow-air-Worker, 30 days",
      "air-network  (Network)",
      "  aws Vpc               vpc                 10.0.0.0/16",
      "  air-mwaa  (Mwaa)",
      "    aws Bucket          bucket",
      "    aws BucketObjectv2  2 objects in dags/",
      "    aws BucketObjectv2  plugins.zip",
      "    aws Environment     environment         mw1.small, 1 to 3 workers",
    ]);
  });

  it("shows outputs and warnings, and a secret nowhere", async () => {
    const graph = await recorded();
    const prices = { book: new PriceBook(listPrices), volumes: {} };
    const priced = bill({ resources: graph.resources, awsRegion: "us-east-1", gcpRegion: undefined }, prices);
    const text = planTree(
      {
        platform: "mwaa",
        ...graph,
        cost: costOf(priced, priced, true),
        sleep: sleepOf("mwaa", graph, graph),
        times: timesOf(graph, graph),
        uploads: [],
        warnings: ["one thing to know"],
      },
      { title: "T", awake: true, width: 100 },
    );
    const lines = text.split("\n");
    expect(lines[0]).to.equal("T");
    expect(lines.slice(-2)).to.deep.equal(["Warnings", "  ! one thing to know"]);
    expect(text).to.contain("Cost (USD a month").and.to.contain("Asleep (pulumi config set airflow:awake false");
    expect(lines.slice(lines.indexOf("Outputs"), lines.indexOf("Outputs") + 6)).to.deep.equal([
      "Outputs",
      "  airflowUrl: https://x.example.com",
      "  trigger:",
      "    kind: mwaa",
      '  password: "[secret]"',
      "",
    ]);
    expect(text).not.to.contain("hidden");
  });

  it("is within 80 and 200 columns, the ready stacks with all of their outputs, and loses no word of them", async function () {
    this.timeout(60_000);
    for (const stack of ["dev", "gke"]) {
      const { plan, settings } = await planned(readStack(stack));
      const title = planTitle(stack, settings, plan.resources);
      for (const width of [80, 200]) {
        const lines = planTree(plan, { title, awake: true, width }).split("\n");
        expect(lines.filter((line) => line.length > width)).to.deep.equal([]);
        const told = lines.slice(lines.indexOf("Outputs")).join("").replaceAll(" ", "");
        for (const value of Object.values(plan.outputs))
          if (typeof value === "string") expect(told).to.contain(value.replaceAll(" ", ""));
      }
    }
  });

  it("breaks a long word after a sign", () => {
    expect(folded("  url: https://example.com/a/b?c=d", 24)).to.deep.equal([
      "  url: https://",
      "      example.com/a/b?c=",
      "      d",
    ]);
  });

  it("cuts and wraps to the terminal's width", () => {
    expect(cut("abcdef", 4)).to.equal("abc…");
    expect(cut("abcd  ", 4)).to.equal("abcd");
    expect(wrapped("one two three four", 12, "  ! ")).to.deep.equal(["  ! one two", "    three", "    four"]);
  });
});
