/** The command's arguments, checked before anything is read or sent. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { TriggerError } from "./errors";
import { JsonText, type TriggerRequest } from "./request";

export const HELP = `Start a run of a DAG, on Amazon MWAA, Airflow behind IAP, Cloud Composer or a plain Airflow server.

  npm run trigger -- DAG_ID [options]

  --conf JSON|@FILE|-     the run's conf: a JSON object, a file that holds one, or standard input
  --run-id ID             the run's id; the same id a second time finds the first run (default: a new one)
  --logical-date ISO      the run's logical date, with a zone (default: now)
  --allow-paused          start a run of a paused DAG all the same: it waits in the queue
  --wait                  wait until the run has ended, and show how far it is
  --timeout S             with --wait: give up after S seconds (default 3600); the run itself goes on
  --stack NAME            where to: the output \`trigger\` of this Pulumi stack (default: the selected stack)
  --target JSON|URL       where to, without Pulumi: such an output, or the address of a plain Airflow server
  --json                  print the result, or the error, as JSON on standard output
  --help                  this text

Who you are: AWS's default credential chain; Google's Application Default Credentials; for a plain server AIRFLOW_TOKEN, or
AIRFLOW_USERNAME and AIRFLOW_PASSWORD, of the environment. No key file is needed.
Exit codes: 0 done, 1 the run failed (with --wait), 2 usage, 3 refused, 4 not reachable, 5 timed out, 130 cancelled.
`;

export interface Command {
  request: TriggerRequest;
  wait: boolean;
  timeoutSeconds?: number;
  json: boolean;
  stack?: string;
  target?: string;
}

const OPTIONS = {
  conf: { type: "string" },
  "run-id": { type: "string" },
  "logical-date": { type: "string" },
  "allow-paused": { type: "boolean" },
  wait: { type: "boolean" },
  timeout: { type: "string" },
  stack: { type: "string" },
  target: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** @throws TriggerError of layer `usage`. Gives "help" where that was asked for. */
export function parse(args: string[]): Command | "help" {
  let found: ReturnType<typeof parsed>;
  try {
    found = parsed(args);
  } catch (problem) {
    // The text is Node's; what follows an unknown option may be a value of conf, so only the first sentence is kept.
    throw usage((problem as Error).message.split(". ")[0]);
  }
  const { values, positionals } = found;
  if (values.help) return "help";
  if (positionals.length !== 1) {
    throw usage(
      positionals.length === 0 ? "which DAG? Give its id" : `one DAG at a time: ${positionals.length} ids were given`,
    );
  }
  if (values.stack !== undefined && values.target !== undefined) throw usage("give --stack or --target, not both");
  if (values.timeout !== undefined && !values.wait) throw usage("--timeout is for --wait: give both, or neither");
  const timeoutSeconds = values.timeout === undefined ? undefined : Number(values.timeout);
  if (timeoutSeconds !== undefined && !(timeoutSeconds > 0 && timeoutSeconds <= 2_000_000)) {
    throw usage(`--timeout is ${JSON.stringify(values.timeout)}: give seconds, more than 0 and up to 2000000`);
  }
  return {
    request: {
      dagId: positionals[0],
      conf: values.conf === undefined ? undefined : new JsonText(confText(values.conf)),
      runId: values["run-id"],
      logicalDate: values["logical-date"],
      allowPaused: values["allow-paused"],
    },
    wait: values.wait ?? false,
    timeoutSeconds,
    json: values.json ?? false,
    stack: values.stack,
    target: values.target,
  };
}

const parsed = (args: string[]) => parseArgs({ args, options: OPTIONS, allowPositionals: true, strict: true });

function confText(given: string): string {
  if (given !== "-" && !given.startsWith("@")) return given;
  const file = given === "-" ? 0 : given.slice(1);
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (problem) {
    throw usage(
      `--conf ${given} cannot be read (${(problem as NodeJS.ErrnoException).code}): give a readable file after @`,
    );
  }
}

const usage = (message: string) =>
  new TriggerError("usage", "bad-request", message, { fix: "npm run trigger -- --help shows the options" });
