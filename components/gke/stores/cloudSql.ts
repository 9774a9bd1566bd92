import { Address } from "@pulumi/gcp/compute/address";
import { ForwardingRule } from "@pulumi/gcp/compute/forwardingRule";
import { Database } from "@pulumi/gcp/sql/database";
import { DatabaseInstance } from "@pulumi/gcp/sql/databaseInstance";
import { User } from "@pulumi/gcp/sql/user";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import type { GkeInputs } from "../settings";
import { connectionUri } from "./postgresSpec";

export interface CloudSqlArgs {
  project: string;
  region: pulumi.Input<string>;
  zone: string;
  /** Stack config `airflow:gke.database`. */
  database: GkeInputs["database"];
  vpc: pulumi.Input<string>;
  subnet: pulumi.Input<string>;
  deletionProtection: boolean;
  /** Key of its disk; undefined for Google's own. */
  kmsKey: pulumi.Input<string> | undefined;
  /** Project of the VPC, where it is another. */
  networkProject: pulumi.Input<string> | undefined;
  /** Asleep the instance is stopped and its private way in, which bills by the hour, is gone; data and address stay. */
  awake: boolean;
  after: pulumi.Resource[];
}

/**
 * Backups of every day, the log of the last 7 days at most for any point between them (edition Enterprise keeps no more), and one
 * backup when the instance is deleted (https://docs.cloud.google.com/sql/docs/postgres/backup-recovery/backups).
 */
export const backupsOf = (days: number) =>
  days === 0
    ? { backupConfiguration: { enabled: false } }
    : {
        backupConfiguration: {
          enabled: true,
          startTime: "03:00",
          backupRetentionSettings: { retainedBackups: days, retentionUnit: "COUNT" },
          pointInTimeRecoveryEnabled: true,
          transactionLogRetentionDays: Math.min(days, 7),
        },
        finalBackupConfig: { enabled: true, retentionDays: days },
        retainBackupsOnDelete: true,
      };

/**
 * Cloud SQL Postgres by Private Service Connect: an address of its own in the VPC, and no peering that outlives the
 * instance and makes `destroy` fail.
 */
export class CloudSql extends pulumi.ComponentResource {
  /** `postgresql://…` with the password. Secret. */
  readonly connection: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];
  /** Name of the instance. */
  readonly instance: pulumi.Output<string>;

  constructor(name: string, args: CloudSqlArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:CloudSql", name, args, opts);
    const { awake } = args;
    const instance = this.made(name, args);
    this.instance = instance.name;
    const password = pulumi.secret(
      new RandomPassword(`${name}-password`, { length: 32, special: false }, { parent: this }).result,
    );
    // With the instance they are gone, and a stopped instance could not delete them.
    const inside = { parent: this, deletedWith: instance };
    const database = new Database(`${name}-database`, { instance: instance.name, name: "airflow" }, inside);
    const user = new User(`${name}-user`, { instance: instance.name, name: "airflow", password }, inside);
    const address = new Address(
      `${name}-address`,
      { region: args.region, subnetwork: args.subnet, addressType: "INTERNAL" },
      { parent: this, dependsOn: args.after },
    );
    const way = awake ? [this.way(name, args, instance, address)] : [];
    this.connection = connectionUri(address.address, password, "require");
    this.ready = [database, user, ...way];
    this.registerOutputs();
  }

  private made(name: string, args: CloudSqlArgs): DatabaseInstance {
    const { project, region, zone, database, deletionProtection, kmsKey, networkProject, awake, after } = args;
    return new DatabaseInstance(
      `${name}-instance`,
      {
        project,
        region,
        databaseVersion: "POSTGRES_16",
        deletionProtection,
        ...(kmsKey !== undefined && { encryptionKeyName: kmsKey }),
        settings: {
          tier: database.tier ?? "db-g1-small",
          // From Postgres 16 on the default edition has no shared-core machines.
          edition: "ENTERPRISE",
          availabilityType: "ZONAL",
          locationPreference: { zone },
          diskSize: database.diskGb,
          diskType: "PD_SSD",
          diskAutoresize: true,
          activationPolicy: awake ? "ALWAYS" : "NEVER",
          deletionProtectionEnabled: deletionProtection,
          ...backupsOf(database.backupDays),
          ipConfiguration: {
            ipv4Enabled: false,
            sslMode: "ENCRYPTED_ONLY",
            pscConfigs: [
              {
                pscEnabled: true,
                allowedConsumerProjects: [project, ...(networkProject === undefined ? [] : [networkProject])],
              },
            ],
          },
        },
      },
      {
        parent: this,
        dependsOn: after,
        // The disk grows by itself; a smaller number in config must not replace the instance.
        ignoreChanges: ["settings.diskSize"],
        customTimeouts: { create: "30m", update: "30m" },
      },
    );
  }

  private way(name: string, args: CloudSqlArgs, instance: DatabaseInstance, address: Address): ForwardingRule {
    return new ForwardingRule(
      `${name}-way`,
      {
        region: args.region,
        network: args.vpc,
        ipAddress: address.selfLink,
        target: instance.pscServiceAttachmentLink,
        loadBalancingScheme: "",
      },
      { parent: this },
    );
  }
}
