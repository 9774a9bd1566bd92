/** Draws the plan as SVG. Graphviz (WebAssembly, no program to install) is loaded only when a picture is asked for. */

import type { PlannedResource } from "../record/graph";
import { dot } from "./dot";

/** The picture as SVG text. */
export async function picture(resources: PlannedResource[], title: string): Promise<string> {
  const { instance } = await import("@viz-js/viz");
  const svg = (await instance()).renderString(dot(resources, title), { format: "svg" });
  // Every node's tooltip would be its whole URN in Graphviz's default; the name is enough and keeps the file small.
  return svg.replace(/<title>urn:[^<]*::([^<:]+)<\/title>/g, "<title>$1</title>");
}
