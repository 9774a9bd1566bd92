/**
 * Start a DAG run from outside, on any home: Amazon MWAA, Airflow behind IAP, Cloud Composer, a plain Airflow server; 2.x and 3.x.
 *
 * ```ts
 * const run = await triggerDag(target, { dagId: "date_kr", conf: { date_kr: "2019-11-24" } });
 * const end = await waitForRun(target, run, { timeoutSeconds: 600 });
 * ```
 * See docs/trigger.md for use in a Lambda or a Cloud Function.
 */
export { EXIT } from "../line/exitCodes";
export type { RunState } from "./airflowApi";
export type { Credentials } from "./connections/plain";
export { type Code, type Layer, TriggerError } from "./errors";
export { JsonText } from "./request/conf";
export type { TriggerRequest } from "./request/prepare";
export type { DagRun, Options, Progress, WaitOptions } from "./run";
export { triggerDag } from "./start";
export * from "./target";
export { waitForRun } from "./wait";
