import { expect } from "chai";
import { sleepOf } from "../../../commands/plan/compare/sleep";
import { bill } from "../../../commands/plan/cost/price";
import { costOf } from "../../../commands/plan/cost/total";
import { cut, wrapped } from "../../../commands/plan/show/text";
import { planTree, resourceLines } from "../../../commands/plan/show/tree";
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

  it("cuts and wraps to the terminal's width", () => {
    expect(cut("abcdef", 4)).to.equal("abc…");
    expect(cut("abcd  ", 4)).to.equal("abcd");
    expect(wrapped("one two three four", 12, "  ! ")).to.deep.equal(["  ! one two", "    three", "    four"]);
  });
});
