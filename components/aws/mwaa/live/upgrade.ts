/** What would destroy an environment by surprise: a new major version (an upgrade in place at AWS), a new name. */
import { ConfigError, type MwaaSettings } from "../../../../config";
import { conflict } from "../../../../config/words/messages";
import { teller } from "../../../../config/words/tell";
import { type Before, environmentBefore } from "./before";

const key = "airflow:airflowVersion";
const major = (version: unknown): number => Number(String(version).split(".")[0]);

/**
 * Refuses what would lose the run history (terraform-provider-aws, internal/service/mwaa/environment.go, CustomizeDiff), and
 * what AWS does not do: going back.
 *
 * @throws ConfigError
 */
export function refuseOtherMajor({ state, aws }: Before, name: string, wanted: string): void {
  const versions = [state?.airflowVersion, "found" in aws ? aws.found.AirflowVersion : undefined];
  const other = versions.find((version) => typeof version === "string" && major(version) !== major(wanted));
  if (typeof other !== "string") return;
  const why =
    major(other) < major(wanted)
      ? `the environment ${name} runs ${other}, and the provider would destroy it and its run history to make a new one`
      : `the environment ${name} runs ${other}, and MWAA does not go back to an older version`;
  const upgrade =
    major(other) < major(wanted)
      ? `; to upgrade in place, test your DAGs on ${wanted}, then aws mwaa update-environment --name ${name} --airflow-version ${wanted}, wait until it is AVAILABLE, pulumi refresh, pulumi up`
      : "";
  // A version is no secret.
  throw new ConfigError(
    [conflict(key, wanted, why, `pulumi config set ${key} ${other}${upgrade}`)],
    teller(() => false),
  );
}

/**
 * Another name is another environment: the old one goes with its run history, and with its network's names still taken.
 *
 * @throws ConfigError
 */
export function refuseOtherName({ inState }: Before, wanted: string): void {
  const [old] = inState;
  if (old === undefined || inState.includes(wanted)) return;
  const why = `the stack has the environment ${old}, and a new name would destroy it and its run history`;
  const fix = `pulumi config set airflow:name ${old}; for another environment, pulumi stack init another stack`;
  // A name is no secret.
  throw new ConfigError(
    [conflict("airflow:name", wanted, why, fix)],
    teller(() => false),
  );
}

/** Both of a stack's settings, before anything is registered. An environment that sleeps is not there to be lost. */
export async function refuseSurprises(
  settings: Pick<MwaaSettings, "name" | "aws" | "airflowVersion" | "awake">,
): Promise<void> {
  const { name, aws, airflowVersion, awake } = settings;
  if (!awake) return;
  const before = await environmentBefore(aws, name);
  refuseOtherName(before, name);
  refuseOtherMajor(before, name, airflowVersion);
}
