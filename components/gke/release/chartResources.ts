/**
 * What each container asks for, so that all of Airflow and about five tasks fit one e2-standard-2 beside Google's own pods.
 * Idle memory of Airflow 3 as measured: API server 216 MiB, scheduler 345, DAG processor 168, triggerer 212. Processors
 * have no limit (an idle node's are free), memory has one.
 */

export interface Resources {
  requests: { cpu: string; memory: string };
  limits: { memory: string };
}

const needs = (cpu: string, memory: string, limit: string): Resources => ({
  requests: { cpu, memory },
  limits: { memory: limit },
});

export const resources = {
  apiServer: needs("150m", "512Mi", "1536Mi"),
  scheduler: needs("150m", "512Mi", "1Gi"),
  dagProcessor: needs("100m", "384Mi", "1Gi"),
  triggerer: needs("75m", "384Mi", "1Gi"),
  /** A task pod, or a Celery worker, which runs `worker_concurrency` tasks. */
  task: needs("100m", "512Mi", "2Gi"),
  celeryWorker: needs("200m", "1Gi", "3Gi"),
  migration: needs("100m", "384Mi", "1Gi"),
  redis: needs("25m", "64Mi", "256Mi"),
  statsd: needs("10m", "32Mi", "128Mi"),
  logGroomer: needs("5m", "32Mi", "64Mi"),
  gitSync: needs("10m", "48Mi", "256Mi"),
} as const;

/** The side car that mounts the bucket; its own defaults ask for 250m and 5 GiB of disk in each pod. */
export const bucketMount = {
  "gke-gcsfuse/volumes": "true",
  "gke-gcsfuse/cpu-request": "10m",
  "gke-gcsfuse/cpu-limit": "0",
  "gke-gcsfuse/memory-request": "64Mi",
  "gke-gcsfuse/memory-limit": "256Mi",
  "gke-gcsfuse/ephemeral-storage-request": "64Mi",
  "gke-gcsfuse/ephemeral-storage-limit": "1Gi",
};
