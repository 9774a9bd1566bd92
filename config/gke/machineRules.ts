/** Whether nodes and database can be of the machines that the config names. */

import type { ConfigRule } from "../checks/rules";
import { armFamilies, hyperdiskFamilies, machineFamilies, machineOf } from "../places/machines";
import { type Problem, wrongValue } from "../words/messages";
import { nearestWord } from "../words/nearest";
import { type GkeDraft, gkeKey } from "./draft";

/** GB of a node's memory below which Airflow's parts do not fit beside GKE's own. */
const leastMemory = 7.5;
/** What is told where a type does not fit: one of the same family where that has one. */
const like = (family: string): string => {
  const fits = { n1: "n1-standard-2", n2: "n2-standard-2", n2d: "n2d-standard-2", t2d: "t2d-standard-2" };
  return fits[family as keyof typeof fits] ?? "e2-standard-2";
};

const nodes: ConfigRule<GkeDraft> = {
  keys: [gkeKey("machineType")],
  problems: ({ airflow: { gke } }): Problem[] => {
    const type = gke.machineType;
    const wrong = (allowed: string, near?: string) => [
      wrongValue(gkeKey("machineType"), type, allowed, "e2-standard-2", { near }),
    ];
    const machine = machineOf(type);
    if (machine === undefined) {
      const [family = "", ...shape] = type.split("-");
      const near = nearestWord(family, machineFamilies) ?? "e2";
      const example = machineOf([near, ...shape].join("-")) === undefined ? like(near) : [near, ...shape].join("-");
      return wrong(
        `a machine type of ${machineFamilies.join(", ")} (docs.cloud.google.com/compute/docs/machine-resource)`,
        example,
      );
    }
    if (armFamilies.includes(machine.family))
      return wrong("a machine type with x86 CPUs: GKE taints Arm nodes, and the chart's pods do not tolerate it");
    if (hyperdiskFamilies.includes(machine.family))
      return wrong(
        "a machine type that takes Persistent Disk: this one takes Hyperdisk only, and the nodes' disks are pd-balanced",
      );
    if (machine.cpus < 2) return wrong("a machine type of 2 or more vCPU", like(machine.family));
    return machine.memory < leastMemory
      ? wrong(
          `a machine type of ${leastMemory} GB of memory or more (this one has ${machine.memory})`,
          like(machine.family),
        )
      : [];
  },
};

/**
 * Custom machines of Cloud SQL: 1 or an even count of CPUs up to 96; 0.9 to 6.5 GB for each, in steps of 256 MB, at least
 * 3.75 GB (https://docs.cloud.google.com/sql/docs/postgres/instance-settings#machine-type-2ndgen).
 */
export function customTierFault(tier: string): { why: string; example: string } | undefined {
  const [, cpuText, memoryText] = /^db-custom-(\d+)-(\d+)$/.exec(tier) ?? [];
  if (cpuText === undefined) return undefined;
  const [cpus, memory] = [Number(cpuText), Number(memoryText)];
  const goodCpus = Math.min(96, cpus <= 1 ? 1 : Math.ceil(cpus / 2) * 2);
  const [least, most] = [
    Math.max(3840, Math.ceil((goodCpus * 921.6) / 256) * 256),
    Math.floor((goodCpus * 6656) / 256) * 256,
  ];
  const goodMemory = Math.min(most, Math.max(least, Math.round(memory / 256) * 256));
  if (cpus === goodCpus && memory === goodMemory) return undefined;
  const why =
    cpus === goodCpus
      ? `${cpus} CPUs take ${least} to ${most} MB of memory, in steps of 256`
      : "1 CPU or an even count up to 96";
  return { why: `db-custom-CPUS-MB with ${why}`, example: `db-custom-${goodCpus}-${goodMemory}` };
}

const tier: ConfigRule<GkeDraft> = {
  keys: [gkeKey("database")],
  problems: ({ airflow: { gke } }) => {
    const fault = gke.database.tier === undefined ? undefined : customTierFault(gke.database.tier);
    return fault === undefined
      ? []
      : [wrongValue(gkeKey("database.tier"), gke.database.tier, fault.why, "db-g1-small", { near: fault.example })];
  },
};

export const machineRules: ConfigRule<GkeDraft>[] = [nodes, tier];
