/**
 * Google's Cloud Billing catalog: SKUs of a service with their regions and prices
 * (https://docs.cloud.google.com/billing/docs/reference/rest/v1/services.skus/list). It wants the caller's own token.
 */
import { z } from "zod";
import { type Machine, machineOf } from "../../config/places/machines";
import { StrangeList } from "./awsOffers";
import type { Answer, Gap } from "./gaps";

const sku = z.object({
  description: z.string(),
  serviceRegions: z.array(z.string()),
  category: z.object({ usageType: z.string() }),
  pricingInfo: z
    .array(
      z.object({
        effectiveTime: z.string().optional(),
        pricingExpression: z.object({
          usageUnit: z.string(),
          tieredRates: z
            .array(
              z.object({
                startUsageAmount: z.number().default(0),
                unitPrice: z.object({
                  currencyCode: z.literal("USD"),
                  units: z.string().default("0"),
                  nanos: z.number().default(0),
                }),
              }),
            )
            .min(1),
        }),
      }),
    )
    .min(1),
});
const page = z.object({ skus: z.array(sku), nextPageToken: z.string().optional() });
type Sku = z.output<typeof sku>;

const compute = "6F81-5844-456A";
const cloudSql = "9662-B51E-5089";

/** One part of a price: a SKU's unit, so many times. */
interface Part {
  description: RegExp;
  usageType: "OnDemand" | "Preemptible";
  unit: string;
  times: number;
}
interface Place {
  service: string;
  parts: Part[];
}

/** Families without a discount for sustained use: the list price is the price of a month. */
const named: Record<string, string> = { e2: "E2 Instance", t2d: "T2D AMD Instance", c3: "C3 Instance" };
/** CPUs that a shared-core machine bills, of those that it shows. */
const billedCpus: Record<string, number> = { "e2-micro": 0.25, "e2-small": 0.5, "e2-medium": 1 };

function machineParts(key: string): Part[] | undefined {
  const [, type = "", spot] = /^(.+?)(\.spot)?\.hour$/.exec(key) ?? [];
  const machine: Machine | undefined = machineOf(type);
  const name = named[machine?.family ?? ""];
  if (machine === undefined || name === undefined || /custom/.test(type)) return undefined;
  const before = spot === undefined ? "" : "Spot Preemptible ";
  const usageType = spot === undefined ? "OnDemand" : "Preemptible";
  const part = (what: string, unit: string, times: number): Part => ({
    description: new RegExp(`^${before}${name} ${what} running in `),
    usageType,
    unit,
    times,
  });
  return [part("Core", "h", billedCpus[type] ?? machine.cpus), part("Ram", "GiBy.h", machine.memory)];
}

const one = (service: string, description: RegExp, unit: string): Place => ({
  service,
  parts: [{ description, usageType: "OnDemand", unit, times: 1 }],
});
const single: Record<string, Place> = {
  "pd-standard.gb.month": one(compute, /^Storage PD Capacity( in .*)?$/, "GiBy.mo"),
  "pd-balanced.gb.month": one(compute, /^Balanced PD Capacity( in .*)?$/, "GiBy.mo"),
  "pd-ssd.gb.month": one(compute, /^SSD backed PD Capacity( in .*)?$/, "GiBy.mo"),
  "cloudsql.db-f1-micro.hour": one(cloudSql, /^Cloud SQL for PostgreSQL: Zonal - Micro instance in /, "h"),
  "cloudsql.db-g1-small.hour": one(cloudSql, /^Cloud SQL for PostgreSQL: Zonal - Small instance in /, "h"),
  "cloudsql.ssd.gb.month": one(cloudSql, /^Cloud SQL for PostgreSQL: Zonal - Standard storage in /, "GiBy.mo"),
};

function placeOf(key: string): Place | undefined {
  const parts = machineParts(key);
  return single[key] ?? (parts && { service: compute, parts });
}

/** The first paid rate of a SKU. */
function rate({ description, pricingInfo }: Sku, unit: string): number {
  const { usageUnit, tieredRates } = (pricingInfo[pricingInfo.length - 1] as Sku["pricingInfo"][0]).pricingExpression;
  if (usageUnit !== unit) throw new StrangeList(`${description} is priced by ${usageUnit}, not ${unit}`);
  const prices = tieredRates.map(({ unitPrice }) => Number(unitPrice.units) + unitPrice.nanos / 1e9);
  const paid = prices.filter((price) => price > 0);
  if (paid.length !== 1) throw new StrangeList(`${description} has ${paid.length} rates`);
  return paid[0] as number;
}

function priceOf({ parts }: Place, region: string, skus: Sku[]): number | string {
  let sum = 0;
  for (const { description, usageType, unit, times } of parts) {
    const found = skus.filter(
      (one) =>
        description.test(one.description) &&
        one.category.usageType === usageType &&
        (one.serviceRegions.includes(region) || one.serviceRegions.includes("global")),
    );
    if (found.length !== 1) return `the catalog has ${found.length} lines for it`;
    try {
      sum += times * rate(found[0] as Sku, unit);
    } catch (error) {
      if (error instanceof StrangeList) return error.message;
      throw error;
    }
  }
  return Number(sum.toFixed(9));
}

export const googleCatalog = "https://cloudbilling.googleapis.com";

/** All SKUs of a service. */
async function skusOf(service: string, base: string, token: string, get: typeof fetch): Promise<Sku[]> {
  const skus: Sku[] = [];
  let next = "";
  do {
    const url = `${base}/v1/services/${service}/skus?currencyCode=USD&pageSize=5000&pageToken=${next}`;
    const reply = await get(url, { headers: { authorization: `Bearer ${token}` } });
    if (!reply.ok) throw new StrangeList(`the Cloud Billing catalog answered HTTP ${reply.status} for ${service}`);
    const parsed = page.safeParse(await reply.json());
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new StrangeList(`the Cloud Billing catalog is not of its published form at ${issue?.path.join(".")}`);
    }
    skus.push(...parsed.data.skus);
    next = parsed.data.nextPageToken ?? "";
  } while (next !== "");
  return skus;
}

/**
 * Asks Google's catalog for gaps of Google Cloud.
 *
 * @param token called once, and only where the catalog can help
 * @param today YYYY-MM-DD: the catalog has the prices of the day
 */
export async function askGoogle(
  gaps: Gap[],
  token: () => Promise<string>,
  today: string,
  base = googleCatalog,
  get: typeof fetch = fetch,
): Promise<Answer> {
  const result: Answer = { found: [], left: [] };
  const asked = gaps.flatMap((gap) => {
    const place = placeOf(gap.key);
    if (place === undefined) result.left.push({ ...gap, why: "it is not known which of Google's SKUs it is" });
    return place === undefined ? [] : [{ gap, place }];
  });
  if (asked.length === 0) return result;
  const bearer = await token();
  for (const service of new Set(asked.map(({ place }) => place.service))) {
    const skus = await skusOf(service, base, bearer, get);
    for (const { gap, place } of asked.filter((one) => one.place.service === service)) {
      const price = priceOf(place, gap.region, skus);
      if (typeof price === "string") result.left.push({ ...gap, why: price });
      else
        result.found.push({ ...gap, price, source: `Google Cloud Billing catalog, service ${service}`, date: today });
    }
  }
  return result;
}
