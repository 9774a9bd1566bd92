/** Draws the plan as SVG. Graphviz (WebAssembly, no program to install) is loaded only when a picture is asked for. */

import type { PlannedResource } from "../record/graph";
import { dot } from "./dot";

/** The picture as SVG text. */
export async function picture(resources: PlannedResource[], title: string): Promise<string> {
  const { instance } = await import("@viz-js/viz");
  const svg = (await instance()).renderString(dot(resources, title), { format: "svg" });
  return onTop(tooltips(svg));
}

/** On a dark page the ground, titles and arrows change; boxes of resources stay light, with dark text. */
const style = `<style>
.titles text { paint-order: stroke; stroke: #fbfbfb; stroke-width: 5px; stroke-linejoin: round }
@media (prefers-color-scheme: dark) {
  .graph > polygon { fill: #0d1117 } .graph > text, .titles text { fill: #e6edf3 }
  .cluster > path, .cluster > polygon { fill: #161b22; stroke: #444c56 } .titles text { stroke: #161b22 }
  .edge path { stroke: #8b949e } .edge polygon { fill: #8b949e; stroke: #8b949e }
}
</style>`;

/** Puts the boxes' titles above the arrows, with a rim, so that no arrow crosses a letter. */
export function onTop(svg: string): string {
  const titles: string[] = [];
  const without = svg.replace(
    /(<g id="[^"]*" class="cluster">[\s\S]*?)(<text[\s\S]*?<\/text>\n?)(<\/g>)/g,
    (_, before, text, after) => {
      titles.push(text);
      return before + after;
    },
  );
  const end = without.lastIndexOf("</g>");
  return `${without.slice(0, end)}<g class="titles">\n${titles.join("")}</g>\n${without.slice(end)}`.replace(
    /(<svg[^>]*>)/,
    `$1\n${style}`,
  );
}

function tooltips(svg: string): string {
  // Every node's tooltip would be its whole URN in Graphviz's default; the name is enough and keeps the file small.
  return svg.replace(/<title>urn:[^<]*::([^<:]+)<\/title>/g, "<title>$1</title>");
}
