/** What to do about an environment, from what is wanted, what the state has and what AWS says. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { LiveEnvironment } from "./api";
import type { Before, Settings } from "./before";
import { majorOf } from "./versions";

/** Settings that UpdateEnvironment takes and the provider sends only where they differ from the state. */
export const updatable = [
  "airflowConfigurationOptions",
  "airflowVersion",
  "dagS3Path",
  "environmentClass",
  "executionRoleArn",
  "loggingConfiguration",
  "maxWebservers",
  "maxWorkers",
  "minWebservers",
  "minWorkers",
  "networkConfiguration",
  "pluginsS3ObjectVersion",
  "pluginsS3Path",
  "requirementsS3ObjectVersion",
  "requirementsS3Path",
  "schedulers",
  "sourceBucketArn",
  "startupScriptS3ObjectVersion",
  "startupScriptS3Path",
  "webserverAccessMode",
  "weeklyMaintenanceWindowStart",
] as const;

const pascal = (key: string): string => `${key.charAt(0).toUpperCase()}${key.slice(1)}`;

/** Structures in AWS's spelling; the options are the user's own keys. */
function inAwsNames(key: string, value: unknown): unknown {
  if (key === "airflowConfigurationOptions" || typeof value !== "object" || value === null || Array.isArray(value))
    return value;
  const entries = Object.entries(value).filter(([inner]) => !(key === "networkConfiguration" && inner === "subnetIds"));
  return Object.fromEntries(entries.map(([inner, part]) => [pascal(inner), inAwsNames(inner, part)]));
}

/** Whether what is there has all that is wanted: a cloud adds fields of its own, and orders sets as it likes. */
function has(there: unknown, wanted: unknown, whole = false): boolean {
  if (wanted === undefined) return true;
  if (Array.isArray(wanted)) return Array.isArray(there) && isDeepStrictEqual([...there].sort(), [...wanted].sort());
  if (typeof wanted !== "object" || wanted === null) return there === wanted;
  if (typeof there !== "object" || there === null) return false;
  if (whole && Object.keys(there).length !== Object.keys(wanted).length) return false;
  return Object.entries(wanted).every(([key, part]) => has((there as Settings)[key], part));
}

const isOptions = (key: string): boolean => key === "airflowConfigurationOptions";
const awsHas = (aws: LiveEnvironment, key: string, wanted: unknown): boolean =>
  has(aws[pascal(key)], inAwsNames(key, wanted), isOptions(key));

/** Settings that the provider would send: those in which the state differs from what is wanted. */
export const toSend = (state: Settings, wanted: Settings): string[] =>
  updatable.filter((key) => !has(state[key], wanted[key], isOptions(key)));

/** A setting as a preview shows it: what AWS has already is not sent, so the state's value stays. */
export function foreseen({ state, aws }: Before, key: string, wanted: unknown): unknown {
  if (state === undefined || !("found" in aws)) return wanted;
  // Another major version is not the provider's to change: it would make a new environment.
  if (key === "airflowVersion" && isOtherMajor(state, wanted)) return state[key];
  return awsHas(aws.found, key, wanted) ? state[key] : wanted;
}

const isOtherMajor = (state: Settings, wanted: unknown): boolean =>
  typeof state.airflowVersion === "string" &&
  typeof wanted === "string" &&
  majorOf(state.airflowVersion) !== majorOf(wanted);

/** What the program does before the provider has its turn. */
export interface Decision {
  /** The provider sends a strategy only where it differs from the last update's: undefined leaves it out. */
  strategy: string | undefined;
  /** What the program itself sends, by AWS's names; undefined where the provider does all. */
  send: Record<string, unknown> | undefined;
  /** Settings that AWS has already, for which the provider is given what the state has. */
  settled: string[];
  /** What to tell the user. */
  say: string | undefined;
}

const graceful = "GRACEFUL";

/**
 * The provider sends `workerReplacementStrategy` only if it is not the last update's, and no setting that the state has, also
 * where MWAA undid it (terraform-provider-aws, internal/service/mwaa/environment.go). In those two cases the program sends.
 *
 * @param wanted settings by the provider's names
 */
export function decide({ state, aws }: Before, wanted: Settings, replacement: string): Decision {
  const nothing = { send: undefined, settled: [], say: undefined };
  if (state === undefined || isReplaced(state, wanted)) return { ...nothing, strategy: replacement };
  const last = (state.workerReplacementStrategy as string) || undefined;
  const changes = toSend(state, wanted);
  const found = "found" in aws ? aws.found : undefined;
  const settled = found === undefined ? [] : changes.filter((key) => awsHas(found, key, wanted[key]));
  const rest = changes.filter((key) => !settled.includes(key));
  const lost =
    found === undefined || !undone(found)
      ? []
      : updatable.filter((key) => !changes.includes(key) && !awsHas(found, key, wanted[key]));
  const unheard = rest.length > 0 && replacement === graceful && last === graceful;
  // What AWS runs counts: the state may be behind it.
  const runs = found?.AirflowVersion;
  const jump = typeof runs === "string" && isOtherMajor({ airflowVersion: runs }, wanted.airflowVersion);
  if (found !== undefined && (lost.length > 0 || unheard || jump)) {
    const keys = [...new Set([...rest, ...lost, ...(jump ? ["airflowVersion"] : [])])];
    const send = Object.fromEntries(keys.map((key) => [pascal(key), inAwsNames(key, wanted[key])]));
    return {
      strategy: last,
      send: { ...send, WorkerReplacementStrategy: replacement },
      settled: changes,
      say:
        lost.length > 0
          ? `MWAA undid the last update (${reasonOf(found)}); sending again: ${keys.join(", ")}.`
          : `${jump ? `Changing Airflow ${runs} to ${wanted.airflowVersion} in place, with its run history; s` : "S"}ending ${keys.join(", ")} with ${replacement}: running tasks ${replacement === graceful ? "finish first, which may take 12 hours" : "are stopped"}. The stack's state sees it at the next \`pulumi refresh\`.`,
    };
  }
  return {
    strategy: rest.length > 0 ? replacement : last,
    send: undefined,
    settled,
    say: unheard
      ? "This update stops running tasks: the provider cannot ask for GRACEFUL twice in a row, and the program, which could, gets no answer from MWAA."
      : undefined,
  };
}

/** Whether the provider makes a new environment: other subnets, another key. */
function isReplaced(state: Settings, wanted: Settings): boolean {
  const subnets = (settings: Settings) => (settings.networkConfiguration as Settings | undefined)?.subnetIds;
  return (state.kmsKey || undefined) !== (wanted.kmsKey || undefined) || !has(subnets(state), subnets(wanted));
}

const undone = ({ Status, LastUpdate }: LiveEnvironment): boolean =>
  Status === "UPDATE_FAILED" || LastUpdate?.Status === "FAILED";

/** AWS's reason for a failure. */
export const reasonOf = ({ Status, LastUpdate }: LiveEnvironment): string =>
  [LastUpdate?.Error?.ErrorCode, LastUpdate?.Error?.ErrorMessage].filter(Boolean).join(": ") || Status;

/**
 * A value that changes only where MWAA has given up on making the environment: the engine then makes it anew. With null
 * the engine does nothing, so an answer that does not come changes nothing.
 */
export function remakeTrigger({ state, aws }: Before): string | null {
  if ("found" in aws && aws.found.Status === "CREATE_FAILED") return `failed ${aws.found.CreatedAt ?? ""}`;
  return state === undefined && !("found" in aws) ? "new" : null;
}
