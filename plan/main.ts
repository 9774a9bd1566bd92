/** `npm run --silent plan -- --stack NAME | --config FILE [--json] [--graph FILE.svg]` */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ConfigError } from "../config";
import { PriceFileError, readPrices } from "../prices/userPrices";
import { readStack, readStackFile, UsageError } from "./stackFile";

const usage = `Usage: npm run --silent plan -- [--stack NAME | --config FILE] [--json] [--graph FILE.svg]
  --stack NAME     plan Pulumi.NAME.yaml (default: dev)
  --config FILE    plan a stack file anywhere
  --json           print the plan as JSON
  --graph FILE     write a picture of the plan (SVG)
  --prices FILE    your own prices and volumes (default: prices.local.json where it exists); see docs/cost.md`;

const options = {
  stack: { type: "string" },
  config: { type: "string" },
  json: { type: "boolean", default: false },
  graph: { type: "string" },
  prices: { type: "string" },
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
    const { picture } = await import("./picture");
    writePicture("--graph", values.graph, await picture(plan.resources, title));
  }
  if (values.json) return print(JSON.stringify(plan, null, 2));
  const { planTree } = await import("./tree");
  print(planTree(plan, { title, awake: settings.awake, width: process.stdout.columns || 120 }));
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
