import { Disk } from "@pulumi/gcp/compute/disk";
import { Snapshot } from "@pulumi/gcp/compute/snapshot";
import * as pulumi from "@pulumi/pulumi";
import { autoNameable } from "../../gcp/fitId";
import { underMocks } from "../../shared/underMocks";
import { readCompute } from "../web/computeApi";
import { diskBackup, snapshotAtTheEnd } from "./diskBackup";

export interface DatabaseDiskArgs {
  project: string;
  region: string;
  zone: string;
  /** GB of a new disk. The claim on it makes it grow, so nothing here shrinks or replaces it. */
  diskGb: number;
  /** Zone that the data comes from, by a snapshot of the disk there. */
  movedFrom: string | undefined;
  /** Snapshot that the data comes from instead; the disk is made anew for it. */
  restoreFrom: string | undefined;
  /** Days that a daily snapshot is kept, 0 for none. */
  backupDays: number;
  /** Key of Cloud KMS; undefined for Google's own. */
  kmsKey: pulumi.Input<string> | undefined;
  /** Whether Pulumi refuses to delete a disk. */
  protect: boolean;
  after: pulumi.Resource[];
  /** Passes a value on once the change of config was found harmless. */
  allowed: <Value>(value: Value) => pulumi.Output<Value>;
}

/** Compute Engine's longest name. */
const longestName = 63;

const encryption = (kmsKey: DatabaseDiskArgs["kmsKey"]) =>
  kmsKey === undefined ? {} : { diskEncryptionKey: { kmsKeySelfLink: kmsKey } };

const diskName = (name: string, zone: string): string => autoNameable(`${name}-disk-${zone}`, longestName);

/** The disk of a zone. Named by its zone: another zone is another disk, and the first is there until the data has moved. */
export function databaseDisk(name: string, args: DatabaseDiskArgs, parent: pulumi.Resource): Disk {
  const { project, region, zone, diskGb, movedFrom, restoreFrom, backupDays, kmsKey, protect, after, allowed } = args;
  const snapshot = movedFrom === undefined ? restoreFrom : snapshotOf(name, args, movedFrom, parent).id;
  const disk = new Disk(
    diskName(name, zone),
    {
      project,
      zone: allowed(zone),
      size: diskGb,
      type: "pd-balanced",
      ...(snapshot !== undefined && { snapshot }),
      ...snapshotAtTheEnd(name, backupDays),
      ...encryption(kmsKey),
    },
    {
      parent,
      dependsOn: after,
      ...(protect && { protect }),
      // A claim grows the disk (GKE's own driver), and a snapshot counts once: neither makes another disk, but for a restore.
      ignoreChanges: restoreFrom === undefined ? ["size", "snapshot"] : ["size"],
    },
  );
  if (backupDays > 0) diskBackup(name, { project, region, zone, disk, days: backupDays, after }, parent);
  return disk;
}

function snapshotOf(name: string, args: DatabaseDiskArgs, zone: string, parent: pulumi.Resource): Snapshot {
  const { project, diskGb, kmsKey, protect, after } = args;
  const old = new Disk(
    diskName(name, zone),
    { project, zone, size: diskGb, type: "pd-balanced", ...encryption(kmsKey) },
    {
      parent,
      dependsOn: after,
      ...(protect && { protect }),
      ignoreChanges: ["size", "snapshot"],
      hooks: mustExist(name, zone),
    },
  );
  return new Snapshot(
    autoNameable(`${name}-snapshot-${zone}`, longestName),
    { project, zone, sourceDisk: old.id, description: "Airflow's database, on its way to another zone" },
    { parent, hooks: mustBeFree(name, parent) },
  );
}

/** The disk that the data comes from is never a new one. */
function mustExist(name: string, zone: string): pulumi.ResourceHookBinding | undefined {
  if (underMocks()) return undefined;
  const refuse = async () => {
    throw new Error(
      `airflow:gke.database.movedFrom is ${zone}, and the stack has no database disk there. Fix: name the zone that the disk is in, or pulumi config rm --path 'airflow:gke.database.movedFrom'`,
    );
  };
  return { beforeCreate: [new pulumi.ResourceHook(`${name}-moved-from`, refuse, { onDryRun: true })] };
}

/** What is written after the snapshot would be lost: no node may have the disk. */
function mustBeFree(name: string, parent: pulumi.Resource): pulumi.ResourceHookBinding | undefined {
  if (underMocks()) return undefined;
  const check = async ({ newInputs }: pulumi.ResourceHookArgs) => {
    const disk = String((newInputs as { sourceDisk?: unknown } | undefined)?.sourceDisk);
    const { data } = await readCompute(disk, "users", { parent });
    const [user] = (data as { users?: string[] }).users ?? [];
    if (user !== undefined)
      throw new Error(
        `The database's disk ${disk} is in use by ${user}. Fix: put Airflow to sleep first, in the zone that it is in: pulumi config set airflow:awake false && pulumi up`,
      );
  };
  return { beforeCreate: [new pulumi.ResourceHook(`${name}-free-disk`, check)] };
}
