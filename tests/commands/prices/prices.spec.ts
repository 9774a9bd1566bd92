/** The verb `prices`: gaps of a plan, asked of a server that serves the clouds' published formats. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { askAws, cells, StrangeList } from "../../../commands/prices/awsOffers";
import { gapsIn } from "../../../commands/prices/gaps";
import { askGoogle } from "../../../commands/prices/googleCatalog";
import { withPrices } from "../../../commands/prices/localFile";
import { told } from "../../../commands/prices/main";
import { PriceFileError, parsePrices } from "../../../prices/userPrices";

const head = (offer: string) =>
  [
    '"FormatVersion","v1.0"',
    '"Disclaimer","For information only, ""as is"""',
    '"Publication Date","2026-10-02T16:02:58Z"',
    '"Version","20261002160258"',
    `"OfferCode","${offer}"`,
    '"SKU","OfferTermCode","RateCode","TermType","PriceDescription","EffectiveDate","StartingRange","EndingRange","Unit","PricePerUnit","Currency","Product Family","serviceCode","Location","Size","Type","usageType","operation","Region Code"',
  ].join("\n");
const line = (
  values: Partial<
    Record<"term" | "start" | "unit" | "price" | "currency" | "size" | "type" | "usage" | "region", string>
  >,
) => {
  const v = {
    term: "OnDemand",
    start: "0",
    unit: "Hrs",
    currency: "USD",
    size: "",
    type: "",
    usage: "",
    region: "eu-west-1",
    ...values,
  };
  return `"S","T","R","${v.term}","$0.49 per ""hour""","2026-10-01","${v.start}","Inf","${v.unit}","${v.price}","${v.currency}","F","C","EU (Ireland)","${v.size}","${v.type}","${v.usage}","","${v.region}"`;
};
const mwaa = [
  head("AmazonMWAA"),
  line({ size: "Small", type: "Environment", price: "0.4900000000", usage: "EU-Airflow-SmallEnvironment" }),
  line({ size: "Small", type: "Worker", price: "0.0550000000" }),
  line({ size: "Medium", type: "Environment", price: "0.7400000000" }),
  line({ size: "Medium", type: "Environment", price: "0.8800000000" }),
  line({ size: "Large", type: "Environment", price: "0.99", currency: "CNY" }),
  line({ usage: "EU-Airflow-StandardDatabaseStorage", unit: "Petabyte", price: "0.1" }),
].join("\n");
const ec2 = [
  head("AmazonEC2"),
  line({ usage: "EU-NatGateway-Hours", price: "0.0480000000" }),
  line({ usage: "EU-NatGateway-Hours", price: "0.0300000000", term: "Reserved" }),
  line({ usage: "EU-NatGateway-Prvd-Hours", price: "9" }),
  line({ usage: "EU-NatGateway-Bytes", unit: "GB", price: "0.0480000000" }),
  line({ usage: "NatGateway-Hours", price: "0.0450000000", region: "us-east-1" }),
].join("\r\n");

type Rate = { units?: string; nanos?: number };
const sku = (description: string, unit: string, rates: Rate[], usageType = "OnDemand", region = "europe-west1") => ({
  description,
  serviceRegions: [region],
  category: { usageType },
  pricingInfo: [
    {
      effectiveTime: "2026-10-01T00:00:00Z",
      pricingExpression: {
        usageUnit: unit,
        tieredRates: rates.map((unitPrice, index) => ({
          startUsageAmount: index * 10,
          unitPrice: { currencyCode: "USD", units: "0", ...unitPrice },
        })),
      },
    },
  ],
});
const catalog = [
  sku("E2 Instance Core running in Belgium", "h", [{ nanos: 20000000 }]),
  sku("E2 Instance Ram running in Belgium", "GiBy.h", [{ nanos: 3000000 }]),
  sku("E2 Instance Core running in Americas", "h", [{ nanos: 1 }], "OnDemand", "us-central1"),
  sku("Spot Preemptible E2 Instance Core running in Belgium", "h", [{ nanos: 8000000 }], "Preemptible"),
  sku("Spot Preemptible E2 Instance Ram running in Belgium", "GiBy.h", [{ nanos: 1000000 }], "Preemptible"),
  sku("Balanced PD Capacity in Belgium", "GiBy.mo", [{ nanos: 0 }, { nanos: 100000000 }]),
  sku("SSD backed PD Capacity in Belgium", "GiBy.d", [{ nanos: 5 }]),
];

describe("prices from the clouds' own lists", () => {
  let server: Server;
  let base: string;
  const asked: string[] = [];

  before(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization ?? ""}`.trim());
      const path = request.url ?? "";
      const csv = path.includes("AmazonMWAA")
        ? mwaa
        : path.includes("AmazonEC2")
          ? ec2
          : path.includes("awskms")
            ? "<html>"
            : undefined;
      if (path.startsWith("/v1/services/6F81")) {
        const second = path.includes("pageToken=two");
        const skus = second ? catalog.slice(3) : catalog.slice(0, 3);
        response.end(JSON.stringify({ skus, nextPageToken: second ? "" : "two" }));
      } else if (path.startsWith("/v1/")) response.end(JSON.stringify({ skus: [{ description: 1 }] }));
      else if (csv === undefined) response.writeHead(404).end();
      else response.end(csv);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());
  beforeEach(() => asked.splice(0));

  const region = "eu-west-1";

  it("reads AWS's lists, one for an offer, without an account", async () => {
    const keys = ["mwaa.small.hour", "mwaa.worker.small.hour", "nat.hour", "nat.gb"];
    const { found, left } = await askAws(
      keys.map((key) => ({ key, region })),
      base,
    );
    expect(found.map(({ key, price, source, date }) => [key, price, source, date])).to.deep.equal([
      ["mwaa.small.hour", 0.49, "AWS price list AmazonMWAA, eu-west-1", "2026-10-02"],
      ["mwaa.worker.small.hour", 0.055, "AWS price list AmazonMWAA, eu-west-1", "2026-10-02"],
      ["nat.hour", 0.048, "AWS price list AmazonEC2, eu-west-1", "2026-10-02"],
      ["nat.gb", 0.048, "AWS price list AmazonEC2, eu-west-1", "2026-10-02"],
    ]);
    expect(left).to.deep.equal([]);
    expect(asked).to.deep.equal([
      "/offers/v1.0/aws/AmazonMWAA/current/eu-west-1/index.csv",
      "/offers/v1.0/aws/AmazonEC2/current/eu-west-1/index.csv",
    ]);
  });

  it("refuses what it does not understand: two prices, a currency, a unit, no line, no list, no known place", async () => {
    const keys = [
      "mwaa.medium.hour",
      "mwaa.large.hour",
      "mwaa.db.gb.month",
      "mwaa.xlarge.hour",
      "s3.gb.month",
      "psc.endpoint.hour",
    ];
    const { found, left } = await askAws(
      keys.map((key) => ({ key, region })),
      base,
    );
    expect(found).to.deep.equal([]);
    expect(Object.fromEntries(left.map(({ key, why }) => [key, why]))).to.deep.equal({
      "mwaa.medium.hour": "the list has 2 prices: 0.74, 0.88",
      "mwaa.large.hour": "its currency is CNY, not USD",
      "mwaa.db.gb.month": "its unit is Petabyte",
      "mwaa.xlarge.hour": "the list has no such line",
      "s3.gb.month": "AWS has no list of AmazonS3 in eu-west-1",
      "psc.endpoint.hour": "it is not known where AWS's lists have it",
    });
    const strange = await askAws([{ key: "kms.request.10k", region }], base).catch((error) => error);
    expect(strange).to.be.instanceOf(StrangeList);
    expect(strange.message).to.equal("awskms, eu-west-1: not a price list of AWS");
  });

  it("adds a machine's price up from Google's SKUs, page by page, with the caller's token", async () => {
    const place = { region: "europe-west1" };
    const keys = ["e2-standard-2.hour", "e2-standard-2.spot.hour", "pd-balanced.gb.month"];
    const { found, left } = await askGoogle(
      keys.map((key) => ({ key, ...place })),
      async () => "the-token",
      "2026-11-21",
      base,
    );
    expect(left).to.deep.equal([]);
    expect(found.map(({ key, price, date }) => [key, price, date])).to.deep.equal([
      ["e2-standard-2.hour", 2 * 0.02 + 8 * 0.003, "2026-11-21"],
      ["e2-standard-2.spot.hour", 2 * 0.008 + 8 * 0.001, "2026-11-21"],
      ["pd-balanced.gb.month", 0.1, "2026-11-21"],
    ]);
    expect(asked).to.have.length(2);
    expect(asked.every((one) => one.endsWith("Bearer the-token"))).to.equal(true);
  });

  it("refuses of Google's what it does not understand, and asks for no token where it cannot help", async () => {
    const place = { region: "europe-west1" };
    const token = async () => "t";
    const gaps = ["pd-ssd.gb.month", "e2-standard-2.hour"].map((key) => ({ key, region: "us-central1" }));
    const { left } = await askGoogle([{ key: "pd-ssd.gb.month", ...place }, ...gaps], token, "2026-11-21", base);
    expect(left.map(({ region: at, why }) => [at, why])).to.deep.equal([
      ["europe-west1", "SSD backed PD Capacity in Belgium is priced by GiBy.d, not GiBy.mo"],
      ["us-central1", "the catalog has 0 lines for it"],
      ["us-central1", "the catalog has 0 lines for it"],
    ]);
    const no = async () => {
      throw new Error("no token should be asked for");
    };
    const n1 = await askGoogle([{ key: "n1-standard-2.hour", ...place }], no, "2026-11-21", base);
    expect(n1.left[0]?.why).to.equal("it is not known which of Google's SKUs it is");
    const broken = await askGoogle([{ key: "cloudsql.db-g1-small.hour", ...place }], token, "2026-11-21", base).catch(
      (error) => error,
    );
    expect(broken.message).to.equal("the Cloud Billing catalog is not of its published form at skus.0.description");
  });
});

describe("what prices writes", () => {
  const found = [{ key: "nat.hour", region: "eu-west-1", price: 0.048, source: "AWS price list", date: "2026-10-02" }];

  it("is a file that the plan reads, in which all else stays", () => {
    const before = JSON.stringify({
      prices: [
        { key: "nat.hour", region: "eu-west-1", price: 9 },
        { key: "nat.gb", region: "eu-west-1", price: 8 },
      ],
      volumes: { "nat.gb": 5 },
    });
    const text = withPrices(before, found, "p.json");
    const { figures, volumes } = parsePrices(text, "p.json");
    expect(figures.map(({ key, price, source, date }) => [key, price, source, date])).to.deep.equal([
      ["nat.gb", 8, "p.json", "not dated"],
      ["nat.hour", 0.048, "AWS price list", "2026-10-02"],
    ]);
    expect(volumes).to.deep.equal({ "nat.gb": 5 });
    expect(parsePrices(withPrices(undefined, found, "p.json"), "p.json").figures).to.have.length(1);
    expect(() => withPrices("{broken", found, "p.json")).to.throw(PriceFileError);
  });

  it("is told, with what stays open", () => {
    const left = [{ key: "nat.gb", region: "eu-west-1", why: "the list has no such line" }];
    expect(told({ found, left }, "prices.local.json")).to.equal(
      "  nat.hour in eu-west-1: 0.048 USD (AWS price list, 2026-10-02)\nWrote 1 to prices.local.json.\n  ! nat.gb in eu-west-1: the list has no such line\n",
    );
    expect(told({ found: [], left: [] }, "x")).to.equal("The plan misses no price.\n");
  });

  it("is asked for exactly the units that the plan misses", () => {
    const base = { item: "x", unit: "hour", byUse: false, needs: "", large: true, states: [] };
    const unknown = [
      { ...base, key: "a", region: "r", unitPrice: null },
      { ...base, key: "a", region: "r", unitPrice: null },
      { ...base, key: "b", region: "r", unitPrice: 1 },
      { ...base, unitPrice: null },
    ];
    const cost = {
      currency: "USD",
      monthly: null,
      peakMonthly: null,
      asleepMonthly: 0,
      lines: [],
      asleepLines: [],
      unknown,
    };
    expect(gapsIn(cost)).to.deep.equal([{ key: "a", region: "r" }]);
  });

  it("reads cells with commas and doubled quotes", () => {
    expect(cells('"a,b","c ""d""",,5,"e"')).to.deep.equal(["a,b", 'c "d"', "", "5", "e"]);
  });
});
