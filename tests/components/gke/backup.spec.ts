/** What is backed up on GKE, and what is left of it when the database goes. */
import { expect } from "chai";
import { backupsOf } from "../../../components/gke/stores/cloudSql";
import { snapshotAtTheEnd } from "../../../components/gke/stores/diskBackup";
import { named, only, planned, waitsFor } from "./planned";

const policyType = "compute/resourcePolicy:ResourcePolicy";
const attachmentType = "compute/diskResourcePolicyAttachment:DiskResourcePolicyAttachment";

describe("backups of the cluster's database", () => {
  it("are snapshots of its disk, every day, kept for a week in its own region, unasked", async () => {
    const graph = await planned();
    const disk = only(graph, "compute/disk:Disk");
    expect(only(graph, policyType).inputs).to.deep.equal({
      project: "my-company-data",
      region: "us-central1",
      description: "Airflow's database, every day",
      snapshotSchedulePolicy: {
        schedule: { dailySchedule: { daysInCycle: 1, startTime: "03:00" } },
        retentionPolicy: { maxRetentionDays: 7, onSourceDiskDelete: "KEEP_AUTO_SNAPSHOTS" },
        snapshotProperties: { storageLocations: "us-central1", labels: { airflow: "database" } },
      },
    });
    expect(only(graph, attachmentType).inputs).to.include({ zone: "us-central1-b", name: "air-database-backup" });
    expect(waitsFor(graph, only(graph, attachmentType).name, disk.name)).to.equal(true);
    expect(disk.inputs).to.include({
      createSnapshotBeforeDestroy: true,
      createSnapshotBeforeDestroyPrefix: "air-database-last",
    });
  });

  it("are kept as long as config says, or not made", async () => {
    const month = await planned({ gke: { database: { backupDays: 30 } } });
    expect(only(month, policyType).inputs).to.have.nested.property(
      "snapshotSchedulePolicy.retentionPolicy.maxRetentionDays",
      30,
    );
    const none = await planned({ gke: { database: { backupDays: 0 } } });
    expect(none.resources.filter(({ type }) => /resourcePolicy/i.test(type))).to.deep.equal([]);
    expect(only(none, "compute/disk:Disk").inputs).to.not.have.any.keys(
      "createSnapshotBeforeDestroy",
      "createSnapshotBeforeDestroyPrefix",
    );
  });

  it("go on asleep, when nothing is written", async () => {
    const asleep = await planned({ config: { "airflow:awake": "false" } });
    expect(only(asleep, policyType).name).to.equal("air-database-backup");
  });

  it("are put back on a new disk, asleep", async () => {
    const graph = await planned({
      gke: { database: { restoreFrom: "air-database-last-20261121" } },
      config: { "airflow:awake": "false" },
    });
    expect(only(graph, "compute/disk:Disk").inputs.snapshot).to.equal("air-database-last-20261121");
    expect(waitsFor(graph, named(graph, "air-database-volume").name, only(graph, "compute/disk:Disk").name)).to.equal(
      true,
    );
  });

  it("have a last name that Google takes with the provider's hyphen and time, however long the stack's is", () => {
    const { createSnapshotBeforeDestroyPrefix: prefix } = snapshotAtTheEnd(`${"a".repeat(60)}-database`, 7) as {
      createSnapshotBeforeDestroyPrefix: string;
    };
    expect(`${prefix}-20261121-1504`).to.match(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])$/);
    expect(snapshotAtTheEnd("air", 0)).to.deep.equal({});
  });
});

describe("backups of Cloud SQL", () => {
  it("are daily ones, any point of the last week, and one at the end", async () => {
    const graph = await planned({ gke: { database: { kind: "cloudSql", backupDays: 30 } } });
    expect(only(graph, "sql/databaseInstance:DatabaseInstance").inputs.settings).to.deep.include(backupsOf(30));
    expect(backupsOf(30)).to.deep.equal({
      backupConfiguration: {
        enabled: true,
        startTime: "03:00",
        backupRetentionSettings: { retainedBackups: 30, retentionUnit: "COUNT" },
        pointInTimeRecoveryEnabled: true,
        transactionLogRetentionDays: 7,
      },
      finalBackupConfig: { enabled: true, retentionDays: 30 },
      retainBackupsOnDelete: true,
    });
    expect(graph.resources.filter(({ type }) => /resourcePolicy/i.test(type))).to.deep.equal([]);
  });

  it("keep no longer log than there are backups, and none where there is none", () => {
    expect(backupsOf(3)).to.have.nested.property("backupConfiguration.transactionLogRetentionDays", 3);
    expect(backupsOf(0)).to.deep.equal({ backupConfiguration: { enabled: false } });
  });
});
