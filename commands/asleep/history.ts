/** The run history as JSON lines, packed: `{"run": …}` and `{"task": …}`, each as Airflow's API tells it. */
import { once } from "node:events";
import { createGzip } from "node:zlib";
import type { AirflowState } from "./api";

export interface History {
  bytes: Buffer;
  runs: number;
  tasks: number;
}

export async function historyOf(
  airflow: AirflowState,
  onProgress?: (runs: number, tasks: number) => void,
): Promise<History> {
  const gzip = createGzip();
  const parts: Buffer[] = [];
  gzip.on("data", (part: Buffer) => void parts.push(part));
  const counts = { runs: 0, tasks: 0 };
  const add = async (kind: "run" | "task", rows: AsyncGenerator<object[]>) => {
    for await (const page of rows) {
      const text = page.map((row) => `${JSON.stringify({ [kind]: row })}\n`).join("");
      if (!gzip.write(text)) await once(gzip, "drain");
      counts[`${kind}s`] += page.length;
      onProgress?.(counts.runs, counts.tasks);
    }
  };
  await add("run", airflow.pages("/dags/~/dagRuns", "dag_runs", "id"));
  await add("task", airflow.pages("/dags/~/dagRuns/~/taskInstances", "task_instances"));
  const end = once(gzip, "end");
  gzip.end();
  await end;
  return { bytes: Buffer.concat(parts), ...counts };
}
