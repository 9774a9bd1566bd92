/** The dashboard of a GKE stack: what the policies watch. Pure. */
import { airflowMetric, containerFilter, diskFilter, type Watched } from "./conditions";

interface Chart {
  title: string;
  queries: object[];
}

const byFilter = (filter: string, perSeriesAligner: string, groupByFields: string[] = []) => ({
  timeSeriesFilter: {
    filter,
    aggregation: { alignmentPeriod: "300s", perSeriesAligner, crossSeriesReducer: "REDUCE_MAX", groupByFields },
  },
});
const byQuery = (prometheusQuery: string) => ({ prometheusQuery });
const byContainer = ["resource.label.container_name"];

function charts(watched: Watched): Chart[] {
  const sum = (name: string) => byQuery(`sum(${airflowMetric(watched, name)})`);
  const rising = (name: string) => byQuery(`sum(increase(${airflowMetric(watched, name)}[5m]))`);
  const airflow = [
    { title: "Scheduler heartbeats in 5 minutes", queries: [rising("scheduler_heartbeat")] },
    { title: "Tasks: successful, failed tries", queries: [rising("ti_successes"), rising("ti_failures")] },
    { title: "Queue: queued, running", queries: [sum("executor_queued_tasks"), sum("executor_running_tasks")] },
  ];
  return [
    ...(watched.metrics ? airflow : []),
    {
      title: "Memory by container",
      queries: [byFilter(containerFilter(watched, "memory/used_bytes"), "ALIGN_MEAN", byContainer)],
    },
    {
      title: "CPU by container",
      queries: [byFilter(containerFilter(watched, "cpu/core_usage_time"), "ALIGN_RATE", byContainer)],
    },
    {
      title: "Restarts by container",
      queries: [byFilter(containerFilter(watched, "restart_count"), "ALIGN_DELTA", byContainer)],
    },
    { title: "The database's disk", queries: [byFilter(diskFilter(watched), "ALIGN_MEAN")] },
  ];
}

/** A dashboard as the API takes it (https://docs.cloud.google.com/monitoring/api/ref_v3/rest/v1/projects.dashboards). */
export const dashboardBody = (displayName: string, watched: Watched) => ({
  displayName,
  gridLayout: {
    columns: "2",
    widgets: charts(watched).map(({ title, queries }) => ({
      title,
      xyChart: { dataSets: queries.map((timeSeriesQuery) => ({ timeSeriesQuery, plotType: "LINE" })) },
    })),
  },
});
