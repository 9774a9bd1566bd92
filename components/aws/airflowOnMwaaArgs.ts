/** What a program says of Airflow on MWAA: the keys of the stack config, with ids that another resource may make. */
import type * as pulumi from "@pulumi/pulumi";
import type { AccessListsArgs, AlertsArgs, GoogleArgs } from "../../config";
import type { PackagesArgs } from "../../config/mwaa/companyKeys";
import type { MwaaArgs, MwaaNetworkArgs } from "../../config/mwaa/keys";
import { settingsFrom } from "../shared/arguments";
import type { WithInputs } from "../shared/inputs";
import type { MwaaHomeSettings, MwaaInputKeys, NetworkInputKeys, PackagesInputKeys } from "./settings";

/** Arguments of AirflowOnMwaa. What is left out has the default of the stack config (docs/config.md). */
export interface AirflowOnMwaaArgs {
  /** Names the environment, its log groups and secrets; 2 to 32 characters. Default: the component's name. */
  name?: string;
  /** Airflow's version. Default: the one of airflow/versions.json for this home. */
  airflowVersion?: string;
  /** false puts Airflow to sleep: what bills by the hour goes, the rest stays. Default true. */
  awake?: boolean;
  /** Folder of the DAGs, seen from where the program runs, or `external`. Default `airflow/dags`. */
  dags?: string;
  google?: WithInputs<GoogleArgs, "existingServiceAccount">;
  /** ARNs of IAM roles, users and groups of the account. */
  access?: AccessListsArgs;
  /** true: what holds data or takes half an hour to make is protected; the MWAA environment until it sleeps. Default false. */
  protection?: boolean;
  /** Who is told of what goes wrong. Default: nobody. */
  alerts?: AlertsArgs;
  /** Region and account (12 digits) that the environment is in: the same as the AWS provider's. */
  aws: { region: string; accountId: string };
  /** Google Cloud project that tasks work in. Needed unless `google.enabled` is false. */
  gcpProject?: string;
  mwaa?: WithInputs<Omit<MwaaArgs, "network" | "packages" | "airflowOptions">, MwaaInputKeys> & {
    network?: WithInputs<MwaaNetworkArgs, NetworkInputKeys>;
    packages?: WithInputs<PackagesArgs, PackagesInputKeys>;
    /** Airflow options, `section.key: value`; they win over the program's own. They are kept as a secret. */
    airflowOptions?: Record<string, pulumi.Input<string>>;
  };
}

/** @throws ArgumentError with every problem of what is plain */
export function mwaaSettings(name: string, args: AirflowOnMwaaArgs): MwaaHomeSettings {
  const { aws, gcpProject, ...airflow } = args;
  return settingsFrom(`AirflowOnMwaa "${name}"`, "mwaa", {
    airflow: { name, ...airflow },
    aws: { region: aws.region, allowedAccountIds: [aws.accountId] },
    gcp: { project: gcpProject },
  });
}
