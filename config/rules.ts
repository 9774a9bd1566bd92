/** The machinery of rules across keys, and the rules that both platforms share. */

import type { Survey } from "../components/shared/upload/survey";
import { conflict, missing, type Problem, wrongValue } from "./messages";
import type { AccessLists, Dags, Google } from "./shared";
import type { UploadConfig } from "./uploads";
import type { Home } from "./versions";

/** What rules look at: the config after defaults. */
export interface Draft {
  airflow: {
    platform: Home;
    name: string;
    airflowVersion?: string;
    dags: Dags;
    google: Google;
    access: AccessLists;
  };
  aws: { region?: string; allowedAccountIds?: string[] };
  gcp: { project?: string; region?: string };
}

/** What rules ask of the machine: whether a folder is there, and what of the project would go up. */
export interface Surroundings {
  folderExists(path: string): boolean;
  uploads(config: UploadConfig): Survey[];
}

/** A rule across keys. It is left out when one of its keys is already known to be wrong. */
export interface ConfigRule<T extends Draft> {
  /** Paths as in `airflow:mwaa.egress`; a key under one of them counts too. */
  keys: string[];
  problems(draft: T, around: Surroundings): Problem[];
}

/** Runs the rules whose keys are sound. */
export function ruleProblems<T extends Draft>(
  rules: ConfigRule<T>[],
  draft: T,
  broken: string[],
  around: Surroundings,
): Problem[] {
  const touches = (key: string) =>
    broken.some((path) => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`));
  return rules.filter((rule) => !rule.keys.some(touches)).flatMap((rule) => rule.problems(draft, around));
}

/** A problem, or none: keeps rules free of if-blocks. */
export const when = (bad: boolean, problem: () => Problem): Problem[] => (bad ? [problem()] : []);

const serviceAccountRules: ConfigRule<Draft> = {
  keys: ["airflow:google"],
  problems: ({ airflow: { google } }) => [
    ...when(google.existingServiceAccount !== undefined && google.serviceAccountId !== undefined, () =>
      conflict(
        "airflow:google.serviceAccountId",
        google.serviceAccountId,
        "airflow:google.existingServiceAccount is set too, and only one account is used",
        "pulumi config rm --path 'airflow:google.serviceAccountId'",
      ),
    ),
    ...when(google.existingPool !== undefined && google.poolId !== undefined, () =>
      conflict(
        "airflow:google.poolId",
        google.poolId,
        "airflow:google.existingPool is set too, and only one pool is used",
        "pulumi config rm --path 'airflow:google.poolId'",
      ),
    ),
  ],
};

const dagFolder: ConfigRule<Draft> = {
  keys: ["airflow:dags"],
  problems: ({ airflow: { dags } }, around) =>
    when(typeof dags === "string" && dags !== "external" && !around.folderExists(dags), () =>
      wrongValue(
        "airflow:dags",
        dags,
        'a folder that exists in the project or beside it, or "external"',
        "airflow/dags",
      ),
    ),
};

const project: ConfigRule<Draft> = {
  keys: ["airflow:platform", "airflow:google", "gcp:project"],
  problems: ({ airflow, gcp }) =>
    when(gcp.project === undefined && (airflow.platform === "gke" || airflow.google.enabled), () =>
      missing("gcp:project", "a Google Cloud project id", "my-project"),
    ),
};

/** Rules of every stack, besides those of what goes up. */
export const sharedRules: ConfigRule<Draft>[] = [serviceAccountRules, dagFolder, project];
