/** The keys of `airflow:gke`. */
import { z } from "zod";
import { text } from "./leaf";

/** Everything about the GKE home. */
export const gke = z.strictObject({
  /** Domain of the web entry. Required. */
  domain: text(/^(?!\*)([a-z0-9-]+\.)+[a-z]{2,}$/, "a domain without a wildcard", "airflow.my-company.com"),
});

export type Gke = z.output<typeof gke>;
