/**
 * Google's machine types by name: how many CPUs, how much memory, and what GKE cannot use them with.
 * Source: https://docs.cloud.google.com/compute/docs/machine-resource and its pages per family, read 2026-11-21.
 */

/** A machine. */
export interface Machine {
  family: string;
  cpus: number;
  /** GB of memory. */
  memory: number;
}

/** GB of memory a CPU, by the middle of the name. */
const perCpu: Record<string, Record<string, number>> = {
  e2: { standard: 4, highmem: 8, highcpu: 1 },
  n1: { standard: 3.75, highmem: 6.5, highcpu: 0.9 },
  n2: { standard: 4, highmem: 8, highcpu: 1 },
  n2d: { standard: 4, highmem: 8, highcpu: 1 },
  n4: { standard: 4, highmem: 8, highcpu: 2 },
  n4a: { standard: 4, highmem: 8, highcpu: 2 },
  n4d: { standard: 4, highmem: 8, highcpu: 2 },
  t2d: { standard: 4 },
  t2a: { standard: 4 },
  c2: { standard: 4 },
  c2d: { standard: 4, highmem: 8, highcpu: 2 },
  c3: { standard: 4, highmem: 8, highcpu: 2 },
  c3d: { standard: 4, highmem: 8, highcpu: 2 },
  c4: { standard: 3.75, highmem: 7.75, highcpu: 2 },
  c4a: { standard: 4, highmem: 8, highcpu: 2 },
  c4d: { standard: 3.875, highmem: 7.75, highcpu: 1.875 },
};
const shared: Record<string, [cpus: number, memory: number]> = {
  "e2-micro": [2, 1],
  "e2-small": [2, 2],
  "e2-medium": [2, 4],
  "f1-micro": [1, 0.6],
  "g1-small": [1, 1.7],
};

export const machineFamilies = Object.keys(perCpu);

/** Families whose nodes are Arm: GKE taints them, and the images of the chart's helpers are for amd64. */
export const armFamilies = ["t2a", "c4a", "n4a"];

/** Families that take Hyperdisk only, so that the program's pd-balanced disks cannot be attached. */
export const hyperdiskFamilies = ["n4", "n4a", "n4d", "c4", "c4a", "c4d"];

/** Families some of whose machines have local disks, by names that end so (…/docs/disks/local-ssd#lssd_disks_fixed). */
const localDisks = ["c3", "c3d", "c4", "c4a", "c4d"];

/** `e2-standard-2`, `n2-custom-2-8192`, `n2-custom-2-8192-ext`; undefined for a name of no known form or family. */
export function machineOf(name: string): Machine | undefined {
  const [family = "", shape = "", count = "", ...more] = name.split("-");
  const small = shared[name];
  if (small !== undefined) return { family, cpus: small[0], memory: small[1] };
  const custom = /^([a-z0-9]+-)?custom-(\d+)-(\d+)(-ext)?$/.exec(name);
  if (custom !== null) {
    const [, of = "n1-", cpus, memory] = custom;
    const known = ["e2-", "n1-", "n2-", "n2d-", "n4-"].includes(of);
    return known ? { family: of.slice(0, -1), cpus: Number(cpus), memory: Number(memory) / 1024 } : undefined;
  }
  const each = perCpu[family]?.[shape];
  const local = more.join("-");
  if (each === undefined || !/^\d+$/.test(count)) return undefined;
  if (local !== "" && !(local === "lssd" && localDisks.includes(family))) return undefined;
  return { family, cpus: Number(count), memory: Number(count) * each };
}
