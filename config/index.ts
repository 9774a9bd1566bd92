/** Stack config -> one checked value. Reads no cloud, loads no Pulumi, and tells all problems together. */
import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { z } from "zod";
import { userText } from "../components/shared/airflowFolder";
import { dataAtRisk, type PriorResource } from "./checks/keptData";
import { byNamespace, type ConfigTree } from "./checks/namespaces";
import { placeholders } from "./checks/placeholders";
import { type ConfigRule, type Draft, ruleProblems, type Surroundings, sharedRules } from "./checks/rules";
import { configWarnings, encryptedNames } from "./checks/warnings";
import { gke } from "./gke/keys";
import { gkeRules } from "./gke/rules";
import { tagWarnings } from "./mwaa/companyRules";
import { requirementWarnings } from "./mwaa/fileRules";
import { mwaa } from "./mwaa/keys";
import { packageWarnings } from "./mwaa/packageRules";
import { mwaaRules } from "./mwaa/rules";
import type { RawConfig, Settings } from "./settings";
import { awsAccounts, awsRegion, gcpProject, gcpRegion, shared } from "./shared";
import { uploadsOf, uploadWarnings } from "./uploads/folders";
import { uploadRules } from "./uploads/rules";
import { defaultVersion, homes } from "./versions";
import { ConfigError, otherPlatform, type Problem } from "./words/messages";
import { schemaProblems, unknownPaths } from "./words/schemaProblems";
import { type Tell, teller } from "./words/tell";

export type { ConfigTree } from "./checks/namespaces";
export type { Gke } from "./gke/keys";
export type { Logging, Mwaa, MwaaNetwork } from "./mwaa/keys";
export type { GkeSettings, MwaaSettings, RawConfig, Settings } from "./settings";
export type { AccessLists, AccessListsArgs, Alerts, AlertsArgs, Dags, GitDags, Google, GoogleArgs } from "./shared";
export { ConfigError } from "./words/messages";

const airflow = {
  mwaa: z.strictObject({ ...shared, mwaa: mwaa.prefault({}) }),
  gke: z.strictObject({ ...shared, gke }),
};
const gcp = { project: gcpProject, region: gcpRegion };
const aws = { region: awsRegion, allowedAccountIds: awsAccounts };

/** Schemas by home. Providers have more keys than the program reads (aws:profile, gcp:zone …): those pass. */
export const schemas = {
  mwaa: z.object({
    airflow: airflow.mwaa,
    aws: z.looseObject(aws),
    gcp: z.looseObject({ project: gcp.project.optional(), region: gcp.region.optional() }),
  }),
  gke: z.object({
    airflow: airflow.gke,
    aws: z.looseObject({ region: aws.region.optional(), allowedAccountIds: aws.allowedAccountIds.optional() }),
    gcp: z.looseObject(gcp),
  }),
};
// Without a platform, the keys that both have can be checked all the same.
const platformOnly = z.object({ airflow: z.looseObject(shared) });

/** Whether a top-level key, such as `airflow:mwaa`, has something encrypted in it. */
export type IsEncrypted = (key: string) => boolean;
const nothing: IsEncrypted = () => false;

interface Checking extends Surroundings {
  tell: Tell;
  /** What is wrong with the keys themselves. */
  misplaced?: Problem[];
  /** Names of environments (Pulumi ESC) that hold config too and are not read here. */
  elsewhere?: string | undefined;
}

const files: Surroundings = {
  folderExists: (path) => !isAbsolute(path) && existsSync(join(__dirname, "..", path)),
  uploads: uploadsOf,
  userText: (path) => userText(path, join(__dirname, "..")),
};

function checked<S extends z.ZodType, D extends Draft>(
  schema: S,
  tree: ConfigTree,
  rules: ConfigRule<D>[],
  { tell, misplaced = [], elsewhere, ...around }: Checking,
): z.output<S> {
  const foreign = foreignParts(tree);
  const result = schemaProblems(schema, tree);
  // What is not in the files may be in an environment that is not read here.
  const problems = result.problems.filter(({ absent, path }) => !(absent && elsewhere && path !== "airflow:platform"));
  const secret = unknownPaths(tree);
  const broken = [...result.problems.map((problem) => problem.path), ...secret];
  const needed = [...neededKeys.filter((key) => broken.includes(key)), ...(elsewhere ? neededKeys : [])];
  const across = ruleProblems(rules, result.drafts as unknown as D[], broken, needed, around);
  const all = [...misplaced, ...foreign, ...problems, ...across.filter(({ absent }) => !(absent && elsewhere))];
  if (all.length > 0) throw new ConfigError(all, tell);
  return result.drafts[0] as z.output<S>;
}

/** Keys that have no default, or on which all turns: where one is wrong, rules that look at it would guess. */
const neededKeys = [
  "aws:region",
  "aws:allowedAccountIds",
  "gcp:region",
  "gcp:project",
  "airflow:gke.domain",
  "airflow:mwaa.environmentClass",
];

/** Removes the parts of other homes from the tree, and tells of them. */
function foreignParts({ airflow }: ConfigTree): Problem[] {
  const chosen = homes.find((home) => home === airflow.platform);
  if (chosen === undefined) return [];
  const others = homes.filter((home) => home !== chosen && home in airflow);
  for (const home of others) delete airflow[home];
  return others.map((home) => otherPlatform(home, chosen));
}

/**
 * Checks a stack's config.
 *
 * @param raw what the engine or the plan read
 * @param stack name of the stack; the default of `airflow:name` is made from it
 * @param isEncrypted whether a top-level key has something encrypted in it: no message tells a value from below such a key
 * @param more what else is known of the machine, and environments that hold config too and are not read here
 * @throws ConfigError with every problem found
 */
export function parseStackConfig(
  raw: RawConfig,
  stack: string,
  isEncrypted: IsEncrypted = nothing,
  more: Partial<Surroundings> & { elsewhere?: string | undefined } = {},
): Settings {
  const { tree, problems: misplaced } = byNamespace(raw);
  const around = { ...files, ...more, tell: teller(isEncrypted), misplaced };
  const fitted = `airflow-${stack.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`.slice(0, 32).replace(/-+$/, "");
  tree.airflow.name ??= fitted;
  const settings = checkedSettings(tree, around);
  const unread =
    more.elsewhere === undefined
      ? []
      : [`environment ${more.elsewhere}: it is not read here, so a key that only it has counts as an example.`];
  return { ...settings, warnings: [...encryptedNames(raw, isEncrypted), ...unread, ...settings.warnings] };
}

/**
 * Checks a config by namespace, whoever wrote it.
 *
 * @throws ConfigError with every problem found
 */
export function checkedSettings(tree: ConfigTree, around: Checking = { ...files, tell: teller(nothing) }): Settings {
  const { platform } = tree.airflow;
  if (platform === "mwaa") {
    const { airflow, aws, gcp } = checked(schemas.mwaa, tree, [...sharedRules, ...uploadRules, ...mwaaRules], around);
    return {
      ...airflow,
      platform,
      dags: airflow.dags as string,
      airflowVersion: airflow.airflowVersion ?? defaultVersion("mwaa"),
      aws: { region: aws.region, accountId: aws.allowedAccountIds[0] as string },
      gcpProject: airflow.google.enabled ? gcp.project : undefined,
      warnings: [
        ...configWarnings(airflow, around.tell),
        ...requirementWarnings(around.userText("requirements.txt")),
        ...packageWarnings({ ...airflow, platform }, around),
        ...tagWarnings(airflow.mwaa.tags, aws),
        ...uploadWarnings(around.uploads({ ...airflow, platform })),
      ],
    };
  }
  if (platform !== "gke") {
    // Only to throw: what the platform would be is not known, so nothing more can be told.
    checked(platformOnly, tree, [], around);
    throw new Error("a platform that the schema takes and the program does not");
  }
  const {
    airflow: draft,
    gcp: google,
    aws,
  } = checked(schemas.gke, tree, [...sharedRules, ...uploadRules, ...gkeRules], around);
  return {
    ...draft,
    platform,
    airflowVersion: draft.airflowVersion ?? defaultVersion("gke"),
    gcpProject: google.project,
    gcpRegion: google.region,
    aws: draft.gke.aws && { region: aws.region as string, accountId: aws.allowedAccountIds?.[0] as string },
    warnings: [...configWarnings(draft, around.tell), ...uploadWarnings(around.uploads({ ...draft, platform }))],
  };
}

/** Refuses the placeholder accounts of the ready stacks: they can be planned, never deployed. */
export function refusePlaceholders(settings: Settings, isEncrypted: IsEncrypted = nothing): void {
  const problems = placeholders(settings);
  if (problems.length > 0) throw new ConfigError(problems, teller(isEncrypted));
}

/** Refuses a change that would delete what holds data, before anything is done. */
export function refuseDataLoss(
  settings: Settings,
  prior: readonly PriorResource[],
  isEncrypted: IsEncrypted = nothing,
): void {
  const problems = dataAtRisk(settings, prior);
  if (problems.length > 0) throw new ConfigError(problems, teller(isEncrypted));
}
