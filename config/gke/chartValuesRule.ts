/** Rules of `airflow:gke.values`: what the chart does not know, and what the program decides itself. */

import { type ConfigRule, when } from "../checks/rules";
import { defaultVersion } from "../versions";
import { conflict, type Problem, removeCommand, unknownKey } from "../words/messages";
import { valueAt } from "../words/schemaProblems";
import { unseen } from "../words/tell";
import { chartKeys } from "./chartKeys";
import { type GkeDraft, gkeKey } from "./draft";
import { knownChartVersion } from "./keys";

const valuesKey = gkeKey("values");

/** Values that another key of the config decides, or that would break what the program builds around the chart. */
const decided: [path: string, why: string, fix: string][] = [
  ["executor", "airflow:gke.executor decides it", "pulumi config set --path 'airflow:gke.executor' CeleryExecutor"],
  [
    "airflowVersion",
    "airflow:airflowVersion decides it",
    `pulumi config set airflow:airflowVersion ${defaultVersion("gke")}`,
  ],
  ["useStandardNaming", "the web entry finds the pods by standard names", ""],
  ["fullnameOverride", "the web entry finds the pods by standard names", ""],
  ["nameOverride", "the web entry finds the pods by standard names", ""],
  ["ingress", "the web entry is the program's own load balancer", ""],
  ["postgresql", "airflow:gke.database decides it", "pulumi config set --path 'airflow:gke.database.kind' cloudSql"],
  ["migrateDatabaseJob", "the program migrates the database by a job of its own", ""],
  ["createUserJob", "people log in through IAP; airflow:access names them", ""],
  ["config.core.auth_manager", "IAP is the one login", ""],
  ["config.core.fernet_key", "the program makes the secrets and keeps them secret", ""],
  ["config.database.sql_alchemy_conn", "the program makes the secrets and keeps them secret", ""],
  // The chart's own sections win over what stands above them (chart 1.22, workersMergeValues).
  ...["resources", "podAnnotations", "extraVolumes", "extraVolumeMounts", "logGroomerSidecar", "persistence"].map(
    (key): [string, string, string] => [
      `workers.${key}`,
      "the chart gives that place up for workers.kubernetes and workers.celery, which win",
      `put it below workers.kubernetes, or below workers.celery with CeleryExecutor`,
    ],
  ),
  ...["fernetKey", "fernetKeySecretName", "apiSecretKey", "apiSecretKeySecretName", "jwtSecret", "jwtSecretName"].map(
    (key): [string, string, string] => [key, "the program makes the secrets and keeps them secret", ""],
  ),
  ["webserverSecretKey", "the program makes the secrets and keeps them secret", ""],
  ["webserverSecretKeySecretName", "the program makes the secrets and keeps them secret", ""],
  ["data", "the program makes the secrets and keeps them secret", ""],
];

/** What comes after the removal: a command, or something to do by hand. */
const after = (fix: string): string => (fix === "" ? "" : fix.startsWith("pulumi ") ? ` && ${fix}` : `, then ${fix}`);

export const chartValuesRule: ConfigRule<GkeDraft> = {
  keys: [valuesKey, "airflow:gke.chartVersion"],
  problems: ({ airflow: { gke } }) => {
    const problems: Problem[] = Object.keys(gke.values)
      .filter((key) => !chartKeys.includes(key) && gke.chartVersion === knownChartVersion)
      .map((key) =>
        unknownKey(
          `${valuesKey}.${key}`,
          chartKeys.map((known) => `${valuesKey}.${known}`),
        ),
      );
    const ours = decided.flatMap(([path, why, fix]) => {
      const value = valueAt(gke.values, path.split("."));
      return when(value !== undefined, () =>
        // The value may be a secret: it is not shown.
        conflict(`${valuesKey}.${path}`, unseen, why, `${removeCommand(`${valuesKey}.${path}`)}${after(fix)}`),
      );
    });
    return [...problems, ...ours];
  },
};
