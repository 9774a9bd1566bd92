/** The comparison as bars: for a terminal, and as SVG. Pure. */
import type { Alternative } from "../compare/alternatives";
import { money } from "../cost/total";
import { section, wrapped } from "./text";

const labelOf = ({ name, current }: Alternative): string => (current ? `${name} (this)` : name);
const total = (amount: number, atLeast: boolean, currency: string): string =>
  `${atLeast ? "at least " : ""}${money(amount, currency)}`;
const awakeText = ({ monthly, atLeast, currency }: Alternative): string => total(monthly, atLeast, currency);
const asleepText = ({ asleepMonthly, asleepAtLeast, currency }: Alternative): string =>
  total(asleepMonthly, asleepAtLeast, currency);
const most = (rows: Alternative[]): number => Math.max(1, ...rows.map(({ monthly }) => monthly));

/** What a reader must know to compare. */
function remarks(rows: Alternative[]): string[] {
  const unpriced = rows.filter((row) => row.unpriced.length > 0);
  return [
    ...rows.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}`])),
    ...unpriced.map((row) => `${row.name}: no price in ${row.region} for ${row.unpriced.join(", ")}`),
  ];
}

/** Bars of block characters, scaled to the dearest. */
export function chartText(rows: Alternative[], width: number): string[] {
  const label = Math.max(...rows.map((row) => labelOf(row).length));
  const amount = Math.max(...rows.map((row) => awakeText(row).length));
  const asleep = Math.max(...rows.map((row) => asleepText(row).length));
  const room = Math.max(10, Math.min(50, width - label - amount - asleep - 16));
  const regions = [...new Set(rows.map(({ region }) => region))].join(", ");
  return section(`Compared (${rows[0]?.currency} a month awake, priced in ${regions})`, [
    ...rows.map((row) => {
      const bar = "█".repeat(Math.max(1, Math.round((row.monthly / most(rows)) * room)));
      const sleeping = `asleep ${asleepText(row).padStart(asleep)}`;
      return `  ${labelOf(row).padEnd(label)}  ${bar.padEnd(room)}  ${awakeText(row).padStart(amount)}  ${sleeping}`;
    }),
    ...remarks(rows).flatMap((remark) => wrapped(remark, width, "  ! ")),
  ]);
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** The same bars as SVG; dark text on white, readable without colour. */
export function chartSvg(rows: Alternative[], title: string): string {
  const [left, bars, row, top] = [190, 420, 44, 64];
  const notes = remarks(rows);
  const height = top + rows.length * row + 28 + notes.length * 18;
  const line = (x: number, y: number, text: string, more = "") =>
    `  <text x="${x}" y="${y}"${more}>${escaped(text)}</text>`;
  const body = rows.flatMap((one, index) => {
    const y = top + index * row;
    const size = (amount: number) => Math.max(1, Math.round((amount / most(rows)) * bars));
    const bar = (height: number, at: number, amount: number, fill: string) =>
      `  <rect x="${left}" y="${at}" width="${size(amount)}" height="${height}" rx="2" fill="${fill}"/>`;
    return [
      line(left - 12, y + 17, labelOf(one), ` text-anchor="end"${one.current ? ' font-weight="bold"' : ""}`),
      bar(18, y + 3, one.monthly, one.current ? "#1a62c9" : "#8fb4e8"),
      bar(6, y + 24, one.asleepMonthly, "#555555"),
      line(left + size(one.monthly) + 8, y + 17, awakeText(one)),
      line(left + size(one.asleepMonthly) + 8, y + 31, `asleep ${asleepText(one)}`, ' font-size="10" fill="#555555"'),
    ];
  });
  const regions = [...new Set(rows.map(({ region }) => region))].join(", ");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 ${height}" width="800" height="${height}" font-family="Helvetica,Arial,sans-serif" font-size="13" fill="#1f1f1f" role="img" aria-label="${escaped(title)}">`,
    `  <rect width="800" height="${height}" fill="white"/>`,
    line(20, 28, title, ' font-size="15" font-weight="bold"'),
    line(
      20,
      47,
      `${rows[0]?.currency} a month of 730 hours at list prices, in ${regions}; upper bar awake, lower bar asleep`,
      ' font-size="12" fill="#555555"',
    ),
    ...body,
    ...notes.map((note, index) =>
      line(20, top + rows.length * row + 24 + index * 18, note, ' font-size="12" fill="#555555"'),
    ),
    "</svg>",
    "",
  ].join("\n");
}
