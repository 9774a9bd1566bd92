/** Who reaches which pod, by Kubernetes' own rules for network policies (https://kubernetes.io/docs/concepts/services-networking/network-policies/). */
import { expect } from "chai";
import { networkPolicySpecs } from "../../../components/gke/guards/networkPolicySpec";
import { ofType, planned, waitsFor } from "./planned";

type Labels = Record<string, string>;
interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: string; values: string[] }[];
}
interface Spec {
  podSelector: Selector;
  ingress: {
    from: { podSelector?: Selector; namespaceSelector?: Selector; ipBlock?: { cidr: string } }[];
    ports?: { port: number; protocol: string }[];
  }[];
}
/** A pod of the namespace, a pod of another by the namespace's own labels, or an address outside. */
type Caller = { pod: Labels } | { elsewhere: Labels; namespace?: string } | { range: string };

const selects = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, operator, values }) => {
    if (operator !== "NotIn" && operator !== "In") throw new Error(`The model does not know ${operator}.`);
    const has = labels[key] !== undefined && values.includes(labels[key]);
    return operator === "In" ? has : !has;
  });

function lets(from: Spec["ingress"][number]["from"][number], caller: Caller): boolean {
  if ("range" in caller) return from.ipBlock?.cidr === caller.range;
  if ("elsewhere" in caller && from.namespaceSelector !== undefined)
    return selects(from.namespaceSelector, { "kubernetes.io/metadata.name": caller.namespace ?? "default" });
  // Without a namespaceSelector, a podSelector means the policy's own namespace.
  return "pod" in caller && from.podSelector !== undefined && selects(from.podSelector, caller.pod);
}

/** Policies add up; a pod that none selects takes all. */
function reaches(specs: Spec[], caller: Caller, pod: Labels, port: number): boolean {
  const own = specs.filter(({ podSelector }) => selects(podSelector, pod));
  return (
    own.length === 0 ||
    own.some(({ ingress }) =>
      ingress.some(
        ({ from, ports }) =>
          from.some((one) => lets(one, caller)) && (ports === undefined || ports.some((one) => one.port === port)),
      ),
    )
  );
}

/** The chart's labels (chart 1.22, templates/*, files/pod-template-file.kubernetes-helm-yaml), and the program's own. */
const chart = (component: string): Labels => ({ tier: "airflow", component, release: "airflow" });
const [server, scheduler, task, redis] = ["api-server", "scheduler", "worker", "redis"].map(chart) as [
  Labels,
  Labels,
  Labels,
  Labels,
];
const postgres = { app: "airflow-postgres" };
const migration = { app: "airflow-migration", "controller-uid": "x" };
/** What KubernetesPodOperator starts beside the tasks. */
const operators = { dag_id: "etl", airflow_version: "3.2.2" };
const [frontEnd, healthCheck, internet] = ["130.211.0.0/22", "35.191.0.0/16", "0.0.0.0/0"] as [string, string, string];

describe("network policies", () => {
  const specs = Object.values(networkPolicySpecs({ postgres: true, redis: true, metrics: true })) as unknown as Spec[];

  const open: [who: string, caller: Caller, pod: Labels, port: number][] = [
    ["Google's load balancer the page", { range: frontEnd }, server, 8080],
    ["Google's health checks the page", { range: healthCheck }, server, 8080],
    ["a task the API", { pod: task }, server, 8080],
    ["a pod that a task started the API", { pod: operators }, server, 8080],
    ["the page a task's log", { pod: server }, task, 8793],
    ["one pod of a task's another", { pod: operators }, operators, 7077],
    ["the scheduler the database", { pod: scheduler }, postgres, 5432],
    ["the migration the database", { pod: migration }, postgres, 5432],
    ["Managed Prometheus Airflow's metrics", { elsewhere: {}, namespace: "gmp-system" }, chart("statsd"), 9102],
    ["a worker the queue", { pod: task }, redis, 6379],
  ];
  for (const [who, caller, pod, port] of open)
    it(`let ${who}`, () => expect(reaches(specs, caller, pod, port)).to.equal(true));

  const closed: [who: string, caller: Caller, pod: Labels, port: number][] = [
    ["the internet the page", { range: internet }, server, 8080],
    ["the load balancer anything but the page", { range: frontEnd }, server, 22],
    ["the load balancer a task", { range: frontEnd }, task, 8080],
    ["the load balancer the database", { range: frontEnd }, postgres, 5432],
    ["another namespace the page", { elsewhere: server }, server, 8080],
    ["another namespace the database", { elsewhere: scheduler }, postgres, 5432],
    ["Managed Prometheus the page", { elsewhere: {}, namespace: "gmp-system" }, server, 8080],
    ["another namespace Airflow's metrics", { elsewhere: {}, namespace: "shop" }, chart("statsd"), 9102],
    ["another namespace a task", { elsewhere: {} }, task, 8793],
    ["a pod that a task started the database", { pod: operators }, postgres, 5432],
    ["a pod that a task started the queue", { pod: operators }, redis, 6379],
    ["a worker the database's other ports", { pod: task }, postgres, 22],
  ];
  for (const [who, caller, pod, port] of closed)
    it(`do not let ${who}`, () => expect(reaches(specs, caller, pod, port)).to.equal(false));

  it("say nothing of what a pod asks for: metadata server, DNS, Google's APIs and the internet stay open", () => {
    for (const { policyTypes } of Object.values(networkPolicySpecs({ postgres: true, redis: true, metrics: true })))
      expect(policyTypes).to.deep.equal(["Ingress"]);
  });

  it("are for what is in the cluster only", () => {
    expect(Object.keys(networkPolicySpecs({ postgres: false, redis: false, metrics: false }))).to.deep.equal([
      "inside",
      "web",
    ]);
  });

  it("are there before the release, on a dataplane that keeps them, or left out", async () => {
    const graph = await planned({ gke: { executor: "CeleryExecutor" } });
    expect(ofType(graph, "NetworkPolicy").map(({ name }) => name)).to.have.members(
      ["inside", "web", "database", "queue"].map((part) => `air-policies-${part}`),
    );
    expect(waitsFor(graph, "air-airflow-release", "air-policies-web")).to.equal(true);
    const [cluster] = ofType(graph, "container/cluster:Cluster");
    expect(cluster?.inputs.datapathProvider).to.equal("ADVANCED_DATAPATH");
    expect(ofType(await planned({ gke: { networkPolicies: false } }), "NetworkPolicy")).to.deep.equal([]);
  });
});
