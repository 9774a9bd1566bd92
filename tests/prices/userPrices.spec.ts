import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { listPrices, PriceBook } from "../../prices/book";
import { isKnownKey, unitOf } from "../../prices/keys";
import { parsePrices, readPrices } from "../../prices/userPrices";

describe("the price book", () => {
  it("names region, unit, currency, source and day of every figure, and a key the plan asks for", () => {
    for (const figure of listPrices) {
      expect(Object.keys(figure), figure.key).to.have.members([
        "key",
        "region",
        "price",
        "unit",
        "currency",
        "source",
        "date",
      ]);
      expect(figure.date, figure.key).to.match(/^20\d\d-[01]\d-[0-3]\d$/);
      expect(figure.currency).to.equal("USD");
      expect(figure.source.length, figure.key).to.be.greaterThan(8);
      expect(figure.unit, figure.key).to.equal(unitOf(figure.key));
      expect(isKnownKey(figure.key), figure.key).to.equal(true);
      if (figure.price !== null) expect(figure.price, figure.key).to.be.greaterThan(0);
    }
    const places = listPrices.map(({ key, region }) => `${key} ${region}`);
    expect(new Set(places).size).to.equal(places.length);
  });

  it("finds the region's figure, else the global one, and never a null", () => {
    const [first] = listPrices as [(typeof listPrices)[0]];
    const book = new PriceBook([
      { ...first, key: "a", region: "global", price: 1 },
      { ...first, key: "a", region: "r", price: 2 },
      { ...first, key: "b", region: "r", price: null },
    ]);
    expect([book.find("a", "r")?.price, book.find("a", "s")?.price, book.find("b", "r")]).to.deep.equal([
      2,
      1,
      undefined,
    ]);
  });
});

describe("a user's own prices", () => {
  it("win over the list, with their source and day", () => {
    const folder = mkdtempSync(join(tmpdir(), "prices-"));
    try {
      const path = join(folder, "own.json");
      const own = {
        key: "mwaa.small.hour",
        region: "us-east-1",
        price: 0.4,
        source: "our contract",
        date: "2026-11-01",
      };
      writeFileSync(
        path,
        JSON.stringify({
          prices: [own, { key: "n2-standard-4.hour", region: "europe-west1", price: 0.2 }],
          volumes: { "nat.gb": 5 },
        }),
      );
      const { book, volumes } = readPrices(path);
      expect(book.find("mwaa.small.hour", "us-east-1")).to.deep.equal({ ...own, currency: "USD", unit: "hour" });
      expect(book.find("n2-standard-4.hour", "europe-west1")?.source).to.equal(path);
      expect(book.find("mwaa.small.hour", "ap-northeast-1")?.price).to.equal(0.49);
      expect(volumes).to.deep.equal({ "nat.gb": 5 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  const refused: Record<string, [content: string, error: string]> = {
    "a mistyped key": [
      '{"prices": [{"key": "mwaa.smal.hour", "region": "us-east-1", "price": 1}]}',
      'prices[0].key is "mwaa.smal.hour": is not a key that the plan prices; did you mean mwaa.small.hour?',
    ],
    "a strange region": [
      '{"prices": [{"key": "nat.hour", "region": "Tokyo", "price": 1}]}',
      'prices[0].region is "Tokyo": must be a region such as us-east-1 or us-central1, or global',
    ],
    "a price below 0": [
      '{"prices": [{"key": "nat.hour", "region": "global", "price": -1}]}',
      "prices[0].price is -1: must be 0 or more",
    ],
    "no price": [
      '{"prices": [{"key": "nat.hour", "region": "global"}]}',
      "prices[0].price is not set: must be a number, 0 or more, per unit",
    ],
    "another currency": [
      '{"prices": [{"key": "nat.hour", "region": "global", "price": 1, "currency": "JPY"}]}',
      'prices[0].currency is "JPY": must be USD: the plan adds all figures up',
    ],
    "a day that is none": [
      '{"prices": [{"key": "nat.hour", "region": "global", "price": 1, "date": "yesterday"}]}',
      'prices[0].date is "yesterday": must be a day, YYYY-MM-DD',
    ],
    "an unknown field": ['{"price": []}', "the file has price; known here: prices, volumes. Fix: remove or rename it."],
    "an unknown field of a price": [
      '{"prices": [{"key": "nat.hour", "region": "global", "price": 1, "unit": "hour"}]}',
      "prices[0] has unit; known here: key, region, price, currency, source, date. Fix: remove or rename it.",
    ],
    "a volume of nothing": [
      '{"volumes": {"nat.gbs": 1}}',
      "volumes.nat.gbs is not a key that the plan prices; did you mean nat.gb?",
    ],
    "a volume that is no number": [
      '{"volumes": {"nat.gb": "1"}}',
      'volumes.nat.gb is "1": must be a number, units a month',
    ],
    "a list": ["[]", "the file is []: must be of the form"],
    "no JSON": ["{prices", "it is not JSON:"],
  };
  for (const [name, [content, error]] of Object.entries(refused))
    it(`refuse ${name}`, () => {
      expect(() => parsePrices(content, "own.json"))
        .to.throw(error)
        .with.property("message")
        .that.contains("1 problem in own.json:");
    });

  it("tell every problem of a file together", () => {
    const both = '{"prices": [{"key": "x", "region": "global", "price": 1}], "volumes": {"nat.gb": -1}}';
    expect(() => parsePrices(both, "own.json")).to.throw("2 problems in own.json:");
  });

  it("must be there when they are named", () => {
    expect(() => readPrices("/nowhere/own.json")).to.throw("there is no such file (from --prices)");
  });
});
