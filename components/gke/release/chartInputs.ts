/** What the chart's values are made from. `Text` is a string in tests, an output where Pulumi only knows it later. */
import type { AccessLists, GitDags } from "../../../config";
import type { SecretNames } from "../stores/secrets";

export interface ChartInputs<Text> {
  airflowVersion: string;
  executor: "KubernetesExecutor" | "CeleryExecutor";
  /** `https://DOMAIN`, no slash at the end. */
  url: string;
  project: string;
  /** Name of the stack's Airflow; connections and variables in Secret Manager start with it. */
  stackName: string;
  /** Email of the Google service account that the pods act as. */
  googleServiceAccount: Text;
  dagBucket: Text;
  /** `gs://BUCKET/logs` */
  logFolder: Text;
  secrets: SecretNames<Text>;
  /** ConfigMap with the files of airflow/iap. */
  iapFiles: Text;
  /** Audience of IAP's assertions. */
  audience: Text;
  access: AccessLists;
  /** Attribute of the SAML login that lists a caller's groups; undefined where IAP tells none. */
  groupsAttribute?: string;
  /** DAGs from a git repository instead of the bucket. */
  git: GitDags | undefined;
  /** Labels of the node for the standing pods; undefined where they run on any. */
  standingNode?: Record<string, string>;
  /** Whether Airflow tells its metrics to a statsd exporter. */
  metrics?: boolean;
  /** Where all images come from; undefined for the public registries. */
  registry?: string;
  aws: { roleArn: Text; region: string } | undefined;
}
