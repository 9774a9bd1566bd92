import { broken, defineCheck, type Finding, lookAt } from "../../check";
import type { World } from "../../world";
import { ask } from "../ask/ask";
import { nameOf, types } from "../ask/made";
import { has, projectOf } from "../ask/places";

interface Series {
  resource?: { labels?: Record<string, string> };
  points?: { value?: { doubleValue?: number } }[];
}

/** Newest value of each series that a metric has in the last quarter of an hour. */
async function newest(
  world: World,
  metric: string,
  more: string,
): Promise<{ labels: Record<string, string>; value: number }[]> {
  const minute = 60_000;
  // Whole minutes, so that a second question is the same one.
  const end = Math.floor(Date.now() / minute) * minute;
  const query = new URLSearchParams({
    filter: `metric.type = "${metric}" AND ${more}`,
    "interval.startTime": new Date(end - 15 * minute).toISOString(),
    "interval.endTime": new Date(end).toISOString(),
    pageSize: "100",
  });
  const url = `https://monitoring.googleapis.com/v3/projects/${projectOf(world)}/timeSeries?${query}`;
  const found = await ask<{ timeSeries?: Series[] }>(world, url);
  return (found?.timeSeries ?? []).map(({ resource, points = [] }) => ({
    labels: resource?.labels ?? {},
    value: points[0]?.value?.doubleValue ?? 0,
  }));
}

const database = "kubernetes:apps/v1:StatefulSet";

export const diskFull = defineCheck({
  id: "google.database-disk",
  about: "the database's disk has room",
  cloud: "google",
  homes: ["gke"],
  when: "after",
  permissions: ["monitoring.timeSeries.list"],
  why: "a database without room stops, and Airflow with it",
  source: "https://docs.cloud.google.com/monitoring/api/metrics_kubernetes",
  page: "docs/gke.md",
  applies: (world) => world.settings.awake && (has(database)(world) || has(types.sql)(world)),
  run: async (world) => {
    if (has(types.sql)(world)) {
      const id = `${projectOf(world)}:${nameOf(world, types.sql)}`;
      const found = await newest(
        world,
        "cloudsql.googleapis.com/database/disk/utilization",
        `resource.labels.database_id = "${id}"`,
      );
      return found.flatMap(({ value }) => judged(world, nameOf(world, types.sql), value));
    }
    const found = await newest(
      world,
      "kubernetes.io/pod/volume/utilization",
      'resource.labels.pod_name = starts_with("airflow-postgres")',
    );
    return found.flatMap(({ labels, value }) => judged(world, labels.pod_name ?? "airflow-postgres-0", value));
  },
});

function judged({ settings }: World, thing: string, value: number): Finding[] {
  const size = settings.platform === "gke" ? settings.gke.database.diskGb : 10;
  const fix = `pulumi config set --path airflow:gke.database.diskGb ${size * 2} && pulumi up`;
  const wrong = `its disk is ${Math.round(value * 100)} % full`;
  if (value >= 0.95) return [broken(thing, wrong, fix)];
  return value >= 0.8 ? [lookAt(thing, wrong, fix)] : [];
}
