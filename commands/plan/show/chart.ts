/** The comparison as bars in a terminal. Pure. A row without a total has a hatched bar, never a short one. */
import type { Alternative } from "../compare/alternatives";
import type { Elsewhere } from "../compare/elsewhere";
import { money } from "../cost/total";
import { section, wrapped } from "./text";

export const labelOf = ({ name, current }: Alternative): string => (current ? `${name} (this)` : name);
const total = (amount: number | null, atLeast: boolean, currency: string): string =>
  amount === null ? "price not known" : `${atLeast ? "at least " : ""}${money(amount, currency)}`;
export const awakeText = ({ monthly, atLeast, currency }: Alternative): string => total(monthly, atLeast, currency);
export const asleepText = ({ asleepMonthly, asleepAtLeast, currency }: Alternative): string =>
  total(asleepMonthly, asleepAtLeast, currency);

/** What a bar is as long as: the total, what it would be elsewhere, or the dearest of all where even that is not known. */
export function lengthOf(row: Alternative, rows: readonly Alternative[]): number {
  const known = rows.map(({ monthly, orientation }) => monthly ?? orientation ?? 0);
  return row.monthly ?? row.orientation ?? Math.max(1, ...known);
}

/** The longest bar of all. */
export const most = (rows: readonly Alternative[]): number => Math.max(1, ...rows.map((row) => lengthOf(row, rows)));

/** What a reader must know to compare. */
export function remarks(rows: readonly Alternative[]): string[] {
  return [
    ...rows.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}`])),
    ...rows
      .filter((row) => row.unpriced.length > 0)
      .map((row) => {
        const near =
          row.monthly === null && row.orientation !== null
            ? `; with the nearest region's price it would be ${money(row.orientation, row.currency)}`
            : "";
        return `${row.name}: no price in ${row.region} for ${row.unpriced.join(", ")}${near}`;
      }),
  ];
}

/** What this program does not make, one line each. */
export const elsewhereTexts = (services: readonly Elsewhere[], currency: string): string[] =>
  services.map(({ name, monthly, idleMonthly, rates, cannot, source, date }) => {
    const price = monthly === null ? "a month's price is not known" : `${money(monthly, currency)} a month`;
    const idle = idleMonthly === null ? "" : `, ${money(idleMonthly, currency)} idle`;
    return `${name}: ${price}${idle} (${rates}); it cannot ${cannot} [${source}, ${date}]`;
  });

/** Bars of block characters, scaled to the dearest. */
export function chartText(rows: Alternative[], width: number, others: readonly Elsewhere[] = []): string[] {
  const label = Math.max(...rows.map((row) => labelOf(row).length));
  const amount = Math.max(...rows.map((row) => awakeText(row).length));
  const asleep = Math.max(...rows.map((row) => asleepText(row).length));
  const room = Math.max(6, Math.min(50, width - label - amount - asleep - 16));
  const currency = rows[0]?.currency ?? "USD";
  const regions = [...new Set(rows.map(({ region }) => region))].join(", ");
  return [
    ...section(`Compared (${currency} a month awake, priced in ${regions})`, [
      ...rows.map((row) => {
        const block = row.monthly === null ? "░" : "█";
        const bar = block.repeat(Math.max(1, Math.round((lengthOf(row, rows) / most(rows)) * room)));
        const sleeping = `asleep ${asleepText(row).padStart(asleep)}`;
        return `  ${labelOf(row).padEnd(label)}  ${bar.padEnd(room)}  ${awakeText(row).padStart(amount)}  ${sleeping}`;
      }),
      ...remarks(rows).flatMap((remark) => wrapped(remark, width, "  ! ")),
    ]),
    ...section(
      "Instead of this program",
      elsewhereTexts(others, currency).flatMap((text) => wrapped(text, width)),
    ),
  ];
}
