/** Whether the environment is large enough for what it does. */
import { lookAt } from "../../../check";
import { environmentName } from "../../planned";
import { environmentCheck, guide, metrics, settled } from "../ask";

/** DAGs, and tasks at a time of one worker (https://docs.aws.amazon.com/mwaa/latest/userguide/environment-class.html, 2026-11-21). */
const classes: Record<string, { dags: number; tasks: number }> = {
  "mw1.micro": { dags: 25, tasks: 3 },
  "mw1.small": { dags: 50, tasks: 5 },
  "mw1.medium": { dags: 250, tasks: 10 },
  "mw1.large": { dags: 1000, tasks: 20 },
  "mw1.xlarge": { dags: 2000, tasks: 40 },
  "mw1.2xlarge": { dags: 4000, tasks: 80 },
};

const larger = (name: string): string => {
  const names = Object.keys(classes);
  return names[names.indexOf(name) + 1] ?? name;
};

export const queue = environmentCheck({
  id: "mwaa.queue",
  about: "the queue is no longer than what all workers take at a time",
  permissions: ["airflow:GetEnvironment", "cloudwatch:GetMetricData"],
  why: "tasks wait for a worker, and more workers than maxWorkers there are not",
  source: `${guide}/mwaa-autoscaling.html`,
  run: async (world) => {
    const [found, values] = await Promise.all([settled(world), metrics(world)]);
    const size = classes[String(found?.EnvironmentClass)];
    if (found === undefined || size === undefined) return [];
    const workers = Number(found.MaxWorkers ?? 1);
    const [queued, oldest] = [values.get("queued") ?? 0, values.get("oldest") ?? 0];
    // A queue that moves is none to tell of.
    if (queued <= workers * size.tasks || oldest < 600) return [];
    const text = `has ${Math.round(queued)} tasks, the oldest for ${Math.round(oldest / 60)} minutes; ${workers} workers take ${workers * size.tasks} at a time`;
    return [
      lookAt(
        `${environmentName(world)}'s queue`,
        text,
        `pulumi config set --path 'airflow:mwaa.maxWorkers' ${workers * 2} && pulumi up`,
      ),
    ];
  },
});

export const load = environmentCheck({
  id: "mwaa.load",
  about: "workers, schedulers and web servers have processor and memory to spare",
  permissions: ["airflow:GetEnvironment", "cloudwatch:GetMetricData"],
  why: "beyond 85 percent containers are killed for memory, and heartbeats come late",
  source: `${guide}/environment-class.html`,
  run: async (world) => {
    const [found, values] = await Promise.all([settled(world), metrics(world)]);
    if (found === undefined) return [];
    const next = larger(String(found.EnvironmentClass));
    const full = [...values].filter(([id, value]) => /^(cpu|mem)/.test(id) && value > 85);
    if (full.length === 0) return [];
    const text = full.map(
      ([id, value]) =>
        `${id.slice(3)} at ${Math.round(value)} % of its ${id.startsWith("cpu") ? "processor" : "memory"}`,
    );
    return [
      lookAt(
        environmentName(world),
        `is full: ${text.join(", ")}`,
        `pulumi config set --path 'airflow:mwaa.environmentClass' ${next} && pulumi up`,
      ),
    ];
  },
});

export const dagCount = environmentCheck({
  id: "mwaa.dag-count",
  about: "the environment's class is made for so many DAGs",
  permissions: ["airflow:GetEnvironment", "cloudwatch:GetMetricData"],
  why: "the scheduler reads every DAG again and again, and falls behind",
  source: `${guide}/environment-class.html`,
  run: async (world) => {
    const [found, values] = await Promise.all([settled(world), metrics(world)]);
    const name = String(found?.EnvironmentClass);
    const most = classes[name]?.dags ?? Number.POSITIVE_INFINITY;
    const dags = values.get("dags") ?? 0;
    if (found === undefined || dags <= most) return [];
    const fix = `pulumi config set --path 'airflow:mwaa.environmentClass' ${larger(name)} && pulumi up`;
    return [lookAt(environmentName(world), `has ${Math.round(dags)} DAGs, and ${name} is made for ${most}`, fix)];
  },
});
