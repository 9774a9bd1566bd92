/** Whether pods fit the default node, by Google's published numbers. */
import { resources } from "../../../components/gke/release/chartResources";
import { postgresPodSpec } from "../../../components/gke/stores/postgresSpec";
import type { Rendered } from "./rendered";

/** Millicores and MiB. */
interface Amount {
  cpu: number;
  memory: number;
}

/**
 * What an e2-standard-2 (2 vCPU, 8 GiB) leaves to pods: GKE keeps 25 % of the first 4 GiB, 20 % of the next 4 and 100 MiB
 * for evictions, 6 % of the first core and 1 % of the second
 * (https://docs.cloud.google.com/kubernetes-engine/docs/concepts/plan-node-sizes).
 */
const allocatable: Amount = { cpu: 1930, memory: 8192 - 1024 - 819 - 100 };

/** Requests of Google's own pods on one node of a zonal cluster: an estimate, rounded up (DNS, logging, metrics, CSI, metadata). */
const system: Amount = { cpu: 700, memory: 1000 };

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

/** What the standing pods ask for, what is free for them, and how many task pods then fit. */
export function fits(pods: { name: string; metadata: Rendered; spec: Rendered }[]) {
  const database = podRequest(postgresPodSpec({ claim: "claim", secret: "secret" }));
  const standing = pods
    .filter(({ name }) => name !== "task")
    .map(({ spec, metadata }) => podRequest(spec, metadata.annotations))
    .reduce(plus, database);
  const free = { cpu: allocatable.cpu - system.cpu, memory: allocatable.memory - system.memory };
  const { requests } = resources.task;
  const task = { cpu: cpu(requests.cpu) + 10, memory: memory(requests.memory) + 64 };
  const tasks = Math.floor(
    Math.min((free.cpu - standing.cpu) / task.cpu, (free.memory - standing.memory) / task.memory),
  );
  return { standing, free, tasks };
}
