/** Airflow as Amazon MWAA or on GKE, its parts that stand alone, and the client that starts DAG runs from outside. */
export type { DagRun, Options, Target, TriggerRequest, WaitOptions } from "../dist/commands/trigger";
export { readTarget, TriggerError, triggerDag, waitForRun } from "../dist/commands/trigger";
export { AirflowOnMwaa } from "../dist/components/aws/airflowOnMwaa";
export type { AirflowOnMwaaArgs } from "../dist/components/aws/airflowOnMwaaArgs";
export { WebIdentity, type WebIdentityArgs } from "../dist/components/aws/iam/webIdentity";
export { AwsFederation, type AwsFederationArgs } from "../dist/components/gcp/awsFederation";
export { GoogleIdentity, type GoogleIdentityArgs } from "../dist/components/gcp/googleIdentity";
export { AirflowOnGke } from "../dist/components/gke/airflowOnGke";
export type { AirflowOnGkeArgs } from "../dist/components/gke/airflowOnGkeArgs";
export { ArgumentError } from "../dist/components/shared/arguments";
