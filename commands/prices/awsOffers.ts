/**
 * AWS's public price lists, one CSV for an offer and a region, for anybody to read
 * (https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api.html). Five lines say
 * what the file is, the sixth names the columns. The file of EC2 has hundreds of megabytes, so it is read line by line.
 */
import type { Answer, Gap } from "./gaps";

type Row = (column: string) => string;

/** Where a key's price is in the lists. */
interface Place {
  offer: string;
  unit: RegExp;
  matches(row: Row): boolean;
  /** Units of the list in one of the key's. */
  times?: number;
}

const usage = (offer: string, type: string, unit: RegExp, times?: number): Place => ({
  offer,
  unit,
  // A region's code stands before the type, but not in us-east-1.
  matches: (row) => new RegExp(`^([A-Z0-9]+-)?${type}$`).test(row("usageType")),
  ...(times !== undefined && { times }),
});
const hours = /^(hrs|hours?)$/i;
const gigabytes = /^gb$/i;
const gigabyteMonths = /^gb-mo(nth)?s?$/i;

const places: Record<string, Place> = {
  "mwaa.db.gb.month": usage("AmazonMWAA", "Airflow-StandardDatabaseStorage", gigabyteMonths),
  "nat.hour": usage("AmazonEC2", "NatGateway-Hours", hours),
  "nat.gb": usage("AmazonEC2", "NatGateway-Bytes", gigabytes),
  "endpoint.interface.hour.az": usage("AmazonVPC", "VpcEndpoint-Hours", hours),
  "endpoint.interface.gb": usage("AmazonVPC", "VpcEndpoint-Bytes", gigabytes),
  "logs.ingest.gb": usage("AmazonCloudWatch", "DataProcessing-Bytes", gigabytes),
  "logs.storage.gb.month": usage("AmazonCloudWatch", "TimedStorage-ByteHrs", gigabyteMonths),
  "cloudwatch.alarm.month": usage("AmazonCloudWatch", "CW:AlarmMonitorUsage", /^alarms?$/i),
  "s3.gb.month": usage("AmazonS3", "TimedStorage-ByteHrs", gigabyteMonths),
  "kms.request.10k": usage("awskms", "KMS-Requests", /^requests?$/i, 10_000),
  "secretsmanager.secret.month": usage("AWSSecretsManager", "AWSSecretsManager-Secrets", /^(secrets?|month)$/i),
};

/** MWAA's list names the size and what of it in columns of their own. */
function environmentPlace(key: string): Place | undefined {
  const [, part = "environment", size] =
    /^mwaa\.(?:(worker|scheduler|webserver)\.)?(micro|small|medium|large|xlarge|2xlarge)\.hour$/.exec(key) ?? [];
  if (size === undefined) return undefined;
  const same = (text: string, wanted: string) => text.replaceAll(/[\s.]|^mw1/gi, "").toLowerCase() === wanted;
  return {
    offer: "AmazonMWAA",
    unit: hours,
    matches: (row) => same(row("size"), size) && same(row("type"), part),
  };
}

const placeOf = (key: string): Place | undefined => places[key] ?? environmentPlace(key);

/** A line of the file: all values in quotes, a quote inside doubled. */
export const cells = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)|([^,"]+)(?:,|$)|(?<=,)(?:,|$)/g)].map(([, quoted, bare]) =>
    (quoted ?? bare ?? "").replaceAll('""', '"'),
  );

/** A list that is not of the published form. */
export class StrangeList extends Error {}

/** Reads a list's lines. */
export async function readOffer(
  lines: AsyncIterable<string>,
  region: string,
  gaps: Gap[],
  from: string,
): Promise<Answer> {
  const prices = new Map<string, Set<number>>();
  const strange = new Map<string, string>();
  let date = "";
  let columns: Map<string, number> | undefined;
  let at = 0;
  for await (const line of lines) {
    at++;
    if (columns === undefined) {
      const [name = "", value = ""] = cells(line);
      if (name === "FormatVersion" && value !== "v1.0") throw new StrangeList(`${from}: format ${value}, not v1.0`);
      if (name === "Publication Date") date = value.slice(0, 10);
      if (name === "SKU") columns = new Map(cells(line).map((column, index) => [column.toLowerCase(), index]));
      if (at > 10) throw new StrangeList(`${from}: its columns are not named in the first lines`);
      continue;
    }
    const values = cells(line);
    const row: Row = (column) => values[(columns as Map<string, number>).get(column.toLowerCase()) ?? -1] ?? "";
    if (row("TermType") !== "OnDemand" || !/^0(\.0+)?$/.test(row("StartingRange") || "0")) continue;
    if (columns.has("region code") && row("Region Code") !== region) continue;
    for (const { key } of gaps) {
      const place = placeOf(key);
      if (!place?.matches(row)) continue;
      const price = Number(row("PricePerUnit"));
      if (row("Currency") !== "USD") strange.set(key, `its currency is ${row("Currency")}, not USD`);
      else if (!place.unit.test(row("Unit"))) strange.set(key, `its unit is ${row("Unit")}`);
      else if (!(price > 0)) continue;
      else prices.set(key, (prices.get(key) ?? new Set()).add(price * (place.times ?? 1)));
    }
  }
  if (columns === undefined || !/^20\d\d-\d\d-\d\d$/.test(date))
    throw new StrangeList(`${from}: not a price list of AWS`);
  return answer(gaps, prices, strange, `AWS price list ${from}`, date);
}

function answer(
  gaps: Gap[],
  prices: Map<string, Set<number>>,
  strange: Map<string, string>,
  source: string,
  date: string,
): Answer {
  const result: Answer = { found: [], left: [] };
  for (const gap of gaps) {
    const all = [...(prices.get(gap.key) ?? [])];
    const why = strange.get(gap.key);
    if (why !== undefined) result.left.push({ ...gap, why });
    else if (all.length === 1) result.found.push({ ...gap, price: all[0] as number, source, date });
    else if (all.length === 0) result.left.push({ ...gap, why: "the list has no such line" });
    else result.left.push({ ...gap, why: `the list has ${all.length} prices: ${all.join(", ")}` });
  }
  return result;
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split(/\r?\n/);
    rest = parts.pop() ?? "";
    yield* parts;
  }
  if (rest !== "") yield rest;
}

export const awsPriceLists = "https://pricing.us-east-1.amazonaws.com";

/** Asks AWS's lists for gaps of AWS; a key that no list is known for is told. */
export async function askAws(gaps: Gap[], base = awsPriceLists, get: typeof fetch = fetch): Promise<Answer> {
  const result: Answer = { found: [], left: [] };
  const lists = new Map<string, { offer: string; region: string; gaps: Gap[] }>();
  for (const gap of gaps) {
    const offer = placeOf(gap.key)?.offer;
    if (offer === undefined) result.left.push({ ...gap, why: "it is not known where AWS's lists have it" });
    else {
      const id = `${offer} ${gap.region}`;
      const list = lists.get(id) ?? { offer, region: gap.region, gaps: [] };
      lists.set(id, { ...list, gaps: [...list.gaps, gap] });
    }
  }
  for (const { offer, region, gaps: asked } of lists.values()) {
    const url = `${base}/offers/v1.0/aws/${offer}/current/${region}/index.csv`;
    const reply = await get(url);
    if (reply.status === 404 || reply.status === 403)
      result.left.push(...asked.map((gap) => ({ ...gap, why: `AWS has no list of ${offer} in ${region}` })));
    else if (!reply.ok || reply.body === null) throw new StrangeList(`${url}: HTTP ${reply.status}`);
    else {
      const { found, left } = await readOffer(linesOf(reply.body), region, asked, `${offer}, ${region}`);
      result.found.push(...found);
      result.left.push(...left);
    }
  }
  return result;
}
