/** The plan's `cost`: the bill as configured, the bill asleep, and what neither could count. */
import type { Bill, CostLine, UnknownCost } from "./price";

/** In which state of the stack something is not known. */
export type State = "awake" | "peak" | "asleep";

/** Money a month (730 h), before tax, at the price book's figures. */
export interface Cost {
  currency: string;
  /**
   * As configured, all that scales at its minimum. At least this, while `unknown` has something of that state; null where a
   * large line has no price, as a total without it would mislead.
   */
  monthly: number | null;
  /** As configured, all that scales at its maximum the whole month. */
  peakMonthly: number | null;
  /** With `airflow:awake: false`. */
  asleepMonthly: number | null;
  unknown: (UnknownCost & { states: State[] })[];
  /** They add up to `monthly`. */
  lines: CostLine[];
  /** They add up to `asleepMonthly`. */
  asleepLines: CostLine[];
}

/**
 * @param configured the stack as it is configured, awake or asleep
 * @param asleep the same stack asleep
 */
export function costOf(configured: Bill, asleep: Bill, awake: boolean): Cost {
  const unknown = new Map<string, UnknownCost & { states: State[] }>();
  const add = (state: State, costs: UnknownCost[]) => {
    for (const cost of costs) {
      const known = unknown.get(cost.item);
      if (known) known.states.push(state);
      else unknown.set(cost.item, { ...cost, states: [state] });
    }
  };
  if (awake) {
    add("awake", configured.unknown);
    add("peak", configured.peakUnknown);
  }
  add("asleep", asleep.unknown);
  const sure = (amount: number, ...gaps: UnknownCost[][]) => (gaps.flat().some(({ large }) => large) ? null : amount);
  return {
    currency: configured.currency,
    monthly: sure(configured.monthly, configured.unknown),
    peakMonthly: sure(configured.peakMonthly, configured.unknown, configured.peakUnknown),
    asleepMonthly: sure(asleep.monthly, asleep.unknown),
    unknown: [...unknown.values()],
    lines: configured.lines,
    asleepLines: asleep.lines,
  };
}

/** Whether a state's total is a lower bound. What is unknown awake is unknown at the peak too. */
export const isAtLeast = ({ unknown }: Cost, state: State): boolean =>
  unknown.some(({ states }) => states.includes(state) || (state === "peak" && states.includes("awake")));

/** A state's lines without a price that are too large for a total without them. */
export const gapsOf = ({ unknown }: Cost, state: State): Cost["unknown"] =>
  unknown.filter(
    ({ large, states }) => large && (states.includes(state) || (state === "peak" && states.includes("awake"))),
  );

/** The total of the known lines as configured, with the gaps at the nearest region's prices; null where one has none. */
export function orientationOf({ lines }: Cost, gaps: Cost["unknown"]): number | null {
  const known = lines.reduce((sum, { monthly }) => sum + monthly, 0);
  return gaps.some(({ orientation }) => orientation === undefined)
    ? null
    : gaps.reduce((sum, { orientation }) => sum + (orientation?.monthly ?? 0), known);
}

/** `$1,234.50`. */
export const money = (amount: number, currency: string): string =>
  amount.toLocaleString("en-US", { style: "currency", currency });
