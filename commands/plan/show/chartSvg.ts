/** The comparison as a bar chart in SVG: readable without colour, on a light and on a dark page. Pure. */
import type { Alternative } from "../compare/alternatives";
import type { Elsewhere } from "../compare/elsewhere";
import { asleepText, awakeText, elsewhereTexts, labelOf, lengthOf, most, remarks } from "./chart";
import { wrapped } from "./text";

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const [width, row, top, lineHeight] = [800, 44, 64, 17];
/** Widest that a letter of the font is at 13 px, on average: labels get room by it. */
const letter = 7.2;
/** Letters of a note on one line, at 12 px. */
const noteLetters = 112;

const style = `<style>
    .page { fill: #ffffff } .ink { fill: #1f1f1f } .faint { fill: #555555 }
    .this { fill: #1a62c9 } .other { fill: #8fb4e8 } .asleep { fill: #555555 } .stripe { stroke: #1a62c9 }
    @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117 } .ink { fill: #e6edf3 } .faint { fill: #a5b0bb }
      .this { fill: #6ea8fe } .other { fill: #3b68a8 } .asleep { fill: #a5b0bb } .stripe { stroke: #6ea8fe }
    }
  </style>
  <defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <line class="stripe" x1="0" y1="0" x2="0" y2="8" stroke-width="4"/></pattern></defs>`;

export function chartSvg(rows: Alternative[], title: string, others: readonly Elsewhere[] = []): string {
  const left = Math.ceil(Math.max(...rows.map((one) => labelOf(one).length)) * letter) + 32;
  const right = Math.ceil(
    Math.max(...rows.map((one) => Math.max(awakeText(one).length * letter, (asleepText(one).length + 7) * 5.6))) + 20,
  );
  const bars = width - left - right;
  const currency = rows[0]?.currency ?? "USD";
  const notes = [...remarks(rows), ...elsewhereTexts(others, currency)].flatMap((note) =>
    wrapped(note, noteLetters, "").map((line, index) => (index === 0 ? line : `    ${line.trim()}`)),
  );
  const height = top + rows.length * row + 28 + notes.length * lineHeight;
  const size = (amount: number) => Math.max(1, Math.round((amount / most(rows)) * bars));
  const line = (x: number, y: number, text: string, kind = "ink", more = "") =>
    `  <text x="${x}" y="${y}" class="${kind}" xml:space="preserve"${more}>${escaped(text)}</text>`;
  const bar = (y: number, tall: number, amount: number, fill: string) =>
    `  <rect x="${left}" y="${y}" width="${size(amount)}" height="${tall}" rx="2" ${fill}/>`;
  const body = rows.flatMap((one, index) => {
    const y = top + index * row;
    const length = lengthOf(one, rows);
    const asleep = one.asleepMonthly ?? 0;
    return [
      line(left - 12, y + 17, labelOf(one), "ink", ` text-anchor="end"${one.current ? ' font-weight="bold"' : ""}`),
      bar(y + 3, 18, length, one.monthly === null ? 'fill="url(#hatch)"' : `class="${one.current ? "this" : "other"}"`),
      ...(one.asleepMonthly === null ? [] : [bar(y + 24, 6, asleep, 'class="asleep"')]),
      line(left + size(length) + 8, y + 17, awakeText(one)),
      line(left + size(asleep) + 8, y + 31, `asleep ${asleepText(one)}`, "faint", ' font-size="10"'),
    ];
  });
  const regions = [...new Set(rows.map(({ region }) => region))].join(", ");
  const hatched = rows.some(({ monthly }) => monthly === null) ? "; hatched: no price, so no total" : "";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="Helvetica,Arial,sans-serif" font-size="13" role="img" aria-label="${escaped(title)}">`,
    `  ${style}`,
    `  <rect width="${width}" height="${height}" class="page"/>`,
    line(20, 28, title, "ink", ' font-size="15" font-weight="bold"'),
    line(
      20,
      47,
      `${currency} a month at list prices, in ${regions}; upper bar awake, lower asleep${hatched}`,
      "faint",
      ' font-size="12"',
    ),
    ...body,
    ...notes.map((note, index) =>
      line(20, top + rows.length * row + 24 + index * lineHeight, note, "faint", ' font-size="12"'),
    ),
    "</svg>",
    "",
  ].join("\n");
}
