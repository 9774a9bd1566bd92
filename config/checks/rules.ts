/** The machinery of rules across keys, and the rules that both platforms share. */

import type { Survey } from "../../components/shared/upload/survey";
import type { AccessLists, Alerts, Dags, Google } from "../shared";
import type { UploadConfig } from "../uploads/folders";
import type { Home } from "../versions";
import { conflict, missing, type Problem, wrongValue } from "../words/messages";

/** What rules look at: the config after defaults. */
export interface Draft {
  airflow: {
    platform: Home;
    name: string;
    awake: boolean;
    airflowVersion?: string;
    dags: Dags;
    google: Google;
    access: AccessLists;
    alerts?: Alerts;
  };
  aws: { region?: string; allowedAccountIds?: string[] };
  gcp: { project?: string; region?: string };
}

/** What rules ask of the machine: whether a folder is there, and what of the project would go up. */
export interface Surroundings {
  folderExists(path: string): boolean;
  uploads(config: UploadConfig): Survey[];
  /** A file of the project's airflow folder, or an empty text. */
  userText(path: string): string;
}

/** A rule across keys. */
export interface ConfigRule<T extends Draft> {
  /** The keys it looks at, as in `airflow:mwaa.egress`. */
  keys: string[];
  problems(draft: T, around: Surroundings): Problem[];
}

/** Whether two keys are the same or one is below the other. */
export const related = (one: string, other: string): boolean =>
  [
    [one, other],
    [other, one],
  ].some(
    ([above, below]) =>
      below === above ||
      (/^[.[]/.test((below as string).slice((above as string).length)) &&
        (below as string).startsWith(above as string)),
  );

/**
 * What the rules find. A rule that looks at a key which must be there and is wrong is left out: it could only guess. Of
 * the others, only what they find in every draft is real: one draft lacks what is wrong, one has an example in its place.
 *
 * @param broken keys that are told already, or encrypted: nothing more is said of them
 * @param needed of them those whose value had to be made up
 */
export function ruleProblems<T extends Draft>(
  rules: ConfigRule<T>[],
  drafts: T[],
  broken: string[],
  needed: string[],
  around: Surroundings,
): Problem[] {
  return rules
    .filter((rule) => !rule.keys.some((key) => needed.includes(key)))
    .flatMap((rule) => {
      const [first = [], ...more] = drafts.map((draft) => rule.problems(draft, around));
      return first.filter(({ path }) => more.every((others) => others.some((other) => other.path === path)));
    })
    .filter(({ path }) => !broken.some((key) => related(key, path)));
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

const budget: ConfigRule<Draft> = {
  keys: ["airflow:platform", "airflow:alerts"],
  problems: ({ airflow: { platform, alerts } }) => [
    ...when(platform === "gke" && alerts?.monthlyBudget !== undefined && alerts.billingAccount === undefined, () =>
      missing(
        "airflow:alerts.billingAccount",
        "the id of the project's Google billing account, which a budget belongs to",
        "012345-6789AB-CDEF01",
      ),
    ),
    ...when(platform === "mwaa" && alerts?.billingAccount !== undefined, () =>
      conflict(
        "airflow:alerts.billingAccount",
        alerts?.billingAccount,
        "the bill of an mwaa stack is AWS's",
        "pulumi config rm --path 'airflow:alerts.billingAccount'",
      ),
    ),
  ],
};

/** Rules of every stack, besides those of what goes up. */
export const sharedRules: ConfigRule<Draft>[] = [serviceAccountRules, dagFolder, project, budget];
