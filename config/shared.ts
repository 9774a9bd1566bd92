/** The keys that both platforms share. */
import { z } from "zod";
import { choiceField, digits, field, flagField, numberField, textField } from "./fields";
import { defaultVersion, homes } from "./versions";

const role = textField(
  /^(roles\/[A-Za-z0-9_.]+|(projects|organizations)\/[a-z0-9-]+\/roles\/[A-Za-z0-9_.]+)$/,
  "a Google role such as roles/bigquery.jobUser, or projects/PROJECT/roles/ID",
  "roles/bigquery.jobUser",
);

/** Pool and provider ids (https://docs.cloud.google.com/iam/docs/reference/rest/v1/projects.locations.workloadIdentityPools/create). */
const poolId = (example: string) =>
  textField(
    /^(?!gcp-)[a-z0-9-]{4,32}$/,
    "4 to 32 of a-z, 0-9 and hyphen, not starting with gcp- (reserved by Google)",
    example,
  );

/** Google: who Airflow is there, and what it may do. */
export const google = z.strictObject({
  /** Whether Airflow gets a Google identity. Default true; GKE stacks always have one. */
  enabled: flagField(true).default(true),
  /** Id of the service account that is made. Default: the stack's `airflow:name`, made to fit. */
  serviceAccountId: textField(
    /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    "6 to 30 of a-z, 0-9 and hyphen, starting with a letter, not ending with a hyphen",
    "sa-aws-mwaa",
  ).optional(),
  /** Email of a service account that exists and is used instead of a new one. */
  existingServiceAccount: textField(
    /^[a-z0-9-]+@[a-z0-9.:-]+\.gserviceaccount\.com$/,
    "the email of a service account, NAME@PROJECT.iam.gserviceaccount.com",
    "airflow@my-project.iam.gserviceaccount.com",
  ).optional(),
  /** Project roles of the service account. Default: what a BigQuery job that writes a table needs, no more. */
  roles: field(z.array(role), "a list of Google roles", '["roles/bigquery.jobUser"]').default([
    "roles/bigquery.jobUser",
    "roles/bigquery.dataEditor",
  ]),
  /** A fixed pool id. Default: the name and a random suffix, because a deleted pool keeps its id for 30 days. */
  poolId: poolId("pl-aws-mwaa").optional(),
  /** A fixed provider id. Default: `aws` and the pool's random suffix. */
  providerId: poolId("pvdr-aws-mwaa").optional(),
  /** Full name of a pool that exists; the provider is made in it. */
  existingPool: textField(
    /^projects\/\d+\/locations\/global\/workloadIdentityPools\/(?!gcp-)[a-z0-9-]{4,32}$/,
    "projects/NUMBER/locations/global/workloadIdentityPools/ID",
    "projects/123456789/locations/global/workloadIdentityPools/pl-aws-mwaa",
  ).optional(),
  /** Whether the program turns on the Google APIs it needs. Default true; false where another team owns them. */
  enableApis: flagField(true).default(true),
});

/** Who is named how in each home. */
function principalByHome(list: boolean) {
  const [arn, mail] = ["arn:aws:iam::444455556666:role/data-team", "user:ada@my-company.com"];
  const of = (example: string, one: string, many: string) =>
    list ? { allowed: `a list of ${many}`, example: JSON.stringify([example]) } : { allowed: one, example };
  return {
    mwaa: of(arn, "the ARN of an IAM role, user or group", "ARNs of IAM roles, users or groups"),
    gke: of(
      mail,
      "user:EMAIL, group:EMAIL, serviceAccount:EMAIL or domain:NAME",
      "user:EMAIL, group:EMAIL, serviceAccount:EMAIL or domain:NAME",
    ),
  };
}

const principal = field(
  z.string().min(3),
  "on mwaa an IAM role, user or group ARN; on gke user:EMAIL, group:EMAIL, serviceAccount:EMAIL or domain:NAME",
  "user:ada@my-company.com",
  { byHome: principalByHome(false) },
);
const principalList = field(
  z.array(principal),
  "a list; on mwaa ARNs of IAM roles, users or groups; on gke user:, group:, serviceAccount: or domain:",
  '["user:ada@my-company.com"]',
  { byHome: principalByHome(true) },
).default([]);

/** Who may do what with Airflow from outside. */
export const access = z.strictObject({
  /** Airflow admins. */
  admins: principalList,
  /** People who may look, not change. */
  viewers: principalList,
  /** Who may start DAG runs from outside through the trigger client. */
  triggerCallers: principalList,
  /** People who may also change connections, variables and pools, but no users: Airflow's role Op. It costs nothing. */
  operators: principalList,
});

/** The most addresses: a Google billing budget tells five channels (https://docs.cloud.google.com/billing/docs/reference/budget/rest/v1/billingAccounts.budgets). */
const mostEmails = 5;
const email = textField(/^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/, "an email address", "oncall@my-company.com");

/** Who is told that something is wrong, and what of (docs/operate.md). Without it there is no alarm. */
export const alerts = z.strictObject({
  /**
   * Addresses that alarms are mailed to. On mwaa AWS asks each once to confirm. Needed with alerts. On mwaa eight alarms watch nine
   * metrics, USD 0.90 a month (an account's first ten are free).
   */
  emails: field(
    z.array(email).min(1).max(mostEmails),
    `a list of 1 to ${mostEmails} email addresses`,
    '["oncall@my-company.com"]',
  ),
  /** Failed tries of tasks within an hour, retries counted, from which on they are told. On gke it needs gke.metrics. Default 3. */
  taskFailures: numberField(1, 100_000, 3, "tries an hour").default(3),
  /** Budget of a month, USD: told when the bill is above it, or is going to be. Free. Default: none. */
  monthlyBudget: numberField(1, 10_000_000, 450, "USD").optional(),
  /**
   * What counts into the budget: the whole AWS account or Google project, or what carries this stack's own tag or label (on mwaa
   * `pulumi-stack` must then be activated as a cost allocation tag). Default account.
   */
  budgetOf: choiceField(["account", "stack"]).default("account"),
  /** Billing account of the Google project. Needed with monthlyBudget on gke; not for mwaa. */
  billingAccount: textField(
    /^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$/,
    "the id of a Google billing account, six digits or letters A to F three times",
    "012345-6789AB-CDEF01",
  ).optional(),
  /** Whether there is a dashboard of what the alarms watch. On mwaa USD 3 a month (an account's first three are free), on gke free. Default false. */
  dashboard: flagField(true).default(false),
});

const folder = z.string().regex(/^(?!\/|[a-z0-9]+:|[A-Za-z]:\\)\S+$/);
const git = z.strictObject({
  repo: z.string().regex(/^(https:\/\/[^\s@]+|ssh:\/\/([^\s:@]+@)?[^\s@]+|git@\S+)$/),
  ref: z.string().min(1).default("main"),
  path: z.string().default(""),
});

/** Keys in the `airflow` namespace of either platform. */
export const shared = {
  /** Which home Airflow gets. */
  platform: choiceField(homes),
  /** Names what the cloud wants a known name for. Default: `airflow-STACK`. */
  name: textField(
    /^[a-z][a-z0-9-]{0,30}[a-z0-9]$/,
    "2 to 32 of a-z, 0-9 and hyphen, starting with a letter, not ending with a hyphen",
    "airflow-dev",
  ),
  /** Airflow's version. Default: the one that is named here for the platform. */
  airflowVersion: textField(
    /^\d+\.\d+\.\d+$/,
    `a version such as ${defaultVersion("mwaa")} (default on mwaa) or ${defaultVersion("gke")} (default on gke)`,
    defaultVersion("mwaa"),
  ).optional(),
  /** false puts the stack to sleep. Default true. */
  awake: flagField(true).default(true),
  /** Where DAGs come from: a folder of this project or beside it (`../dags`), `external` (`dags push` or your CI uploads them), or a git repository (gke). */
  dags: field(
    z.union([folder, git]),
    'a folder of the project or beside it, "external", or on gke {"repo": URL, "ref": BRANCH, "path": FOLDER}',
    "airflow/dags",
  ).default("airflow/dags"),
  google: google.prefault({}),
  access: access.prefault({}),
  /** true: what holds data or takes half an hour to make is neither deleted nor replaced ([upgrades](upgrades.md)). Default false, so that a first try is taken down by `pulumi destroy`. */
  protection: flagField(false).default(false),
  alerts: alerts.optional(),
};

/** ECR repositories that tasks may pull from. */
export const ecrRepositories = field(
  z.array(
    textField(
      /^((?!\d{12}\.dkr)[a-z0-9][a-z0-9._/-]+|arn:aws[a-z-]*:ecr:[a-z0-9-]+:\d{12}:repository\/[a-z0-9._/*-]+)$/,
      "a repository's name or ARN, not an image's URI",
      "my-image",
      {
        near: (value) =>
          /^\d{12}\.dkr[.-]ecr[^/]*\/([a-z0-9._/-]+?)([:@].*)?$/.exec(String(value))?.[1] ??
          /^([a-z0-9][a-z0-9._/-]*):[\w.-]+$/.exec(String(value))?.[1],
      },
    ),
  ),
  "a list of repository names or ARNs",
  '["my-image"]',
).default([]);

/** Managed policies of AWS that tasks' role gets. */
export const policyArns = field(
  z.array(
    textField(
      /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/,
      "the ARN of a managed policy",
      "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
    ),
  ),
  "a list of managed policy ARNs",
  '["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"]',
).default([]);

/**
 * Tags of AWS: what every service takes (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules). An
 * environment takes 50, and Name and the two marks of the stack are among them.
 */
export const awsTags = field(
  z
    .record(
      z.string().regex(/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu),
      // `pulumi config set --path` makes numbers and flags of what looks like such.
      z
        .union([z.string(), z.number(), z.boolean()])
        .transform(String)
        .refine((value) => /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value)),
    )
    .refine((tags) => Object.keys(tags).length <= 47),
  "up to 47 tags, KEY to VALUE: letters, digits, spaces and _ . : / = + - @, at most 128 and 256, no key that starts with aws:",
  '{"cost-center":"4711"}',
).default({});

/** Policy that every role is bounded by. */
export const permissionsBoundary = textField(
  /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/,
  "the ARN of a managed policy",
  "arn:aws:iam::444455556666:policy/boundary",
);

/** A path of IAM (https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html). */
export const iamPath = textField(
  /^(?=.{1,512}$)\/([\w+=,.@-]+\/)*$/,
  "a path that starts and ends with a slash, at most 512",
  "/airflow/",
);

/** A Google Cloud project id (https://docs.cloud.google.com/resource-manager/docs/creating-managing-projects). */
export const gcpProject = textField(
  /^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
  "a Google Cloud project id (6 to 30 of a-z, 0-9 and hyphen; not the project's number or display name)",
  "my-project",
);

/** A Google Cloud region. */
export const gcpRegion = textField(/^[a-z]+-[a-z]+\d+$/, "a Google Cloud region such as us-central1", "us-central1");

/** An AWS region of any partition. */
export const awsRegion = textField(/^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region such as us-east-1", "us-east-1");

/** The AWS account of the stack; the provider itself refuses to work in any other. */
export const awsAccounts = field(
  z.array(digits(12)).length(1),
  "a list with the one account id this stack may touch, 12 digits in quotes",
  '["444455556666"]',
);

export type Google = z.output<typeof google>;
export type AccessLists = z.output<typeof access>;
export type Alerts = z.output<typeof alerts>;
/** Before defaults. */
export type AlertsArgs = z.input<typeof alerts>;
export type GoogleArgs = z.input<typeof google>;
export type AccessListsArgs = z.input<typeof access>;
export type GitDags = z.output<typeof git>;
/** `external`, a folder of this project, or a git repository. */
export type Dags = string | GitDags;
