/** The pod that brings the metadata database to the release's version. Pure. */

import { resources } from "./chartResources";
import { imageFrom } from "./images";
import { isMap, type Values } from "./mergeValues";

export interface MigrationInputs<Text> {
  airflowVersion: string;
  /** Where all images come from; undefined for the public registries. */
  registry?: string;
  /** Names of the secrets that the pod reads. */
  secrets: { metadata: Text; fernet: Text };
  /** ConfigMap with the files of airflow/iap. */
  iapFiles: Text;
  /** Folder of those files in the pod. */
  iapPath: string;
  /** Labels of the node for the standing pods; undefined where they run on any. */
  standingNode?: Record<string, string>;
}

/** Labels of the pod. */
export const migrationLabels = { app: "airflow-migration" };

const chartValueAt = (values: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((value, key) => (isMap(value) ? value[key] : undefined), values);

/** The image that the chart will run, by the chart's own rule (templates/_helpers.yaml, airflow_image). */
export function airflowImage(airflowVersion: string, user: Values, registry?: string): string {
  const repository =
    chartValueAt(user, "images.airflow.repository") ??
    chartValueAt(user, "defaultAirflowRepository") ??
    imageFrom(registry, "apache/airflow");
  const digest = chartValueAt(user, "images.airflow.digest") ?? chartValueAt(user, "defaultAirflowDigest");
  const tag = chartValueAt(user, "images.airflow.tag") ?? chartValueAt(user, "defaultAirflowTag") ?? airflowVersion;
  return digest ? `${repository}@${digest}` : `${repository}:${tag}`;
}

/** Pull secrets as the chart reads them: names, or objects with a name. */
export function pullSecrets(user: Values): { name: string }[] {
  const listed = user.imagePullSecrets;
  const names = Array.isArray(listed) && listed.length > 0 ? listed : [chartValueAt(user, "registry.secretName")];
  return names.filter(Boolean).map((entry) => ({ name: (isMap(entry) ? entry.name : entry) as string }));
}

/**
 * @param user stack config `airflow:gke.values`: image, pull secrets, environment and place count here too
 */
export function migrationPodSpec<Text>(inputs: MigrationInputs<Text>, user: Values = {}) {
  const { secrets, iapFiles, iapPath } = inputs;
  const fromSecret = (name: string, secret: Text, key: string) => ({
    name,
    valueFrom: { secretKeyRef: { name: secret, key } },
  });
  const nodeSelector = user.nodeSelector ?? inputs.standingNode;
  const env = Array.isArray(user.env) ? user.env : [];
  return {
    restartPolicy: "OnFailure",
    automountServiceAccountToken: false,
    securityContext: { runAsUser: 50000, fsGroup: 0 },
    imagePullSecrets: pullSecrets(user),
    ...(nodeSelector ? { nodeSelector } : {}),
    ...(user.tolerations ? { tolerations: user.tolerations } : {}),
    containers: [
      {
        name: "migrate",
        image: airflowImage(inputs.airflowVersion, user, inputs.registry),
        args: ["bash", "-c", "exec airflow db migrate"],
        env: [
          fromSecret("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", secrets.metadata, "connection"),
          fromSecret("AIRFLOW__CORE__FERNET_KEY", secrets.fernet, "fernet-key"),
          // The login has tables of its own, which are migrated too.
          { name: "AIRFLOW__CORE__AUTH_MANAGER", value: "iap_auth_manager.IapAuthManager" },
          { name: "PYTHONPATH", value: iapPath },
          ...env,
        ],
        resources: resources.migration,
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        volumeMounts: [{ name: "iap", mountPath: iapPath, readOnly: true }],
      },
    ],
    volumes: [{ name: "iap", configMap: { name: iapFiles } }],
  };
}
