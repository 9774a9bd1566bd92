/** What the project knows of Airflow's versions: `airflow/versions.json`, which the Python tests read too. */
import rows from "../airflow/versions.json";
import { type Tell, word } from "./words/tell";

/** Where Airflow can run; `airflow:platform` names one, and the keys of each stand under its name. */
export const homes = ["mwaa", "gke"] as const;
export type Home = (typeof homes)[number];

/** One row of the file. A version without a row may be chosen all the same. */
export interface AirflowVersion {
  version: string;
  /** Python of Amazon's image; only where Amazon publishes one (https://github.com/aws/amazon-mwaa-docker-images). */
  python?: string;
  /** The packages that Amazon's image fixes, a file under `airflow/`. */
  constraints?: string;
  /** Homes that are known to create it. */
  confirmedOn: string[];
  /** Homes that take it where `airflow:airflowVersion` is not set. */
  defaultOn: string[];
  /**
   * What `npm test` runs in it, in the environment of `airflow/tests/requirements/airflow-VERSION.txt`: `inside` (DAGs and
   * plugins), `login` (IAP's login), `trigger` (the server that the trigger client is tried on; one of Airflow 2, one of 3).
   */
  tests: string[];
  /** What does not work with Google: the version is refused on MWAA where `airflow:google` is on. */
  googleFault?: string;
}

export const airflowVersions: readonly AirflowVersion[] = rows;

/** The version of a home whose config names none. */
export function defaultVersion(home: Home): string {
  const row = airflowVersions.find(({ defaultOn }) => defaultOn.includes(home));
  if (row === undefined) throw new Error(`airflow/versions.json has no default for ${home}`);
  return row.version;
}

/** Lines for a version that MWAA may refuse. */
export function mwaaVersionWarnings(version: string, tell: Tell): string[] {
  const confirmed = airflowVersions.filter(({ confirmedOn }) => confirmedOn.includes("mwaa"));
  if (confirmed.some((one) => one.version === version)) return [];
  const key = `airflow:airflowVersion ${word(tell("airflow:airflowVersion", version))}`;
  return [
    `${key}: not confirmed that MWAA can create it; confirmed are ${confirmed.map((one) => one.version).join(", ")}.`,
  ];
}
