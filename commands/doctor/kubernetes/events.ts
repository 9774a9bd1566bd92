import { broken, defineCheck } from "../check";
import { within } from "../google/ask/made";
import { asks, inCluster, kubectl, list, namespaceOf } from "./ask";

interface Event {
  type?: string;
  reason?: string;
  count?: number;
  lastTimestamp?: string;
  eventTime?: string;
  involvedObject?: { kind?: string; name?: string };
}

/** Reasons that no pod's status tells, with what they mean. */
const words: Record<string, [wrong: string, source: string]> = {
  FailedMount: [
    "cannot mount a volume",
    "https://docs.cloud.google.com/kubernetes-engine/docs/troubleshooting/storage",
  ],
  FailedAttachVolume: [
    "cannot attach a disk: another node may still have it",
    "https://docs.cloud.google.com/kubernetes-engine/docs/troubleshooting/storage",
  ],
  FailedCreate: [
    "cannot make its pods: a quota or a policy of the cluster refuses them",
    "https://kubernetes.io/docs/concepts/policy/resource-quotas/",
  ],
  NotTriggerScaleUp: [
    "waits, and another node would not help it",
    "https://docs.cloud.google.com/kubernetes-engine/docs/troubleshooting/cluster-autoscaler-scale-up",
  ],
  FailedScaleUp: [
    "waits for a node that could not be made",
    "https://docs.cloud.google.com/kubernetes-engine/docs/troubleshooting/cluster-autoscaler-scale-up",
  ],
};

export const events = defineCheck({
  id: "kubernetes.events",
  about: "no volume, disk or node is waited for in vain",
  cloud: "kubernetes",
  homes: ["gke"],
  when: "after",
  permissions: asks("events"),
  why: "the pod stays as it is until that is fixed",
  source: "https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/",
  page: "docs/when-it-fails.md#pod-didnt-trigger-scale-up-it-wouldnt-fit-if-a-new-node-is-added",
  applies: inCluster,
  run: async (world) => {
    const found = await list<Event>(world, `api/v1/namespaces/${namespaceOf(world)}/events`);
    const now = found.filter(
      ({ type, reason = "", lastTimestamp, eventTime }) =>
        type === "Warning" && words[reason] !== undefined && within(lastTimestamp ?? eventTime, 0.25),
    );
    const once = new Map(now.map((one) => [`${one.involvedObject?.name} ${one.reason}`, one]));
    return [...once.values()].map(({ reason = "", involvedObject: { kind = "", name = "" } = {} }) => {
      const [wrong = "", source] = words[reason] ?? [];
      return broken(name, `${wrong} (${reason})`, kubectl(world, `describe ${kind.toLowerCase()} ${name}`), { source });
    });
  },
});
