/** Prices the variants of a stack by planning each: the same program, the same rules, the same price book. */
import type { Settings } from "../../../config";
import type { Prices } from "../../../prices/userPrices";
import type { StackFile } from "../../stack/stackFile";
import { bill } from "../cost/price";
import { type Cost, costOf, gapsOf, isAtLeast, orientationOf } from "../cost/total";
import { regionOf } from "../homes";
import { recordStack, viewOf, withAwake } from "../run";
import { variants } from "./variants";

/** One row of the comparison. */
export interface Alternative {
  name: string;
  /** The config that is planned. */
  current: boolean;
  /** Region that it is priced in. */
  region: string;
  currency: string;
  /** Awake, whatever the config says; null where a large line has no price in the region. */
  monthly: number | null;
  peakMonthly: number | null;
  asleepMonthly: number | null;
  /** What `monthly` would be with the nearest known region's prices for what has none here; null where no region has one. */
  orientation: number | null;
  /** Whether `monthly` lacks something. */
  atLeast: boolean;
  /** Whether `asleepMonthly` lacks something. */
  asleepAtLeast: boolean;
  /** What is due whatever the use, and has no price. */
  unpriced: string[];
  note?: string;
}

/** A row from a variant's cost. */
export function alternativeOf(
  { name, current, note }: { name: string; current: boolean; note?: string },
  region: string,
  cost: Cost,
): Alternative {
  return {
    name,
    current,
    region,
    currency: cost.currency,
    monthly: cost.monthly,
    peakMonthly: cost.peakMonthly,
    asleepMonthly: cost.asleepMonthly,
    orientation: orientationOf(cost, gapsOf(cost, "awake")),
    atLeast: isAtLeast(cost, "awake"),
    asleepAtLeast: isAtLeast(cost, "asleep"),
    unpriced: cost.unknown
      .filter(({ unitPrice, byUse, states }) => unitPrice === null && !byUse && states.includes("awake"))
      .map(({ item }) => item),
    ...(note !== undefined && { note }),
  };
}

/** Plans and prices all variants, one after the other: Pulumi's runtime is one per process. */
export async function alternatives(file: StackFile, settings: Settings, prices: Prices): Promise<Alternative[]> {
  const rows: Alternative[] = [];
  for (const variant of variants(file, settings)) {
    const awake = await recordStack(withAwake(variant.file, true));
    const asleep = await recordStack(withAwake(variant.file, false));
    const cost = costOf(bill(viewOf(awake), prices), bill(viewOf(asleep), prices, false), true);
    rows.push(alternativeOf(variant, regionOf(awake.settings), cost));
  }
  return rows;
}
