/** A budget below the plan's own estimate is told in the plan: it would be mailed every month. */
import { join } from "node:path";
import { expect } from "chai";
import { planStack } from "../../../commands/plan/run";
import { readStackFile } from "../../../commands/stack/stackFile";
import { listPrices, PriceBook } from "../../../prices/book";

const file = readStackFile(join(__dirname, "..", "..", "..", "examples", "watched-mwaa.yaml"));
const list = { book: new PriceBook(listPrices), volumes: {} };
const warningsAt = async (monthlyBudget: number, config = {}) => {
  const alerts = JSON.stringify({ emails: ["a@b.cd"], monthlyBudget });
  const { warnings } = await planStack(
    { ...file, config: { ...file.config, "airflow:alerts": alerts, ...config } },
    list,
  );
  return warnings.filter((warning) => warning.includes("monthlyBudget"));
};

describe("the budget in the plan", () => {
  it("is told where the plan expects more", async () => {
    expect(await warningsAt(396)).to.deep.equal([
      "airflow:alerts.monthlyBudget is $396.00, and the plan expects at least $396.10 a month: it would be told every month.",
    ]);
  });

  it("is not where it is enough, or where nobody knows what the stack costs", async () => {
    expect(await warningsAt(397)).to.deep.equal([]);
    expect(await warningsAt(1, { "aws:region": "eu-north-1" })).to.deep.equal([]);
  });
});
