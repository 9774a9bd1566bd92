import { common, defineVerb } from "../verb";

export const verb = defineVerb({
  name: "trigger",
  about: "start a run of a DAG: on Amazon MWAA, Airflow behind IAP, Cloud Composer or a plain Airflow server",
  operands: { name: "DAG_ID", about: "the id of the DAG to start", least: 1, most: 1 },
  options: {
    conf: {
      value: "@FILE|-|JSON",
      about: "the run's conf, a JSON object: in a file, from standard input, or as text, which the process list shows",
      secret: true,
    },
    runId: { value: "ID", about: "the run's id; the same id a second time finds the first run (default: a new one)" },
    logicalDate: { value: "ISO", about: "the run's logical date, with a zone (default: now)" },
    allowPaused: { about: "start a run of a paused DAG all the same: it waits in the queue" },
    wait: { about: "wait until the run has ended, and show how far it is" },
    timeout: {
      value: "S",
      about: "with --wait: give up after S seconds (default: 3600); the run itself goes on",
    },
    stack: {
      value: "NAME",
      about: "where to: the output `trigger` of this Pulumi stack (default: the selected stack)",
      excludes: ["target"],
    },
    target: {
      value: "JSON|URL",
      about: "where to, without Pulumi: such an output, or the address of a plain Airflow server",
    },
    json: common.json,
  },
  notes:
    "Who you are: AWS's default credential chain; Google's Application Default Credentials; for a plain server AIRFLOW_TOKEN, " +
    "or AIRFLOW_USERNAME and AIRFLOW_PASSWORD, of the environment. No key file is needed.",
  run: async (args) => (await import("./main")).trigger(args),
});
