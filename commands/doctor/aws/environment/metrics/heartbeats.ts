import { broken } from "../../../check";
import { environmentName } from "../../planned";
import { environmentCheck, groupOf, guide, metrics, settled } from "../ask";

const beat = (part: "scheduler" | "worker", group: "Scheduler" | "Worker", why: string) =>
  environmentCheck({
    id: `mwaa.${part}`,
    about: `the ${part} has given a sign of life in the last 20 minutes`,
    permissions: ["airflow:GetEnvironment", "cloudwatch:GetMetricData"],
    why,
    source: `${guide}/access-metrics-cw.html`,
    run: async (world) => {
      const [found, values] = await Promise.all([settled(world), metrics(world)]);
      if (found === undefined || (values.get(part) ?? 0) > 0) return [];
      const tail = `aws logs tail ${groupOf(world, group)} --since 1h`;
      return [broken(`${environmentName(world)}'s ${part}`, "has given no sign of life for 20 minutes", tail)];
    },
  });

export const scheduler = beat("scheduler", "Scheduler", "no run is started without a scheduler");
export const worker = beat("worker", "Worker", "tasks wait in the queue until a worker takes them");
