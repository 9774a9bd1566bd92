/** Rules across the keys of a GKE stack. */
import type { Gke } from "./gke";
import type { Draft, Rule } from "./rules";

export interface GkeDraft extends Draft {
  airflow: Draft["airflow"] & { gke: Gke };
  gcp: { project: string; region: string };
}

/** Rules of a GKE stack, besides the shared ones. */
export const gkeRules: Rule<GkeDraft>[] = [];
