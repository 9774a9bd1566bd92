/** How big a machine type of Compute Engine is, by its name (https://docs.cloud.google.com/compute/docs/machine-resource). Pure. */

export interface MachineSize {
  cpus: number;
  memoryGb: number;
}

/** Least memory for each vCPU, GB, by kind; the families that have more or less. A family that is not named has the first. */
const memoryPerCpu: Record<string, { least: number } & Record<string, number>> = {
  standard: { least: 3.75, e2: 4, n2: 4, n2d: 4, n4: 4, n4d: 4, c2: 4, c2d: 4, c3: 4, c3d: 4, t2d: 4, h3: 4 },
  highmem: { least: 6.5, e2: 8, n2: 8, n2d: 8, n4: 8, n4d: 8, c2d: 8, c3: 8, c3d: 8, c4: 7.75, c4d: 7.75, z3: 8 },
  highcpu: { least: 0.9, e2: 1, n2: 1, n2d: 1, n4: 2, n4d: 2, c2d: 2, c3: 2, c3d: 2, c4: 2, c4d: 1.875 },
  megamem: { least: 14 },
  ultramem: { least: 24 },
};

/**
 * Arm, where GKE keeps pods away that do not ask for it; GPU and TPU, where it does the same
 * (https://docs.cloud.google.com/kubernetes-engine/docs/how-to/prepare-arm-workloads-for-deployment).
 */
const others = /^(t2a|n4a|c4a|a2|a3|a4|a4x|g2|g4|ct|tpu)/;

/** @returns undefined for a shared processor, Arm, a GPU or TPU, and for a name of no known form */
export function machineSize(machineType: string): MachineSize | undefined {
  if (others.test(machineType)) return undefined;
  const custom = /^(?:[a-z]\w*-)?custom-(\d+)-(\d+)(-ext)?$/.exec(machineType);
  if (custom) return { cpus: Number(custom[1]), memoryGb: Number(custom[2]) / 1024 };
  const [, family = "", kind = "", cpus = ""] = /^([a-z]\d+[a-z]?)-([a-z]+)-(\d+)(-[a-z]+)*$/.exec(machineType) ?? [];
  const known = memoryPerCpu[kind];
  return known && { cpus: Number(cpus), memoryGb: Number(cpus) * (known[family] ?? known.least) };
}

/** Whether Airflow's standing pods, Google's own and a task fit (tests/conformance/nodes.spec.ts adds them up). */
export function holdsAirflow(machineType: string): boolean {
  const size = machineSize(machineType);
  return size !== undefined && size.cpus >= 2 && size.memoryGb >= 7.5;
}
