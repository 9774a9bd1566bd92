/** Prices a recorded graph: demands by rule, money by the price book. What has no price is told, and is never 0. */
import { currency, hoursPerMonth, type PriceBook } from "../../../prices/book";
import { unitOf } from "../../../prices/keys";
import type { Prices } from "../../../prices/userPrices";
import { shortType } from "../record/graph";
import { awsRules } from "./aws";
import type { CostRule, Demand, View } from "./demand";
import { isFree } from "./free";
import { gcpRules } from "./gcp";

/** One line of a bill. */
export interface CostLine {
  item: string;
  quantity: number;
  unit: string;
  /** Per unit; negative for a credit. */
  unitPrice: number;
  /** Rounded to cents. */
  monthly: number;
  source: string;
}

/** What bills and could not be counted. */
export interface UnknownCost {
  item: string;
  unit: string;
  /** Null where the price itself is not known. */
  unitPrice: number | null;
  /** Whether it depends on use, and nothing is due without any. */
  byUse: boolean;
  /** What it would take to know it. */
  needs: string;
  /** Price key; undefined where no rule knows the resource. */
  key?: string;
  /** Region that a price is missing for. */
  region?: string;
  /** What it would be at the price of the nearest region that is known: to get an idea, no price. */
  orientation?: Orientation;
  /** Whether it may be a large part of the bill, so that a total without it would mislead. */
  large: boolean;
}

/** A price of another region. */
export interface Orientation {
  region: string;
  unitPrice: number;
  monthly: number;
}

/** A graph's bill. Every total is "at least" while anything of its state is unknown. */
export interface Bill {
  currency: string;
  lines: CostLine[];
  monthly: number;
  unknown: UnknownCost[];
  /** With all that scales at its maximum, the whole month; what has no price counts for nothing here. */
  peakMonthly: number;
  /** What only the peak does not know. */
  peakUnknown: UnknownCost[];
}

const rules: Record<string, CostRule> = { ...awsRules, ...gcpRules };

/** From this on, USD a month, a line without a price makes the total unknown; so does one that no region has a price for. */
const largeMonthly = 5;

export const cents = (amount: number): number => Math.round(amount * 100) / 100;

/** Demands of one key in one region, added up. */
interface Sum extends Demand {
  count: number;
  region: string | undefined;
}

function sums(view: View): { sums: Sum[]; strange: string[] } {
  const byKey = new Map<string, Sum>();
  const strange = new Set<string>();
  for (const resource of view.resources) {
    const rule = rules[resource.type];
    if (!rule && resource.custom && !isFree(resource.type)) strange.add(resource.type);
    const region = resource.type.startsWith("aws:") ? view.awsRegion : view.gcpRegion;
    for (const demand of rule?.(resource, view) ?? []) {
      const id = `${demand.item} ${demand.key}`;
      const known = byKey.get(id);
      byKey.set(id, {
        ...demand,
        region,
        count: (known?.count ?? 0) + 1,
        quantity: demand.quantity === undefined ? known?.quantity : (known?.quantity ?? 0) + demand.quantity,
        peak: (known?.peak ?? 0) + (demand.peak ?? 0),
      });
    }
  }
  return { sums: [...byKey.values()], strange: [...strange] };
}

const noPrice = ({ key, region }: Sum): string =>
  `its price: add {"key": "${key}", "region": "${region ?? "global"}", "price": …} to prices.local.json`;
const noVolume = ({ key }: Sum): string => `its volume: add "volumes": {"${key}": UNITS A MONTH} to prices.local.json`;
const noRule = (type: string): UnknownCost => ({
  item: shortType(type),
  unit: "month",
  unitPrice: null,
  byUse: false,
  large: false,
  needs: `a rule for ${type} in commands/plan/cost (or its place in commands/plan/cost/free.ts)`,
});

/** What is told of a demand whose price the book does not have in its region. */
function unpriced(sum: Sum, quantity: number, book: PriceBook): Pick<UnknownCost, "orientation" | "large"> {
  const near = book.nearest(sum.key, sum.region);
  if (near === undefined) return { large: true };
  const orientation = { region: near.region, unitPrice: near.price, monthly: cents(quantity * near.price) };
  return { orientation, large: orientation.monthly >= largeMonthly };
}

/**
 * The bill of one state of a stack.
 *
 * @param works false asleep: what is due only while Airflow works is then left out
 */
export function bill(view: View, { book, volumes }: Prices, works = true): Bill {
  const lines: CostLine[] = [];
  const unknown: UnknownCost[] = [];
  const peakUnknown: UnknownCost[] = [];
  let peakExtra = 0;
  const found = sums(view);
  const fee = book.find("gke.cluster.hour", view.gcpRegion);
  for (const sum of found.sums) {
    if (!works && sum.whileAwake) continue;
    const figure = book.find(sum.key, sum.region);
    const item = sum.count > 1 && sum.quantity !== undefined ? `${sum.item} (${sum.count})` : sum.item;
    const unit = figure?.unit ?? unitOf(sum.key);
    const place = { key: sum.key, region: figure?.region ?? sum.region };
    const quantity = sum.quantity ?? volumes[sum.key];
    if (quantity === undefined) {
      const needs = figure ? noVolume(sum) : `${noPrice(sum)}, and ${noVolume(sum)}`;
      unknown.push({ item, unit, unitPrice: figure?.price ?? null, byUse: true, large: false, needs, ...place });
    } else if (!figure) {
      const gap = { item, unit, unitPrice: null, byUse: false, needs: noPrice(sum), ...place };
      if (quantity > 0) unknown.push({ ...gap, ...unpriced(sum, quantity, book) });
      else if (sum.peak) peakUnknown.push({ ...gap, ...unpriced(sum, sum.peak, book) });
    } else {
      // A credit pays a cluster's fee at most.
      const credit = Math.min(figure.price, hoursPerMonth * (fee?.price ?? 0));
      const unitPrice = sum.credit ? -credit : figure.price;
      const monthly = cents(quantity * unitPrice);
      if (quantity > 0)
        lines.push({ item, quantity, unit, unitPrice, monthly, source: `${figure.source}, ${figure.date}` });
      peakExtra += (sum.peak ?? 0) * unitPrice;
    }
  }
  unknown.push(...found.strange.map(noRule));
  const monthly = cents(lines.reduce((total, line) => total + line.monthly, 0));
  return { currency, lines, monthly, unknown, peakMonthly: cents(monthly + peakExtra), peakUnknown };
}
