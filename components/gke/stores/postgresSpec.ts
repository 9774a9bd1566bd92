/** Postgres' pod, volume and claim. Pure. */
import type * as k8s from "@pulumi/kubernetes/types/input";
import * as pulumi from "@pulumi/pulumi";

export const postgresPort = 5432;

/** Secrets of the namespace that an image is pulled with; undefined for none. */
export type PullSecrets = pulumi.Input<{ name: string }[]> | undefined;

/** Labels of the pod. */
export const postgresLabels = { app: "airflow-postgres" };

const user = 999; // of the image
const dataPath = "/var/lib/postgresql/data";
const secretPath = "/etc/postgres";

/** @returns `postgresql://airflow:PASSWORD@HOST:5432/airflow` */
export function connectionUri(
  host: pulumi.Input<string>,
  password: pulumi.Output<string>,
  sslmode: "disable" | "require",
): pulumi.Output<string> {
  return pulumi.secret(
    pulumi.interpolate`postgresql://airflow:${password}@${host}:${postgresPort}/airflow?sslmode=${sslmode}`,
  );
}

/** Name of the claim: the volume is for it and no other, also after a change of namespace. */
export const claimName = "airflow-postgres";

/** A volume on a disk that exists, and the claim for it. The class lets the claim, and so disk and file system, grow. */
export function volumeSpecs({
  diskId,
  zone,
  diskGb,
  namespace,
}: {
  diskId: pulumi.Input<string>;
  zone: string;
  diskGb: number;
  namespace: pulumi.Input<string>;
}) {
  const storageClassName = "standard-rwo";
  const accessModes = ["ReadWriteOnce"];
  const volume: k8s.core.v1.PersistentVolumeSpec = {
    storageClassName,
    accessModes,
    capacity: { storage: `${diskGb}Gi` },
    persistentVolumeReclaimPolicy: "Retain",
    claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name: claimName },
    csi: { driver: "pd.csi.storage.gke.io", volumeHandle: diskId, fsType: "ext4" },
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: "topology.gke.io/zone", operator: "In", values: [zone] }] }],
      },
    },
  };
  const claim: k8s.core.v1.PersistentVolumeClaimSpec = {
    storageClassName,
    accessModes,
    resources: { requests: { storage: `${diskGb}Gi` } },
  };
  return { volume, claim };
}

/** The pod: the password is read from a file, never from the environment or an argument. */
export function postgresPodSpec({
  image,
  pullSecrets,
  claim,
  secret,
  standingNode,
}: {
  image: string;
  /** Secrets of the namespace that the image is pulled with. */
  pullSecrets?: PullSecrets;
  /** Labels of the node for the standing pods; undefined where it runs on any. */
  standingNode?: Record<string, string>;
  claim: pulumi.Input<string>;
  secret: pulumi.Input<string>;
}): k8s.core.v1.PodSpec {
  const alive = { exec: { command: ["pg_isready", "--username=airflow", "--dbname=airflow"] } };
  return {
    terminationGracePeriodSeconds: 60,
    automountServiceAccountToken: false,
    ...(pullSecrets && { imagePullSecrets: pullSecrets }),
    ...(standingNode && { nodeSelector: standingNode }),
    securityContext: {
      runAsUser: user,
      runAsGroup: user,
      fsGroup: user,
      fsGroupChangePolicy: "OnRootMismatch",
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [
      {
        name: "postgres",
        image,
        env: [
          { name: "POSTGRES_USER", value: "airflow" },
          { name: "POSTGRES_DB", value: "airflow" },
          { name: "POSTGRES_PASSWORD_FILE", value: `${secretPath}/password` },
          // The disk's root holds lost+found, and Postgres wants an empty folder.
          { name: "PGDATA", value: `${dataPath}/pgdata` },
        ],
        ports: [{ name: "postgres", containerPort: postgresPort }],
        resources: { requests: { cpu: "50m", memory: "192Mi" }, limits: { memory: "512Mi" } },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        startupProbe: { ...alive, periodSeconds: 5, failureThreshold: 60 },
        readinessProbe: { ...alive, periodSeconds: 10, timeoutSeconds: 5 },
        livenessProbe: { ...alive, periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 5 },
        volumeMounts: [
          { name: "data", mountPath: dataPath },
          { name: "password", mountPath: secretPath, readOnly: true },
        ],
      },
    ],
    volumes: [
      { name: "data", persistentVolumeClaim: { claimName: claim } },
      { name: "password", secret: { secretName: secret } },
    ],
  };
}
