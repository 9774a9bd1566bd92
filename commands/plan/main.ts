/** `plan`: reads the stack file, plans it, writes the pictures, prints text or JSON. */
import { writeFileSync } from "node:fs";
import { readPrices } from "../../prices/userPrices";
import { configMistake } from "../line/configMistake";
import { UsageError } from "../line/errors";
import { readStack, readStackFile } from "../stack/stackFile";
import { elsewhere } from "./compare/elsewhere";

interface Asked {
  stack?: string;
  config?: string;
  json: boolean;
  graph?: string;
  compare: boolean;
  chart?: string;
  prices?: string;
  against?: string;
}

export async function plan(asked: Asked): Promise<undefined> {
  try {
    await shown(asked);
  } catch (error) {
    throw configMistake(error);
  }
}

async function shown(asked: Asked): Promise<void> {
  for (const option of ["graph", "chart"] as const) onlySvg(option, asked[option]);
  const file = asked.config !== undefined ? readStackFile(asked.config) : readStack(asked.stack ?? "dev");
  const prices = readPrices(asked.prices);
  const { planned, planTitle } = await import("./run");
  const { plan, settings } = await planned(file, prices);
  const title = planTitle(file.stack, settings, plan.resources);
  if (asked.graph !== undefined) {
    const { picture } = await import("./show/picture");
    writePicture("--graph", asked.graph, await picture(plan.resources, title));
  }
  // Ten more runs of the program: about a second, so only when asked for.
  const rows =
    asked.compare || asked.chart !== undefined
      ? await (await import("./compare/alternatives")).alternatives(file, settings, prices)
      : undefined;
  if (asked.chart !== undefined && rows) {
    const { chartSvg } = await import("./show/chartSvg");
    writePicture("--chart", asked.chart, chartSvg(rows, `What ${settings.name} would cost`, elsewhere));
  }
  const against =
    asked.against === undefined
      ? undefined
      : await (await import("./against/compare")).against(asked.against, file, settings);
  if (asked.json)
    return print(
      JSON.stringify({ ...plan, ...(rows && { alternatives: rows, elsewhere }), ...(against && { against }) }, null, 2),
    );
  const width = process.stdout.columns || 120;
  if (against !== undefined) {
    const { againstText } = await import("./against/text");
    return print(againstText(against, title, width));
  }
  const { planTree } = await import("./show/tree");
  const text = [planTree(plan, { title, awake: settings.awake, width })];
  if (rows) text.push(...(await import("./show/chart")).chartText(rows, width, elsewhere));
  print(text.join("\n"));
}

/** Whatever the name ends in, what is drawn is SVG: another ending would not open. */
function onlySvg(option: string, path: string | undefined): void {
  if (path === undefined || /\.svg$/i.test(path)) return;
  const name = path.replace(/\.[^./\\]*$/, "");
  throw new UsageError(`--${option} ${path}: only SVG is drawn. Use: --${option} ${name}.svg`);
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

function writePicture(option: string, path: string, svg: string): void {
  try {
    writeFileSync(path, svg);
  } catch (error) {
    throw new UsageError(`${option} ${path} cannot be written: ${(error as Error).message}`);
  }
  console.error(`Wrote ${path}`);
}
