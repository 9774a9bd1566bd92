import type { Disk } from "@pulumi/gcp/compute/disk";
import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet";
import { PersistentVolume } from "@pulumi/kubernetes/core/v1/persistentVolume";
import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1/persistentVolumeClaim";
import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import { Service } from "@pulumi/kubernetes/core/v1/service";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword";
import { databaseDisk } from "./databaseDisk";
import {
  claimName,
  connectionUri,
  type PullSecrets,
  postgresLabels,
  postgresPodSpec,
  postgresPort,
  volumeSpecs,
} from "./postgresSpec";

export interface PostgresArgs {
  project: string;
  region: string;
  /** Zone of the disk; the pod runs where the disk is. */
  zone: string;
  namespace: pulumi.Input<string>;
  diskGb: number;
  image: string;
  /** Secrets of the namespace that the image is pulled with. */
  pullSecrets: PullSecrets;
  /** Key of the disk; undefined for Google's own. */
  kmsKey: pulumi.Input<string> | undefined;
  standingNode: Record<string, string> | undefined;
  /** Zone that the data is moved from; undefined where it stays. */
  movedFrom: string | undefined;
  /** Snapshot that the data is put back from; undefined where it is there. */
  restoreFrom: string | undefined;
  /** Days that a daily snapshot of the disk is kept, 0 for none. */
  backupDays: number;
  /** Passes a value on once the change of config was found harmless. */
  allowed: <Value>(value: Value) => pulumi.Output<Value>;
  /** Whether Pulumi refuses to delete the disk. */
  protect: boolean;
  /** Asleep there is no node for the pod: nothing waits for it, and the disk stays. */
  awake: boolean;
  /** The cluster, where the objects go with everything in it. */
  deletedWith: pulumi.Resource | undefined;
  /** What the disk needs: the enabled APIs. */
  after: pulumi.Resource[];
  /** What the objects need: namespace and nodes. */
  ready: pulumi.Resource[];
}

/**
 * Postgres in the cluster, on a disk that belongs to the program: it survives pods, nodes, sleep and a new cluster, and
 * `destroy` removes it by name.
 *
 * **Cost** The disk only: 10 GB of pd-balanced is USD 1 a month in us-central1.
 */
export class Postgres extends pulumi.ComponentResource {
  /** `postgresql://…` with the password. Secret. */
  readonly connection: pulumi.Output<string>;
  readonly ready: pulumi.Resource[];
  readonly disk: Disk;

  constructor(name: string, args: PostgresArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:Postgres", name, args, opts);
    const { namespace, awake, deletedWith, ready } = args;
    const child = { parent: this, dependsOn: ready, deletedWith };
    const password = pulumi.secret(
      new RandomPassword(`${name}-password`, { length: 32, special: false }, { parent: this }).result,
    );
    const secret = new Secret(
      `${name}-secret`,
      { metadata: { namespace }, immutable: true, stringData: { password } },
      child,
    );
    this.disk = databaseDisk(name, args, this);
    const claim = this.volume(name, args, this.disk);
    const service = new Service(
      `${name}-service`,
      {
        // Asleep the Service has no pod behind it, which is no reason to wait.
        metadata: { name: "airflow-postgres", namespace, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: { clusterIP: "None", selector: postgresLabels, ports: [{ name: "postgres", port: postgresPort }] },
      },
      child,
    );
    const set = new StatefulSet(
      `${name}-server`,
      {
        metadata: {
          name: "airflow-postgres",
          namespace,
          annotations: { "pulumi.com/skipAwait": String(!awake) },
        },
        spec: {
          serviceName: service.metadata.name,
          replicas: 1,
          selector: { matchLabels: postgresLabels },
          template: {
            metadata: {
              labels: postgresLabels,
              annotations: { "cluster-autoscaler.kubernetes.io/safe-to-evict": "true" },
            },
            spec: postgresPodSpec({
              image: args.image,
              pullSecrets: args.pullSecrets,
              standingNode: args.standingNode,
              claim: claim.metadata.name,
              secret: secret.metadata.name,
            }),
          },
        },
      },
      { ...child, dependsOn: [...ready, claim], customTimeouts: { create: "15m", update: "15m" } },
    );
    this.connection = connectionUri(pulumi.interpolate`airflow-postgres.${namespace}`, password, "disable");
    this.ready = [set];
    this.registerOutputs();
  }

  private volume(name: string, args: PostgresArgs, disk: Disk): PersistentVolumeClaim {
    const { zone, namespace, diskGb, deletedWith, ready } = args;
    const specs = volumeSpecs({ diskId: disk.id, zone, diskGb, namespace });
    const child = { parent: this, dependsOn: ready, deletedWith };
    const volume = new PersistentVolume(
      `${name}-volume`,
      { spec: specs.volume },
      {
        ...child,
        // The one claim that a volume was bound to is the only one it ever takes: for another there is another volume.
        replaceOnChanges: ["spec.claimRef.namespace"],
        // Grown by the claim.
        ignoreChanges: ["spec.capacity"],
      },
    );
    return new PersistentVolumeClaim(
      `${name}-claim`,
      {
        metadata: { name: claimName, namespace, annotations: { "pulumi.com/skipAwait": "true" } },
        spec: { ...specs.claim, volumeName: volume.metadata.name },
      },
      child,
    );
  }
}
