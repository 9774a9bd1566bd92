/** Values inside a plan's inputs, and totals with what they do not know, by exact value. */
import { expect } from "chai";
import { inputAt, numberAt, textAt } from "../../../commands/plan/cost/demand";
import type { Bill } from "../../../commands/plan/cost/price";
import { costOf, gapsOf, isAtLeast, money, orientationOf } from "../../../commands/plan/cost/total";

describe("a value inside inputs", () => {
  it("is found by its path; a list stands for its first entry, unless the path counts", () => {
    const inputs = { a: [{ b: 1 }, { b: 2 }], 12: "twelve", none: null };
    expect(
      ["a.b", "a.1.b", "a.0.b", "12", "none.x", "a.b.c", "x.y"].map((path) => inputAt(inputs, path)),
    ).to.deep.equal([1, 2, 1, "twelve", undefined, undefined, undefined]);
    expect(inputAt({ a: Array.from({ length: 12 }, (_, index) => ({ b: index })) }, "a.11.b")).to.equal(11);
    expect(inputAt({ a: [{ "1x": 1, x1: 2 }] }, "a.1x")).to.equal(1);
    expect(inputAt({ a: [{ "1x": 1, x1: 2 }] }, "a.x1")).to.equal(2);
  });

  it("is its default where it is of another kind, or hidden", () => {
    expect([numberAt({ a: 0 }, "a", 7), numberAt({ a: "0" }, "a", 7)]).to.deep.equal([0, 7]);
    expect(["x", "[secret]", "x[", 5].map((a) => textAt({ a }, "a", "other"))).to.deep.equal([
      "x",
      "other",
      "x[",
      "other",
    ]);
  });
});

describe("a total", () => {
  const line = (item: string, monthly: number) => ({
    item,
    quantity: 1,
    unit: "hour",
    unitPrice: 1,
    monthly,
    source: "s",
  });
  const gap = (item: string, large: boolean, monthly?: number) => ({
    item,
    unit: "hour",
    unitPrice: null,
    byUse: false,
    needs: "n",
    large,
    ...(monthly !== undefined && { orientation: { region: "r", unitPrice: 1, monthly } }),
  });
  const bill = (change: Partial<Bill>): Bill => ({
    currency: "USD",
    lines: [line("a", 3), line("b", 4)],
    monthly: 7,
    unknown: [],
    peakMonthly: 9,
    peakUnknown: [],
    ...change,
  });

  it("is told by state; what is unknown while it sleeps is asked of sleep alone", () => {
    const awake = bill({ unknown: [gap("x", false)], peakUnknown: [gap("x", false), gap("y", true)] });
    const asleep = bill({ lines: [], monthly: 1, unknown: [gap("z", true)] });
    const cost = costOf(awake, asleep, true);
    expect(cost).to.deep.equal({
      currency: "USD",
      monthly: 7,
      peakMonthly: null,
      asleepMonthly: null,
      unknown: [
        { ...gap("x", false), states: ["awake", "peak"] },
        { ...gap("y", true), states: ["peak"] },
        { ...gap("z", true), states: ["asleep"] },
      ],
      lines: awake.lines,
      asleepLines: [],
    });
    expect((["awake", "peak", "asleep"] as const).map((state) => isAtLeast(cost, state))).to.deep.equal([
      true,
      true,
      true,
    ]);
    expect(
      (["awake", "peak", "asleep"] as const).map((state) => gapsOf(cost, state).map(({ item }) => item)),
    ).to.deep.equal([[], ["y"], ["z"]]);
    expect(costOf(awake, asleep, false).unknown.map(({ item }) => item)).to.deep.equal(["z"]);
  });

  it("is at least where one thing of its state is not known; awake is in the peak, the peak not awake", () => {
    const of = (part: Partial<Bill>, asleep: Partial<Bill> = {}) => costOf(bill(part), bill(asleep), true);
    const told = (cost: ReturnType<typeof of>) =>
      (["awake", "peak", "asleep"] as const).map((state) => [isAtLeast(cost, state), gapsOf(cost, state).length]);
    const big = [gap("x", true)];
    expect(told(of({}))).to.deep.equal([
      [false, 0],
      [false, 0],
      [false, 0],
    ]);
    expect(told(of({ unknown: [...big, gap("small", false)] }))).to.deep.equal([
      [true, 1],
      [true, 1],
      [false, 0],
    ]);
    expect(told(of({ peakUnknown: big }))).to.deep.equal([
      [false, 0],
      [true, 1],
      [false, 0],
    ]);
    expect(told(of({}, { unknown: big }))).to.deep.equal([
      [false, 0],
      [false, 0],
      [true, 1],
    ]);
  });

  it("has an idea of what its gaps are where each has a near price", () => {
    const cost = costOf(bill({ unknown: [gap("x", true, 10), gap("y", true, 20)] }), bill({}), true);
    expect(orientationOf(cost, gapsOf(cost, "awake"))).to.equal(37);
    expect(orientationOf(cost, [])).to.equal(7);
    const blind = costOf(bill({ unknown: [gap("x", true, 10), gap("y", true)] }), bill({}), true);
    expect(orientationOf(blind, gapsOf(blind, "awake"))).to.equal(null);
    expect(money(1234.5, "USD")).to.equal("$1,234.50");
  });
});
