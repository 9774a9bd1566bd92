/** Airflow on GKE behind IAP, from checked settings. */
import type { GkeSettings } from "../config";

/** @returns the stack's outputs */
export async function gkeHome(settings: GkeSettings): Promise<Record<string, unknown>> {
  throw new Error(`airflow:platform gke is not built yet (${settings.name})`);
}
