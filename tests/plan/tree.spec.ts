import { expect } from "chai";
import { cut, planTree, resourceLines, wrapped } from "../../plan/tree";
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
    const text = planTree({ platform: "mwaa", ...graph, warnings: ["one thing to know"] }, { title: "T", width: 100 });
    const lines = text.split("\n");
    expect(lines[0]).to.equal("T");
    expect(lines.slice(lines.indexOf("Outputs"))).to.deep.equal([
      "Outputs",
      "  airflowUrl: https://x.example.com",
      "  trigger:",
      "    kind: mwaa",
      '  password: "[secret]"',
      "",
      "Warnings",
      "  ! one thing to know",
    ]);
    expect(text).not.to.contain("hidden");
  });

  it("cuts and wraps to the terminal's width", () => {
    expect(cut("abcdef", 4)).to.equal("abc…");
    expect(cut("abcd  ", 4)).to.equal("abcd");
    expect(wrapped("one two three four", 12, "  ! ")).to.deep.equal(["  ! one two", "    three", "    four"]);
  });
});
