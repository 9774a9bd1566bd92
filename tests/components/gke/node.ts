/** Whether pods fit a node, by Google's published numbers. */
import { bucketMount, resources } from "../../../components/gke/release/chartResources";
import { postgresPodSpec } from "../../../components/gke/stores/postgresSpec";
import { type Machine, machineOf } from "../../../config/places/machines";
import type { Rendered } from "./rendered";

/** Millicores and MiB. */
interface Amount {
  cpu: number;
  memory: number;
}

/**
 * What a machine leaves to pods: GKE keeps 25 % of the first 4 GiB, 20 % of the next 4, 10 % of the next 8, 6 % of the next
 * 112 and 2 % of the rest, with 100 MiB for evictions; 6 % of the first core, 1 % of the second, 0.5 % of the next two and
 * 0.25 % of the rest (https://docs.cloud.google.com/kubernetes-engine/docs/concepts/plan-node-sizes).
 */
export function allocatable({ cpus, memory }: Machine): Amount {
  const kept = (amount: number, steps: [upTo: number, share: number][]) =>
    steps.reduce(
      ({ from, sum }, [upTo, share]) => ({ from: upTo, sum: sum + Math.max(0, Math.min(amount, upTo) - from) * share }),
      { from: 0, sum: 0 },
    ).sum;
  const memoryKept = kept(memory, [
    [4, 0.25],
    [8, 0.2],
    [16, 0.1],
    [128, 0.06],
    [1e6, 0.02],
  ]);
  const cpuKept = kept(cpus, [
    [1, 0.06],
    [2, 0.01],
    [4, 0.005],
    [1e6, 0.0025],
  ]);
  return { cpu: Math.floor((cpus - cpuKept) * 1000), memory: Math.floor((memory - memoryKept) * 1024 - 100) };
}

/**
 * Requests of Google's own pods where there is one node, by what public `kubectl describe node` outputs of GKE show, each
 * rounded up; an estimate: Google changes them with each version.
 */
const systemPods: Record<string, Amount> = {
  "anetd (Dataplane V2)": { cpu: 200, memory: 330 },
  "kube-dns and its autoscaler": { cpu: 280, memory: 130 },
  "fluentbit-gke": { cpu: 100, memory: 200 },
  "gke-metrics-agent": { cpu: 20, memory: 120 },
  "gke-metadata-server": { cpu: 100, memory: 100 },
  "pdcsi-node and gcsfusecsi-node": { cpu: 20, memory: 40 },
  "konnectivity-agent and its autoscaler": { cpu: 20, memory: 40 },
  "metrics-server": { cpu: 50, memory: 110 },
  "l7-default-backend and event-exporter": { cpu: 20, memory: 40 },
};

const cpu = (text: string): number => (text.endsWith("m") ? Number(text.slice(0, -1)) : Number(text) * 1000);
const memory = (text: string): number => {
  const [, number, unit] = /^(\d+)(Mi|Gi)$/.exec(text) as RegExpExecArray;
  return Number(number) * (unit === "Gi" ? 1024 : 1);
};
const plus = (a: Amount, b: Amount): Amount => ({ cpu: a.cpu + b.cpu, memory: a.memory + b.memory });
const nothing: Amount = { cpu: 0, memory: 0 };

/** What the scheduler counts for a pod: its containers, or its largest init container, and the bucket's side car. */
function podRequest(spec: Rendered, annotations: Record<string, string> = {}): Amount {
  const asked = ({ resources: { requests } }: Rendered) => ({
    cpu: cpu(requests.cpu),
    memory: memory(requests.memory),
  });
  const running = (spec.containers as Rendered[]).map(asked).reduce(plus, nothing);
  const init = ((spec.initContainers ?? []) as Rendered[]).map(asked);
  const most = {
    cpu: Math.max(running.cpu, ...init.map((amount) => amount.cpu)),
    memory: Math.max(running.memory, ...init.map((amount) => amount.memory)),
  };
  const [sideCpu, sideMemory] = [annotations["gke-gcsfuse/cpu-request"], annotations["gke-gcsfuse/memory-request"]];
  return sideCpu && sideMemory ? plus(most, { cpu: cpu(sideCpu), memory: memory(sideMemory) }) : most;
}

type Pods = { name: string; metadata: Rendered; spec: Rendered }[];

/** What the standing pods ask for, what is free for them on one node, and how many task pods then fit. */
export function fits(pods: Pods, machine = machineOf("e2-standard-2")) {
  if (machine === undefined) throw new Error("A machine of no known size was accepted.");
  const image = "postgres:16";
  const database = podRequest(postgresPodSpec({ image, claim: "claim", secret: "secret" }));
  const standing = pods
    .filter(({ name }) => name !== "task")
    .map(({ spec, metadata }) => podRequest(spec, metadata.annotations))
    .reduce(plus, database);
  const system = Object.values(systemPods).reduce(plus, nothing);
  const { cpu: cpuLeft, memory: memoryLeft } = allocatable(machine);
  const free = { cpu: cpuLeft - system.cpu, memory: memoryLeft - system.memory };
  const { requests } = resources.task;
  const task = { cpu: cpu(requests.cpu) + 10, memory: memory(requests.memory) + 64 };
  const tasks = Math.floor(
    Math.min((free.cpu - standing.cpu) / task.cpu, (free.memory - standing.memory) / task.memory),
  );
  return { standing, free, tasks };
}

/** The chart's standing pods by the program's own numbers; helm.spec.ts counts the rendered ones. */
export function standingPods(executor: "KubernetesExecutor" | "CeleryExecutor"): Pods {
  const pod = (name: string, ...containers: object[]) => ({
    name,
    metadata: name === "redis" ? {} : { annotations: bucketMount },
    spec: { containers: containers.map((one) => ({ resources: one })) },
  });
  const { apiServer, scheduler, dagProcessor, triggerer, celeryWorker, redis, logGroomer } = resources;
  const standing = [
    pod("api-server", apiServer),
    pod("scheduler", scheduler, logGroomer),
    pod("dag-processor", dagProcessor, logGroomer),
    pod("triggerer", triggerer, logGroomer),
  ];
  const celery = [pod("worker", celeryWorker, logGroomer), pod("redis", redis)];
  return executor === "CeleryExecutor" ? [...standing, ...celery] : standing;
}
