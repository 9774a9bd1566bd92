#!/usr/bin/env node
/**
 * The command of the packed package: `airflow-two-clouds trigger DAG_ID`. The other verbs read a checkout of the project, where
 * `cli.cjs` compiles each when it is called.
 */
import { UsageError } from "./line/errors";
import { ending, runVerb } from "./line/runVerb";
import { verb as trigger } from "./trigger/verb";

const [word, ...args] = process.argv.slice(2);
if (word === trigger.name) void runVerb(trigger, args);
else
  void ending(args.includes("--json"), async () => {
    const said = word === undefined ? "no verb is named" : `${word} is not a verb of the package`;
    throw new UsageError(
      `${said}; it has ${trigger.name}, and a checkout of the project has the others`,
      `airflow-two-clouds ${trigger.name} --help`,
    );
  });
