import type { Disk } from "@pulumi/gcp/compute/disk";
import { DiskResourcePolicyAttachment } from "@pulumi/gcp/compute/diskResourcePolicyAttachment";
import { ResourcePolicy } from "@pulumi/gcp/compute/resourcePolicy";
import type * as pulumi from "@pulumi/pulumi";
import { autoNameable, fitId } from "../../gcp/fitId";

export interface DiskBackupArgs {
  project: string;
  region: string;
  zone: string;
  disk: Disk;
  /** Days that a snapshot is kept. */
  days: number;
  after: pulumi.Resource[];
}

/** Compute Engine's longest name. */
const longestName = 63;

/** A snapshot of the disk every day, in its own region, kept for so many days; with the disk gone the last ones stay. */
export function diskBackup(name: string, args: DiskBackupArgs, parent: pulumi.Resource): void {
  const { project, region, zone, disk, days, after } = args;
  const policy = new ResourcePolicy(
    autoNameable(`${name}-backup`, longestName),
    {
      project,
      region,
      description: "Airflow's database, every day",
      snapshotSchedulePolicy: {
        // Before most schedules of a day begin, as Cloud SQL's backup (UTC).
        schedule: { dailySchedule: { daysInCycle: 1, startTime: "03:00" } },
        retentionPolicy: { maxRetentionDays: days, onSourceDiskDelete: "KEEP_AUTO_SNAPSHOTS" },
        // Without a place Google keeps them in the nearest multi-region, at a higher price.
        snapshotProperties: { storageLocations: region, labels: { airflow: "database" } },
      },
    },
    { parent, dependsOn: after },
  );
  new DiskResourcePolicyAttachment(
    `${name}-backup-disk`,
    { project, zone, disk: disk.name, name: policy.name },
    { parent, deletedWith: disk },
  );
}

/**
 * What the provider is told of the disk's end: it makes a snapshot before it deletes the disk, also in a `destroy`, which does
 * not run this program. Google's names are 63 long, and the provider adds a hyphen and the time.
 */
export const snapshotAtTheEnd = (name: string, days: number) =>
  days === 0
    ? {}
    : { createSnapshotBeforeDestroy: true, createSnapshotBeforeDestroyPrefix: fitId(`${name}-last`, longestName - 16) };
