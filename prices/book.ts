/** The dated price book: one figure for a key in a region. A user's own figures win. Pure, no network. */

import { nearestRegion } from "../config/places/regions";
import aws from "./aws.json";
import gcp from "./gcp.json";
import { unitOf } from "./keys";
import regions from "./regions.json";

/** One price. */
export interface Figure {
  /** What is priced, such as `nat.hour`; see `keys.ts`. */
  key: string;
  /** Region of its cloud, or `global` where it is the same everywhere. */
  region: string;
  /** Per unit; null where it was looked for and not found. */
  price: number | null;
  unit: string;
  currency: string;
  source: string;
  /** Day of the source, YYYY-MM-DD. */
  date: string;
}

/** Hours of a month in every figure here, as both clouds count. */
export const hoursPerMonth = 730;

/** The currency of every figure: figures in two currencies cannot be added up. */
export const currency = "USD";

/** Figures by key and region. */
export class PriceBook {
  private readonly figures = new Map<string, Figure>();

  /** Later figures replace earlier ones of the same key and region. */
  constructor(figures: readonly Figure[]) {
    for (const figure of figures) this.figures.set(`${figure.key} ${figure.region}`, figure);
  }

  /** The region's own figure, or the global one. Undefined where none is known. */
  find(key: string, region: string | undefined): (Figure & { price: number }) | undefined {
    const found = [this.figures.get(`${key} ${region}`), this.figures.get(`${key} global`)];
    return found.find((figure): figure is Figure & { price: number } => typeof figure?.price === "number");
  }

  /** The figure of the nearest region that has one: an orientation, never a price. */
  nearest(key: string, region: string | undefined): (Figure & { price: number }) | undefined {
    if (region === undefined) return undefined;
    const known = [...this.figures.values()].filter((figure) => figure.key === key && figure.price !== null);
    const near = nearestRegion(
      region,
      known.map((figure) => figure.region),
    );
    return near === undefined ? undefined : this.find(key, near);
  }
}

/** Figures of one source: key, region, price. */
const sourced = (
  regions as unknown as { source: string; date: string; prices: Record<string, Record<string, number>> }[]
).flatMap(({ source, date, prices }) =>
  Object.entries(prices).flatMap(([key, byRegion]) =>
    Object.entries(byRegion).map(
      ([region, price]): Figure => ({ key, region, price, unit: unitOf(key), currency, source, date }),
    ),
  ),
);

/** List prices that come with the project. */
export const listPrices: Figure[] = [...sourced, ...aws, ...gcp];
