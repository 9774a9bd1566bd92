/** What the rules of a GKE stack look at. */
import type { Draft } from "../rules";
import type { Gke } from "./keys";

export interface GkeDraft extends Draft {
  airflow: Draft["airflow"] & { gke: Gke };
  gcp: { project: string; region: string };
}
