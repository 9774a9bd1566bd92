/** Cost and sleep as text for a person in a terminal. */

import type { Sleep } from "../compare/sleep";
import type { CostLine } from "../cost/price";
import { type Cost, gapsOf, isAtLeast, money, type State } from "../cost/total";
import { cut, section, wrapped } from "./text";

/** A total, or what keeps it from being one. */
function total(cost: Cost, state: State, amount: number | null): string {
  if (amount !== null) return `${isAtLeast(cost, state) ? "at least " : ""}${money(amount, cost.currency)}`;
  return `price not known here: ${gapsOf(cost, state)
    .map(({ item, orientation }) =>
      orientation === undefined
        ? item
        : `${item} (for orientation: ${money(orientation.monthly, cost.currency)} at the price of ${orientation.region})`,
    )
    .join(", ")}`;
}

const quantity = (value: number): string => value.toLocaleString("en-US", { maximumFractionDigits: 2 });

/** A unit price, to a millionth. */
const exactly = (amount: number, currency: string): string =>
  amount.toLocaleString("en-US", { style: "currency", currency, maximumFractionDigits: 6 });

/** Rows as columns, each as wide as its widest cell; the columns of `right` are set to the right. */
function columns(rows: string[][], right: number[] = []): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  return rows.map((row) =>
    row
      .map((text, column) => {
        const width = widths[column] as number;
        return right.includes(column) ? text.padStart(width) : text.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
}

const lineTexts = (lines: CostLine[], currency: string): string[] =>
  columns(
    lines.map((line) => [
      line.item,
      `${quantity(line.quantity)} ${line.unit}${line.quantity === 1 || line.unit === "GB" ? "" : "s"}`,
      `× ${exactly(line.unitPrice, currency)}`,
      money(line.monthly, currency),
    ]),
    [1, 3],
  );

/** The bill: lines, totals of every state, and what is not known with what it would take. */
export function costText(cost: Cost, awake: boolean, width: number): string[] {
  const totals: [name: string, text: string][] = [
    [awake ? "Awake" : "As configured", total(cost, awake ? "awake" : "asleep", cost.monthly)],
    ...((cost.peakMonthly ?? 0) > (cost.monthly ?? 0) || cost.unknown.some(({ states }) => states.includes("peak"))
      ? [["At the peak all month", total(cost, "peak", cost.peakMonthly)] as [string, string]]
      : []),
    ...(awake ? [["Asleep", total(cost, "asleep", cost.asleepMonthly)] as [string, string]] : []),
  ];
  const name = Math.max(...totals.map(([label]) => label.length));
  const unknown = columns(
    cost.unknown.map(({ item, unit, unitPrice, key, region, needs, states }) => {
      const when = states.includes("awake") || !awake ? "" : ` (${states.join(" and ")} only)`;
      const price = unitPrice === null ? "price not known" : `${exactly(unitPrice, cost.currency)} a ${unit}`;
      const tell = unitPrice === null ? `price of ${key} in ${region}` : `volume of ${key}`;
      return [`${item}${when}`, price, key === undefined ? needs : tell];
    }),
  );
  return section(`Cost (${cost.currency} a month of 730 h, list prices unless prices.local.json says otherwise)`, [
    ...lineTexts(cost.lines, cost.currency).map((line) => `  ${line}`),
    ...(cost.lines.length > 0 ? [""] : []),
    ...totals.flatMap(([label, text]) => wrapped(text, width, `  ${label.padEnd(name)}  `)),
    ...(unknown.length > 0
      ? [
          "",
          "  Not counted, until prices.local.json tells (docs/cost.md):",
          ...unknown.map((line) => cut(`    ${line}`, width)),
        ]
      : []),
  ]);
}

/** What `airflow:awake: false` does. */
export function sleepText(sleep: Sleep, awake: boolean, width: number): string[] {
  const list = (label: string, items: string[]) =>
    items.length === 0 ? [] : wrapped(items.join("; "), width, `  ${label.padEnd(9)}`);
  const command = `pulumi config set airflow:awake ${!awake} && pulumi up`;
  return section(awake ? `Asleep (${command})` : `This stack is asleep (to wake it: ${command})`, [
    ...list("Goes", counted(sleep.goes)),
    ...list("Changes", sleep.changes),
    ...list("Stays", [`${sleep.stays} resources as they are`]),
    ...list("Lost", sleep.lost),
    ...list("Kept", sleep.kept),
  ]);
}

/** `VpcEndpoint a`, `VpcEndpoint b`, `VpcEndpoint c` -> `3 VpcEndpoints`. */
function counted(resources: string[]): string[] {
  const types = resources.map((resource) => resource.split(" ")[0] as string);
  return [...new Set(types)].map((type) => {
    const count = types.filter((other) => other === type).length;
    return count === 1 ? (resources[types.indexOf(type)] as string) : `${count} ${type}s`;
  });
}
