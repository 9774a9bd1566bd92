/** Who may connect to Airflow's pods. Pure. Dataplane V2 sees to it; a node's own probes and what a pod asks for are never in question. */
import type * as k8s from "@pulumi/kubernetes/types/input";
import { migrationLabels } from "../release/migrationSpec";
import { postgresLabels, postgresPort } from "../stores/postgresSpec";
import { googleFrontEnds, webPort } from "../web/neg";

type PolicySpec = k8s.networking.v1.NetworkPolicySpec;

const pods = (matchLabels: Record<string, string> = {}) => ({ podSelector: { matchLabels } });
const tcp = (port: number) => [{ protocol: "TCP", port }];

/** Labels of the chart 1.22's pods: each has tier, component and release (templates/*). */
const chartPods = { tier: "airflow", release: "airflow" };
const part = (component: string) => ({ ...chartPods, component });
const redisPort = 6379;
/** The chart's `ports.statsdScrape`. */
const metricsPort = 9102;

/** Where Managed Prometheus' collectors run (https://docs.cloud.google.com/stackdriver/docs/managed-prometheus/setup-managed). */
const collectors = ["gmp-system", "gke-gmp-system"];
const nameOfNamespace = "kubernetes.io/metadata.name";

/** What is in the cluster besides Airflow's own pods. */
export interface InCluster {
  postgres: boolean;
  redis: boolean;
  /** A statsd exporter that Managed Prometheus reads. */
  metrics: boolean;
}

/** Policies by what they are for. They add up: a pod that none of them names takes connections from anywhere. */
export function networkPolicySpecs(inCluster: InCluster): Record<string, PolicySpec> {
  const ingress = (spec: Omit<PolicySpec, "policyTypes">): PolicySpec => ({ policyTypes: ["Ingress"], ...spec });
  return {
    // Logs and the API among them, and what tasks start beside them.
    inside: ingress({
      podSelector: {
        matchExpressions: [
          { key: "app", operator: "NotIn", values: [postgresLabels.app] },
          { key: "component", operator: "NotIn", values: ["redis"] },
        ],
      },
      ingress: [{ from: [pods()] }],
    }),
    web: ingress({
      ...pods(part("api-server")),
      ingress: [{ from: googleFrontEnds.map((cidr) => ({ ipBlock: { cidr } })), ports: tcp(webPort) }],
    }),
    ...(inCluster.postgres && {
      database: ingress({
        ...pods(postgresLabels),
        ingress: [{ from: [pods(chartPods), pods(migrationLabels)], ports: tcp(postgresPort) }],
      }),
    }),
    ...(inCluster.metrics && {
      metrics: ingress({
        ...pods(part("statsd")),
        ingress: [
          {
            from: [
              {
                namespaceSelector: {
                  matchExpressions: [{ key: nameOfNamespace, operator: "In", values: collectors }],
                },
              },
            ],
            ports: tcp(metricsPort),
          },
        ],
      }),
    }),
    ...(inCluster.redis && {
      queue: ingress({ ...pods(part("redis")), ingress: [{ from: [pods(chartPods)], ports: tcp(redisPort) }] }),
    }),
  };
}
