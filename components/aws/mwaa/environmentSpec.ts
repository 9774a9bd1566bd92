/** What config says about the environment, as the provider takes it. Pure. */
import type { mwaa as types } from "@pulumi/aws/types/input";
import type { Logging, Mwaa } from "../../../config";
import { forcedRegions } from "../../../config/places/regions";
import { secretsManagerPrefix } from "../iam/policies";

/** Counts of an environment, each said: what is left out keeps the old class's value when the class changes. */
export interface Counts {
  minWorkers: number;
  maxWorkers: number;
  schedulers: number;
  minWebservers: number;
  maxWebservers: number;
}

/** Counts with the defaults of the class: micro is one container of everything. */
export function countsOf(
  mwaa: Pick<Mwaa, "environmentClass" | "minWorkers" | "maxWorkers" | "schedulers" | "minWebservers" | "maxWebservers">,
): Counts {
  if (mwaa.environmentClass === "mw1.micro")
    return { minWorkers: 1, maxWorkers: 1, schedulers: 1, minWebservers: 1, maxWebservers: 1 };
  const minWebservers = mwaa.minWebservers ?? 2;
  return {
    minWorkers: mwaa.minWorkers ?? 1,
    // Config refuses more than these at least.
    maxWorkers: mwaa.maxWorkers ?? 5,
    schedulers: mwaa.schedulers ?? 2,
    minWebservers,
    maxWebservers: mwaa.maxWebservers ?? minWebservers,
  };
}

/** `OFF` keeps the level of AWS's default, so that turning a log on and off is one change. */
function moduleLog(level: Logging["task"]) {
  return level === "OFF" ? { enabled: false, logLevel: "WARNING" } : { enabled: true, logLevel: level };
}

export const loggingOf = (logging: Logging): types.EnvironmentLoggingConfiguration => ({
  dagProcessingLogs: moduleLog(logging.dagProcessing),
  schedulerLogs: moduleLog(logging.scheduler),
  taskLogs: moduleLog(logging.task),
  webserverLogs: moduleLog(logging.webserver),
  workerLogs: moduleLog(logging.worker),
});

/**
 * Airflow options: connections and variables live in Secrets Manager and so survive sleep; config wins over ours. The pattern is
 * MWAA's own, which arguments of one's own replace: without it every AWS hook asks for `aws_default`
 * (aws/amazon-mwaa-docker-images, `mwaa/config/airflow.py`).
 */
export const airflowOptionsOf = (environment: string, options: Record<string, string>): Record<string, string> => ({
  "secrets.backend": "airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend",
  "secrets.backend_kwargs": JSON.stringify({
    connections_prefix: `${secretsManagerPrefix(environment)}/connections`,
    connections_lookup_pattern: "^(?!aws_default$).*$",
    variables_prefix: `${secretsManagerPrefix(environment)}/variables`,
    config_prefix: null,
  }),
  ...options,
});

/** How workers are replaced: as config says, else gracefully where the region can. */
export const workerReplacementOf = (given: Mwaa["workerReplacement"], region: string): "GRACEFUL" | "FORCED" =>
  given ?? (forcedRegions.includes(region) ? "FORCED" : "GRACEFUL");

/**
 * How long is waited. Creations of two hours were seen, and the provider gives up at that; a graceful update waits for running
 * tasks, 12 h at most.
 */
export const timeoutsOf = (replacement: "GRACEFUL" | "FORCED") => ({
  create: "150m",
  update: replacement === "GRACEFUL" ? "13h" : "90m",
  delete: "90m",
});
