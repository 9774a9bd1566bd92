/** What the config may say, and a careful colleague would ask about. */

import type { Gke } from "../gke/keys";
import { gkeWarnings } from "../gke/warnings";
import type { Mwaa } from "../mwaa/keys";
import { webserverWarnings } from "../mwaa/warnings";
import type { AccessLists, Alerts, Google } from "../shared";
import { defaultVersion, type Home, mwaaVersionWarnings } from "../versions";
import { type Tell, word } from "../words/tell";

interface Warned {
  platform: Home;
  airflowVersion?: string;
  google: Google;
  access: AccessLists;
  alerts?: Alerts | undefined;
  mwaa?: Mwaa;
  gke?: Gke;
}

/** One line for each. */
export function configWarnings(config: Warned, tell: Tell): string[] {
  const { platform, airflowVersion, google, mwaa } = config;
  const warnings: string[] = [];
  if (platform === "mwaa" && airflowVersion !== undefined) warnings.push(...mwaaVersionWarnings(airflowVersion, tell));
  for (const role of google.enabled ? google.roles : [])
    if (role === "roles/owner" || role === "roles/editor" || /\.admin$|Admin$/.test(role))
      warnings.push(
        `airflow:google.roles: ${word(tell("airflow:google.roles", role))} is an administrator's role; every DAG author gets it.`,
      );
  if (google.enabled && (google.poolId !== undefined || google.providerId !== undefined))
    warnings.push(
      "airflow:google: a fixed pool or provider id stays taken for 30 days after destroy; `up` after `destroy` then fails with 409.",
    );
  if (mwaa?.egress === "endpoints" && mwaa.packages.source === "pypi")
    warnings.push(
      "airflow:mwaa.egress endpoints: the environment cannot reach PyPI, so requirements.txt can name only what plugins.zip or the image has (airflow:mwaa.packages.source), and the example DAGs for BigQuery and ECR will not import.",
    );
  if (config.alerts !== undefined && mwaa?.kmsKeyArn?.startsWith("arn:"))
    warnings.push(
      "airflow:alerts: mails of alarms go under the key of airflow:mwaa.kmsKeyArn, and none arrives unless its policy lets cloudwatch.amazonaws.com use it (kms:Decrypt, kms:GenerateDataKey*; docs/operate.md).",
    );
  if (config.alerts !== undefined && config.gke?.metrics === false)
    warnings.push(
      "airflow:alerts: without airflow:gke.metrics nobody is told of failed tasks, broken DAG files or a standing queue.",
    );
  if (mwaa !== undefined) warnings.push(...webserverWarnings(mwaa, airflowVersion ?? defaultVersion("mwaa")));
  return config.gke === undefined ? warnings : [...warnings, ...gkeWarnings(config.gke, config.access, tell)];
}

/** Keys without a place for a secret: what they hold is in names, addresses and grants. */
const named =
  /^(airflow:(name|platform|airflowVersion|awake|dags|google|access)|aws:(region|allowedAccountIds)|gcp:(project|region|zone))$/;

/** Encryption hides such a value in the stack file and in messages, and nowhere else. */
export const encryptedNames = (raw: Record<string, string>, isEncrypted: (key: string) => boolean): string[] =>
  Object.keys(raw)
    .filter((key) => named.test(key) && isEncrypted(key))
    .map(
      (key) =>
        `${key} is encrypted in the stack file, and no secret: names and grants in the clouds, the plan and the state show it.`,
    );
