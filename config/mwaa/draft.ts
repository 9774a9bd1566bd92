/** What the rules of an MWAA stack look at, and how they name a key. */
import type { Draft } from "../checks/rules";
import type { Mwaa } from "./keys";

export interface MwaaDraft extends Draft {
  airflow: Draft["airflow"] & { mwaa: Mwaa };
  aws: { region: string; allowedAccountIds: string[] };
}

/** `network.vpcId` -> `airflow:mwaa.network.vpcId`. */
export const mwaaKey = (path: string): string => `airflow:mwaa.${path}`;
