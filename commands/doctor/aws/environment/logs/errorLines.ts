import { lookAt } from "../../../check";
import { environmentCheck, groupOf, guide, lines, settled } from "../ask";

const words = ["ERROR", "CRITICAL", "Traceback"];
/** What other checks tell of, better. */
const known = /Failed to import|Broken DAG/;

export const errorLines = environmentCheck({
  id: "mwaa.error-lines",
  about: "MWAA's own components have logged no error in the last hour",
  permissions: ["airflow:GetEnvironment", "logs:FilterLogEvents"],
  why: "errors of scheduler, workers, web server and DAG processor are seldom harmless",
  source: `${guide}/monitoring-airflow.html`,
  run: async (world) => {
    if ((await settled(world)) === undefined) return [];
    const groups = (["DAGProcessing", "Scheduler", "WebServer", "Worker"] as const).map((part) => groupOf(world, part));
    const found = await Promise.all(groups.map((group) => lines(world, group, Date.now() - 3_600_000, words)));
    return found.flatMap((all, index) => {
      const own = all.filter(
        ({ message = "", logStreamName = "" }) =>
          !known.test(message) && !/^(startup_script_execution|requirements_install)/.test(logStreamName),
      );
      const group = groups[index] as string;
      const fix = `aws logs tail ${group} --since 1h --filter-pattern '?ERROR ?CRITICAL ?Traceback'`;
      return own.length === 0
        ? []
        : [
            lookAt(
              group,
              `has ${own.length === 200 ? "200 or more" : own.length} lines of errors in the last hour`,
              fix,
            ),
          ];
    });
  },
});
