/** `npm run --silent plan -- --stack NAME | --config FILE [--json] [--graph FILE.svg]` */
import { parseArgs } from "node:util";
import { ConfigError } from "../config";
import { readStack, readStackFile, UsageError } from "./stackFile";

const usage = `Usage: npm run --silent plan -- [--stack NAME | --config FILE] [--json] [--graph FILE.svg]
  --stack NAME     plan Pulumi.NAME.yaml (default: dev)
  --config FILE    plan a stack file anywhere
  --json           print the plan as JSON
  --graph FILE     write a picture of the plan (SVG)`;

const options = {
  stack: { type: "string" },
  config: { type: "string" },
  json: { type: "boolean", default: false },
  graph: { type: "string" },
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
  const { planStack } = await import("./run");
  const plan = await planStack(file);
  console.log(JSON.stringify(plan, null, 2));
}

main().catch((error) => {
  const expected = error instanceof ConfigError || error instanceof UsageError;
  console.error(expected ? error.message : error);
  process.exitCode = expected ? 2 : 1;
});
