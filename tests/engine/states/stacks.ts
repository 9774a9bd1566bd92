/** The stacks whose states are kept here: the ready ones with accounts that exist only in tests. */
import type { CloudContext } from "../../../commands/plan/record/cloudValues";
import type { Changes } from "../project";

export const states = ["dev", "gke", "gke-asleep"] as const;
export type StateName = (typeof states)[number];

/** The ready stack of a state. */
export const stackOf = (name: StateName): "dev" | "gke" => (name === "dev" ? "dev" : "gke");

export const contextOf = (name: StateName): CloudContext => ({
  accountId: name === "dev" ? "222233334444" : "000000000000",
  region: name === "dev" ? "us-east-1" : "us-central1",
  gcpProject: "acme-data-prod",
});

/** @param compute address of the stand-in for Compute Engine */
export const changesOf = (name: StateName, compute: string): Changes =>
  name === "dev"
    ? [
        [["aws:allowedAccountIds"], [contextOf(name).accountId]],
        [["gcp:project"], contextOf(name).gcpProject],
      ]
    : [
        [["gcp:project"], contextOf(name).gcpProject],
        [["gcp:computeCustomEndpoint"], compute],
        [["airflow:gke", "domain"], "airflow.acme.dev"],
        [["airflow:access"], { admins: ["user:ada@acme.dev"] }],
        ...(name === "gke-asleep" ? ([[["airflow:awake"], false]] as Changes) : []),
      ];
