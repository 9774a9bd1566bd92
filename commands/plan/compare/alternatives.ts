/** Prices the variants of a stack by planning each: the same program, the same rules, the same price book. */
import type { Settings } from "../../../config";
import type { Prices } from "../../../prices/userPrices";
import type { StackFile } from "../../stackFile";
import { bill } from "../cost/price";
import { costOf, isAtLeast } from "../cost/total";
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
  /** Awake, whatever the config says. */
  monthly: number;
  peakMonthly: number;
  asleepMonthly: number;
  /** Whether `monthly` lacks something. */
  atLeast: boolean;
  /** Whether `asleepMonthly` lacks something. */
  asleepAtLeast: boolean;
  /** What is due whatever the use, and has no price. */
  unpriced: string[];
  note?: string;
}

/** Plans and prices all variants, one after the other: Pulumi's runtime is one per process. */
export async function alternatives(file: StackFile, settings: Settings, prices: Prices): Promise<Alternative[]> {
  const rows: Alternative[] = [];
  for (const { name, current, file: variant, note } of variants(file, settings)) {
    const awake = await recordStack(withAwake(variant, true));
    const asleep = await recordStack(withAwake(variant, false));
    const cost = costOf(bill(viewOf(awake), prices), bill(viewOf(asleep), prices), true);
    rows.push({
      name,
      current,
      region: regionOf(awake.settings),
      currency: cost.currency,
      monthly: cost.monthly,
      peakMonthly: cost.peakMonthly,
      asleepMonthly: cost.asleepMonthly,
      atLeast: isAtLeast(cost, "awake"),
      asleepAtLeast: isAtLeast(cost, "asleep"),
      unpriced: cost.unknown
        .filter(({ unitPrice, byUse, states }) => unitPrice === null && !byUse && states.includes("awake"))
        .map(({ item }) => item),
      ...(note !== undefined && { note }),
    });
  }
  return rows;
}
