/** What would destroy an environment by surprise: a new major version (an upgrade in place at AWS), a new name. */
import { ConfigError, type MwaaSettings } from "../../../../config";
import { conflict } from "../../../../config/words/messages";
import { teller } from "../../../../config/words/tell";
import { type Before, environmentBefore } from "./before";
import { inOneStep, inPlaceOverride, majorOf, wayInPlace } from "./versions";

const key = "airflow:airflowVersion";

/**
 * Refuses another major version, unless this `up` is said to change it in place. The provider would replace the environment
 * for a newer one (terraform-provider-aws, internal/service/mwaa/environment.go, CustomizeDiff), where AWS itself keeps it.
 *
 * @throws ConfigError
 */
export function refuseOtherMajor(
  { state, aws }: Before,
  name: string,
  wanted: string,
  inPlace = process.env[inPlaceOverride] === "yes",
): void {
  const live = "found" in aws ? aws.found.AirflowVersion : undefined;
  // What AWS runs counts; the state may be behind until a `pulumi refresh`.
  const runs = typeof live === "string" ? live : state?.airflowVersion;
  if (typeof runs !== "string" || majorOf(runs) === majorOf(wanted)) return;
  const possible = inOneStep(runs, wanted);
  if (inPlace && possible && live !== undefined) return;
  const lost =
    majorOf(runs) < majorOf(wanted)
      ? "the provider would destroy it and its run history to make a new one"
      : "MWAA goes back in place only";
  const silent = inPlace && possible ? `, and MWAA gave no answer, without which it cannot be upgraded in place` : "";
  const way = wayInPlace(runs, wanted);
  const fix = `pulumi config set ${key} ${runs}${way === undefined ? "" : `; to keep the run history, ${way}`}`;
  // A version is no secret.
  throw new ConfigError(
    [conflict(key, wanted, `the environment ${name} runs ${runs}, and ${lost}${silent}`, fix)],
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
