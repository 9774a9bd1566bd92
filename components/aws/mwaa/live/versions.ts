/**
 * Which versions of Airflow MWAA changes into which, in place and with the run history: within a major version both ways, from
 * 2.11 to 3 and back (https://docs.aws.amazon.com/mwaa/latest/userguide/upgrading-environment.html, 2026). Pure.
 */

/** Set for one `up` that changes Airflow's major version in place. */
export const inPlaceOverride = "AIRFLOW_UPGRADE_IN_PLACE";

/** The version of Airflow 2 from which, and to which, MWAA goes. */
const bridge = "2.11";

export const majorOf = (version: unknown): number => Number.parseInt(String(version), 10);
const isBridge = (version: string): boolean => version.startsWith(`${bridge}.`);

/** Whether MWAA does it in one step. */
export function inOneStep(from: string, to: string): boolean {
  const [old, next] = [majorOf(from), majorOf(to)];
  if (old === next) return true;
  return (old === 2 && next === 3 && isBridge(from)) || (old === 3 && next === 2 && isBridge(to));
}

/**
 * Steps between two versions, in words for a person.
 *
 * @returns undefined where MWAA has no way
 */
export function wayInPlace(from: string, to: string): string | undefined {
  const [old, next] = [majorOf(from), majorOf(to)];
  const set = (version: string) => `pulumi config set airflow:airflowVersion ${version}`;
  const jump = `${inPlaceOverride}=yes pulumi up`;
  if (inOneStep(from, to)) return `test your DAGs on ${to}, then ${jump}`;
  if (old === 2 && next === 3)
    return `first ${set(`${bridge}.2`)} && pulumi up, test your DAGs on ${to}, then ${set(to)} && ${jump}`;
  if (old === 3 && next === 2) return `first ${set(`${bridge}.2`)} && ${jump}, then ${set(to)} && pulumi up`;
  return undefined;
}
