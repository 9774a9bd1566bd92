/** GKE's own pod fit: Airflow beside Google's system pods on every machine type that config accepts. */
import { expect } from "chai";
import { parseStackConfig } from "../../config";
import { machineOf } from "../../config/places/machines";
import { fits, standingPods } from "../components/gke/node";
import { stackConfig } from "../components/gke/planned";

/** Families and sizes of Compute Engine (https://docs.cloud.google.com/compute/docs/general-purpose-machines and its sisters). */
const families = [
  "e2",
  "n1",
  "n2",
  "n2d",
  "n4",
  "n4d",
  "c2",
  "c2d",
  "c3",
  "c3d",
  "c4",
  "c4d",
  "t2d",
  "h3",
  "m1",
  "m3",
  "z3",
];
const sizes = [
  "micro",
  "small",
  "medium",
  ...["standard", "highcpu", "highmem", "megamem"].flatMap((kind) =>
    [1, 2, 4, 8, 16, 22, 30, 48, 96].map((cpus) => `${kind}-${cpus}`),
  ),
];
const custom = [
  "custom-2-4096",
  "custom-2-7680",
  "custom-4-8192",
  "e2-custom-2-8192",
  "n2-custom-4-5120",
  "n2d-custom-8-16384-ext",
];
const foreign = [
  "t2a-standard-4",
  "c4a-standard-4",
  "n4a-standard-2",
  "a2-highgpu-1g",
  "g2-standard-8",
  "ct5lp-hightpu-4t",
];
const all = [...families.flatMap((family) => sizes.map((size) => `${family}-${size}`)), ...custom, ...foreign];

function accepted(machineType: string): boolean {
  try {
    parseStackConfig(stackConfig({ gke: { machineType } }), "test");
    return true;
  } catch {
    return false;
  }
}

describe("Airflow on a node", () => {
  for (const executor of ["KubernetesExecutor", "CeleryExecutor"] as const)
    it(`has room on every machine that config accepts, with ${executor}`, () => {
      const machines = all.filter(accepted);
      expect(machines).to.include.members(["e2-standard-2", "n1-standard-2", "e2-highcpu-8", "custom-2-7680"]);
      const tight = machines.filter((machine) => {
        const { free, standing, tasks } = fits(standingPods(executor), machineOf(machine));
        return standing.cpu > free.cpu || standing.memory > free.memory || (executor !== "CeleryExecutor" && tasks < 1);
      });
      expect(tight).to.deep.equal([]);
    });

  it("has room for four tasks on the default machine", () => {
    expect(fits(standingPods("KubernetesExecutor"), machineOf("e2-standard-2")).tasks).to.be.at.least(4);
  });

  const refused = [
    "e2-medium",
    "n1-standard-1",
    "n1-highcpu-4",
    "e2-highcpu-4",
    "custom-2-4096",
    "n2-custom-4-5120",
    ...foreign,
  ];
  for (const machine of refused) it(`is not put on ${machine}`, () => expect(accepted(machine)).to.equal(false));
});

describe("a machine's size", () => {
  const known: [string, ReturnType<typeof machineOf>][] = [
    ["e2-standard-2", { family: "e2", cpus: 2, memory: 8 }],
    ["n1-standard-4", { family: "n1", cpus: 4, memory: 15 }],
    ["n1-highcpu-8", { family: "n1", cpus: 8, memory: 7.2 }],
    ["n2d-custom-8-16384-ext", { family: "n2d", cpus: 8, memory: 16 }],
    ["custom-2-7680", { family: "n1", cpus: 2, memory: 7.5 }],
    ["g2-standard-8", undefined],
  ];
  for (const [machine, size] of known)
    it(`is read from ${machine}`, () => expect(machineOf(machine)).to.deep.equal(size));
});
