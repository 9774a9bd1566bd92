import { broken } from "../../../check";
import { environmentCheck, groupOf, lines, settled } from "../ask";

/** Airflow's own words (airflow/dag_processing/processor.py, models/dagbag.py). */
const failed = /Failed to import:?\s*\S*?([\w.-]+\.py)|Broken DAG:\s*\[?\S*?([\w.-]+\.py)/;
const reason = /(\w*(?:Error|Exception))(?:: No module named '([\w.]+)')?/;

export const importErrors = environmentCheck({
  id: "mwaa.import-errors",
  about: "every DAG file could be imported in the last hour",
  permissions: ["airflow:GetEnvironment", "logs:FilterLogEvents"],
  why: "a DAG whose file cannot be imported is not in the list, and does not run",
  source: "https://docs.aws.amazon.com/mwaa/latest/userguide/t-apache-airflow-202.html",
  run: async (world) => {
    if ((await settled(world)) === undefined) return [];
    const group = groupOf(world, "DAGProcessing");
    const found = await lines(world, group, Date.now() - 3_600_000, ["Failed to import", "Broken DAG"]);
    const files = new Map<string, string>();
    for (const { message = "" } of found) {
      const [, one, other] = failed.exec(message) ?? [];
      const [kind = "", , module] = reason.exec(message) ?? [];
      const file = one ?? other;
      if (file !== undefined)
        files.set(file, module === undefined ? (kind.split(":")[0] as string) : `no module ${module}`);
    }
    return [...files].map(([file, why]) =>
      broken(
        file,
        `cannot be imported${why && ` (${why})`}`,
        `aws logs tail ${group} --since 1h --filter-pattern '"${file}"'`,
      ),
    );
  },
});
