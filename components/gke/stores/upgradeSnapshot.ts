/** The database as it was before another version of Airflow migrates it: the way back from an upgrade. */
import type { Disk } from "@pulumi/gcp/compute/disk";
import { Snapshot } from "@pulumi/gcp/compute/snapshot";
import type * as pulumi from "@pulumi/pulumi";
import type { PriorResource } from "../../../config/checks/keptData";
import { autoNameable } from "../../gcp/fitId";

const snapshotType = "gcp:compute/snapshot:Snapshot";
const nameFor = (name: string, version: string): string => `${name}-before-${version.replaceAll(".", "-")}`;

/**
 * Whether there is to be a snapshot from before `version`: the stack runs another one, or took it already. A new stack has
 * nothing to keep, and the snapshot of a version goes with the next upgrade. Pure.
 *
 * @param prior what the state has: the stack's own output `trigger` names the version
 */
export function wantsSnapshot(prior: readonly PriorResource[], version: string): boolean {
  const stack = prior.find(({ type }) => type === "pulumi:pulumi:Stack");
  const { airflowVersion } = (stack?.outputs.trigger ?? {}) as { airflowVersion?: string };
  const taken = prior.some(({ type, urn = "" }) => type === snapshotType && urn.endsWith(nameFor("", version)));
  return taken || (airflowVersion !== undefined && airflowVersion !== version);
}

/** A snapshot of a disk in use is what a power cut would leave, which Postgres recovers from by itself. */
export function upgradeSnapshot(
  name: string,
  { project, zone, disk, version }: { project: string; zone: string; disk: Disk; version: string },
  opts: { parent: pulumi.Resource },
): Snapshot {
  return new Snapshot(
    // Compute Engine takes 63 characters.
    autoNameable(nameFor(name, version), 63),
    { project, zone, sourceDisk: disk.id, description: `Airflow's database before version ${version}` },
    { ...opts, dependsOn: [disk], ignoreChanges: ["sourceDisk"] },
  );
}
