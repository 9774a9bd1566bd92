/** What is wrong with a pod, from its status. Pure. Messages of containers are not repeated: they may quote a log. */

export interface ContainerState {
  waiting?: { reason?: string };
  terminated?: { reason?: string; exitCode?: number; finishedAt?: string };
  running?: object;
}
export interface ContainerStatus {
  name?: string;
  image?: string;
  ready?: boolean;
  restartCount?: number;
  state?: ContainerState;
  lastState?: ContainerState;
}
export interface Pod {
  metadata?: { name?: string; labels?: Record<string, string>; creationTimestamp?: string; deletionTimestamp?: string };
  spec?: { nodeName?: string };
  status?: {
    phase?: string;
    reason?: string;
    conditions?: { type?: string; status?: string; reason?: string; message?: string; lastTransitionTime?: string }[];
    initContainerStatuses?: ContainerStatus[];
    containerStatuses?: ContainerStatus[];
  };
}

/** One thing that is wrong; `logs` where the container's own log tells more. */
export interface Trouble {
  wrong: string;
  why: string;
  source: string;
  logs?: { container: string; previous: boolean };
  fix?: string;
}

const pods = "https://kubernetes.io/docs/tasks/debug/debug-application/debug-pods/";
const images = "https://docs.cloud.google.com/kubernetes-engine/docs/troubleshooting/image-pulls";

export function troubleOf(pod: Pod): Trouble | undefined {
  const { phase, reason, conditions = [], initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  if (pod.metadata?.deletionTimestamp !== undefined || phase === "Succeeded") return undefined;
  if (reason === "Evicted")
    return {
      wrong: "was evicted",
      why: "its node was short of memory or disk",
      source: "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",
    };
  const scheduled = conditions.find(({ type }) => type === "PodScheduled");
  if (scheduled?.status === "False") return unscheduled(scheduled.message ?? "");
  for (const one of [...initContainerStatuses, ...containerStatuses]) {
    const trouble = ofContainer(one);
    if (trouble !== undefined) return trouble;
  }
  if (phase === "Failed")
    return {
      wrong: `has failed${reason === undefined ? "" : ` (${reason})`}`,
      why: "nothing of it runs any more",
      source: pods,
    };
  return undefined;
}

/** Parts of the chart's values by the container that they shape. */
const chartParts: Record<string, string> = {
  "api-server": "apiServer",
  scheduler: "scheduler",
  "dag-processor": "dagProcessor",
  triggerer: "triggerer",
  worker: "workers",
};

/** The scheduler's own words, which name counts of nodes and no data. */
function unscheduled(message: string): Trouble {
  const short = message.split(". preemption")[0]?.slice(0, 160) ?? "";
  const [, what] = /Insufficient (cpu|memory)/.exec(message) ?? [];
  return {
    wrong: `waits for a node: ${short.replace(/\.$/, "")}`,
    why:
      what === undefined
        ? "no node fits it"
        : `the nodes have no ${what === "cpu" ? "CPU" : what} left, and no more of them came`,
    source: "https://docs.cloud.google.com/kubernetes-engine/docs/troubleshooting/scheduling",
    fix: "npm run doctor -- --only node-supply   # or: pulumi config set --path airflow:gke.nodes.max N && pulumi up",
  };
}

function ofContainer({
  name = "",
  image = "",
  ready,
  restartCount = 0,
  state = {},
  lastState = {},
}: ContainerStatus): Trouble | undefined {
  const waits = state.waiting?.reason ?? "";
  if (/^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull)$/.test(waits))
    return {
      wrong: `cannot pull the image ${image} (${waits})`,
      why: "the image is not there, or the node may not or cannot reach it",
      source: images,
    };
  if (/^(CreateContainerConfigError|CreateContainerError|RunContainerError)$/.test(waits))
    return {
      wrong: `cannot start ${name} (${waits})`,
      why: "a secret, a config map or a mount that it names is not there",
      source: pods,
    };
  const ended = state.terminated ?? lastState.terminated;
  const broken = waits === "CrashLoopBackOff" || (state.terminated !== undefined && state.terminated.exitCode !== 0);
  if (
    !broken &&
    !(ready === false && ended !== undefined && ended.exitCode !== 0) &&
    !(ended?.reason === "OOMKilled" && restartCount > 2)
  )
    return undefined;
  const logs = { container: name, previous: state.terminated === undefined };
  const { reason = "Error", exitCode } = ended ?? {};
  if (reason === "OOMKilled")
    return {
      wrong: `${name} was killed for its memory (OOMKilled), ${restartCount} restarts`,
      why: "it took more than its limit, and does so again",
      source: "https://docs.cloud.google.com/kubernetes-engine/docs/troubleshooting/oom-events",
      ...(chartParts[name] && {
        fix: `pulumi config set --path airflow:gke.values.${chartParts[name]}.resources.limits.memory 2Gi && pulumi up   # or more`,
      }),
    };
  return {
    wrong: `${name} ends again and again (exit code ${exitCode ?? "unknown"}), ${restartCount} restarts`,
    why: "what it runs fails",
    source: "https://docs.cloud.google.com/kubernetes-engine/docs/troubleshooting/crashloopbackoff-events",
    logs,
  };
}
