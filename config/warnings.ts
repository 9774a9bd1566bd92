/** What the config may say, and a careful colleague would ask about. */

import type { Gke } from "./gke/keys";
import { gkeWarnings } from "./gke/warnings";
import type { Mwaa } from "./mwaa/keys";
import { webserverWarnings } from "./mwaa/warnings";
import type { AccessLists, Google } from "./shared";
import { defaultVersion, type Home, mwaaVersionWarnings } from "./versions";

interface Warned {
  platform: Home;
  airflowVersion?: string;
  google: Google;
  access: AccessLists;
  mwaa?: Mwaa;
  gke?: Gke;
}

/** One line for each. */
export function configWarnings(config: Warned): string[] {
  const { platform, airflowVersion, google, mwaa } = config;
  const warnings: string[] = [];
  if (platform === "mwaa" && airflowVersion !== undefined) warnings.push(...mwaaVersionWarnings(airflowVersion));
  for (const role of google.enabled ? google.roles : [])
    if (role === "roles/owner" || role === "roles/editor" || /\.admin$|Admin$/.test(role))
      warnings.push(`airflow:google.roles: ${role} is an administrator's role; every DAG author gets it.`);
  if (google.enabled && (google.poolId !== undefined || google.providerId !== undefined))
    warnings.push(
      "airflow:google: a fixed pool or provider id stays taken for 30 days after destroy; `up` after `destroy` then fails with 409.",
    );
  if (mwaa?.egress === "endpoints")
    warnings.push(
      "airflow:mwaa.egress endpoints: the environment cannot reach PyPI, so requirements.txt can name only what plugins.zip or the image has, and the example DAGs for BigQuery and ECR will not import.",
    );
  if (mwaa !== undefined) warnings.push(...webserverWarnings(mwaa, airflowVersion ?? defaultVersion("mwaa")));
  return config.gke === undefined ? warnings : [...warnings, ...gkeWarnings(config.gke, config.access)];
}
