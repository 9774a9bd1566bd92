/** Airflow as Amazon MWAA, from checked settings. */
import type { MwaaSettings } from "../config";

/** @returns the stack's outputs */
export async function mwaaHome(settings: MwaaSettings): Promise<Record<string, unknown>> {
  return { platform: settings.platform };
}
