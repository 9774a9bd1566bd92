/** docs/config.md is what the schema says today, and leaves no key unexplained. */
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { configReference } from "../../scripts/configReference";

describe("docs/config.md", () => {
  it("is up to date (npm run docs writes it)", () => {
    expect(readFileSync("docs/config.md", "utf8")).to.equal(configReference());
  });

  it("gives every key a meaning and its allowed values", () => {
    const rows = configReference()
      .split("\n")
      .filter((line) => line.startsWith("| `"));
    expect(rows.length).to.be.greaterThan(60);
    for (const row of rows)
      expect(
        row.split(" | ").map((cell) => cell.replaceAll("|", "").trim()),
        row,
      ).to.not.include("");
  });
});
