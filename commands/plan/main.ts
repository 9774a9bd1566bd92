/** `npm run --silent plan -- --stack NAME | --config FILE [--json] [--graph FILE.svg]` */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ConfigError } from "../../config";
import { PriceFileError, readPrices } from "../../prices/userPrices";
import { readStack, readStackFile, UsageError } from "../stackFile";

const usage = `Usage: npm run --silent plan -- [--stack NAME | --config FILE] [--json] [--graph FILE.svg] [--compare] [--chart FILE.svg]
  --stack NAME     plan Pulumi.NAME.yaml (default: dev)
  --config FILE    plan a stack file anywhere
  --json           print the plan as JSON
  --graph FILE     write a picture of the plan (SVG)
  --compare        also plan and price the alternatives: each way out of MWAA, GKE spot and on-demand
  --chart FILE     write the comparison as a bar chart (SVG)
  --prices FILE    your own prices and volumes (default: prices.local.json where it exists); see docs/cost.md`;

const options = {
  stack: { type: "string" },
  config: { type: "string" },
  json: { type: "boolean", default: false },
  graph: { type: "string" },
  prices: { type: "string" },
  compare: { type: "boolean", default: false },
  chart: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

function readArguments() {
  try {
    const { values } = parseArgs({ options, strict: true });
    if (values.stack !== undefined && values.config !== undefined)
      throw new Error("--stack and --config exclude each other.");
    return values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${usage}`);
  }
}

async function main(): Promise<void> {
  const values = readArguments();
  if (values.help) return console.log(usage);
  const file = values.config !== undefined ? readStackFile(values.config) : readStack(values.stack ?? "dev");
  const prices = readPrices(values.prices);
  const { planned, planTitle } = await import("./run");
  const { plan, settings } = await planned(file, prices);
  const title = planTitle(file.stack, settings, plan.resources);
  if (values.graph !== undefined) {
    const { picture } = await import("./show/picture");
    writePicture("--graph", values.graph, await picture(plan.resources, title));
  }
  // Ten more runs of the program: about a second, so only when asked for.
  const rows =
    values.compare || values.chart !== undefined
      ? await (await import("./compare/alternatives")).alternatives(file, settings, prices)
      : undefined;
  if (values.chart !== undefined && rows) {
    const { chartSvg } = await import("./show/chart");
    writePicture("--chart", values.chart, chartSvg(rows, `What ${settings.name} would cost`));
  }
  if (values.json) return print(JSON.stringify({ ...plan, ...(rows && { alternatives: rows }) }, null, 2));
  const width = process.stdout.columns || 120;
  const { planTree } = await import("./show/tree");
  const text = [planTree(plan, { title, awake: settings.awake, width })];
  if (rows) text.push(...(await import("./show/chart")).chartText(rows, width));
  print(text.join("\n"));
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

main().catch((error) => {
  const expected = error instanceof ConfigError || error instanceof UsageError || error instanceof PriceFileError;
  console.error(expected ? error.message : error);
  process.exitCode = expected ? 2 : 1;
});
