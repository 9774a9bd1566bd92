/** The cluster's API server, as far as doctor asks it; its answers are held against Kubernetes' own OpenAPI. */
import type { World } from "../../../../commands/doctor/world";
import { airflowAccounts } from "../../../../components/gke/cluster/workloadIdentity";
import { listProblems } from "../../../conformance/kubernetes";
import type { CloudWorld } from "./world";

type Json = Record<string, unknown>;

export interface KubernetesWorld {
  pods: Json[];
  nodes: Json[];
  events: Json[];
  jobs: Json[];
  deployments: Json[];
  serviceaccounts: Json[];
}

const meta = (name: string, more: Json = {}) => ({ name, namespace: "airflow", ...more });

/** A pod that runs. */
export const wellPod = (name: string, container = "main"): Json => ({
  metadata: meta(name),
  spec: { containers: [{ name: container, image: "apache/airflow:3.2.2" }] },
  status: {
    phase: "Running",
    conditions: [{ type: "Ready", status: "True" }],
    containerStatuses: [
      {
        name: container,
        image: "apache/airflow:3.2.2",
        imageID: "i",
        ready: true,
        restartCount: 0,
        state: { running: { startedAt: "2026-11-21T10:00:00Z" } },
        lastState: {},
      },
    ],
  },
});

export function wellKubernetes(world: World): KubernetesWorld {
  const [account] = world.planned("gcp:serviceaccount/account:Account");
  const google = `${account?.inputs.accountId}@my-company-data.iam.gserviceaccount.com`;
  const env = [
    { name: "AIRFLOW_IAP_AUDIENCE", value: "/projects/123456789012/global/backendServices/444443295542833" },
  ];
  const container = { name: "api-server", image: "apache/airflow:3.2.2", env };
  const job = world.made("kubernetes:batch/v1:Job")[0]?.outputs as { metadata?: { name?: string } } | undefined;
  return {
    pods: ["airflow-api-server-1", "airflow-scheduler-1", "airflow-postgres-0"].map((name) => wellPod(name)),
    nodes: [
      {
        metadata: { name: "gke-node-1" },
        status: {
          conditions: [
            { type: "Ready", status: "True" },
            { type: "DiskPressure", status: "False" },
          ],
        },
      },
    ],
    events: [],
    jobs: [
      {
        metadata: meta(job?.metadata?.name ?? "migration"),
        spec: { template: { spec: { containers: [{ name: "migrate", image: "x" }] } } },
        status: { succeeded: 1, conditions: [{ type: "Complete", status: "True" }] },
      },
    ],
    deployments: [
      {
        metadata: meta("airflow-api-server"),
        spec: {
          selector: { matchLabels: { component: "api-server" } },
          template: { spec: { containers: [container] } },
        },
        status: { replicas: 1, readyReplicas: 1 },
      },
    ],
    serviceaccounts: airflowAccounts.map((name) => ({
      metadata: meta(name, { annotations: { "iam.gke.io/gcp-service-account": google } }),
    })),
  };
}

const kinds: Record<string, { kind: string; apiVersion: string; one: string }> = {
  pods: { kind: "PodList", apiVersion: "v1", one: "pods" },
  nodes: { kind: "NodeList", apiVersion: "v1", one: "nodes" },
  events: { kind: "EventList", apiVersion: "v1", one: "events" },
  jobs: { kind: "JobList", apiVersion: "batch/v1", one: "jobs" },
  deployments: { kind: "DeploymentList", apiVersion: "apps/v1", one: "deployments" },
  serviceaccounts: { kind: "ServiceAccountList", apiVersion: "v1", one: "serviceAccounts" },
};

/** Status and body. IAM's refusal has the words of GKE's webhook. */
export function kubernetesAnswer(
  { kubernetes, denied }: CloudWorld,
  url: URL,
  fault: (said: string) => void,
): [number, unknown] {
  const [, api, what = ""] =
    /^\/(api\/v1|apis\/batch\/v1|apis\/apps\/v1)(?:\/namespaces\/airflow)?\/(\w+)$/.exec(url.pathname) ?? [];
  const known = kinds[what];
  if (api === undefined || known === undefined) {
    fault(`the API server has no ${url.pathname}`);
    return [
      404,
      {
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message: "the server could not find the requested resource",
        code: 404,
      },
    ];
  }
  for (const key of url.searchParams.keys())
    if (!["limit", "continue", "labelSelector", "fieldSelector"].includes(key)) fault(`no parameter ${key} of a list`);
  const permission = `container.${known.one}.list`;
  for (const one of ["container.clusters.connect", permission])
    if (denied === "all" || denied.includes(one)) {
      const message = `${what} is forbidden: User "x" cannot list resource "${what}" in API group "": requires one of ["${one}"] permission(s).`;
      return [
        403,
        { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason: "Forbidden", code: 403 },
      ];
    }
  const all = kubernetes[what as keyof KubernetesWorld];
  const from = Number(url.searchParams.get("continue") ?? 0);
  const size = Math.min(Number(url.searchParams.get("limit") ?? 500), 2);
  const more = from + size < all.length ? { continue: String(from + size) } : {};
  const list = {
    kind: known.kind,
    apiVersion: known.apiVersion,
    metadata: { resourceVersion: "1", ...more },
    items: all.slice(from, from + size),
  };
  for (const problem of listProblems(list)) fault(problem);
  return [200, list];
}
