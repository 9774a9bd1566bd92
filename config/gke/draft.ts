/** What the rules of a GKE stack look at, and how they name a key. */
import type { Draft } from "../checks/rules";
import type { Gke } from "./keys";

export interface GkeDraft extends Draft {
  airflow: Draft["airflow"] & { gke: Gke };
  gcp: { project: string; region: string };
}

/** `network.vpc` -> `airflow:gke.network.vpc`. */
export const gkeKey = (path: string): string => `airflow:gke.${path}`;
