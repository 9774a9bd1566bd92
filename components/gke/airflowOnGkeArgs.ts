/** What a program says of Airflow on GKE: the keys of the stack config, with ids that another resource may make. */
import type { AccessListsArgs, AlertsArgs, GitDags, GoogleArgs } from "../../config";
import type { GkeArgs, GkeNetworkArgs } from "../../config/gke/keys";
import { settingsFrom } from "../shared/arguments";
import type { WithInputs } from "../shared/inputs";
import type { GkeHomeSettings, OauthClient, PodAwsInputs } from "./settings";

/** Arguments of AirflowOnGke. What is left out has the default of the stack config (docs/config.md). */
export interface AirflowOnGkeArgs {
  /** Names the cluster, address and secrets; 2 to 32 characters. Default: the component's name. */
  name?: string;
  /** Airflow's version, 3.0.0 or later. Default: the chart's. */
  airflowVersion?: string;
  /** false puts Airflow to sleep: what bills by the hour goes, the rest stays. Default true. */
  awake?: boolean;
  /** Folder of the DAGs, seen from where the program runs, `external`, or a git repository. Default `airflow/dags`. */
  dags?: string | (Pick<GitDags, "repo"> & Partial<GitDags>);
  google?: WithInputs<GoogleArgs, "existingServiceAccount">;
  /** `user:EMAIL`, `serviceAccount:EMAIL` and `domain:NAME`; `group:EMAIL` among viewers only. */
  access?: AccessListsArgs;
  /** true: what holds data or takes half an hour to make is protected; the MWAA environment until it sleeps. Default false. */
  protection?: boolean;
  /** Who is told of what goes wrong. Default: nobody. */
  alerts?: AlertsArgs;
  /** Google Cloud project that Airflow lives in: the same as the Google provider's. */
  gcpProject: string;
  gcpRegion: string;
  /** Region and account (12 digits) of the pods' IAM role. Needed where `gke.aws` is set. */
  aws?: { region: string; accountId: string };
  gke: WithInputs<Omit<GkeArgs, "network" | "aws" | "oauthClient" | "values">, "dnsZone" | "bucketName" | "kmsKey"> & {
    network?: WithInputs<GkeNetworkArgs, "project" | "vpc" | "subnet" | "podRange" | "serviceRange">;
    aws?: Partial<PodAwsInputs>;
    /** Own OAuth client of IAP, for people outside the organisation. */
    oauthClient?: OauthClient;
    /** Values of the official chart; a leaf may be an output. */
    values?: Record<string, unknown>;
  };
  /** Whether a chart value is a secret in plain text: then all of them are kept as one secret. Default false. */
  secretValues?: boolean;
  /**
   * Whether the database's disk gets a snapshot before this version of Airflow migrates it; kept until it is false or the
   * version another. Default false: the project's own program finds out by the stack's state.
   */
  snapshotBefore?: boolean;
}

/** @throws ArgumentError with every problem of what is plain */
export function gkeSettings(name: string, args: AirflowOnGkeArgs): GkeHomeSettings {
  const { aws, gcpProject, gcpRegion, secretValues, snapshotBefore, ...airflow } = args;
  const settings = settingsFrom(`AirflowOnGke "${name}"`, "gke", {
    airflow: { name, ...airflow },
    aws: aws ? { region: aws.region, allowedAccountIds: [aws.accountId] } : {},
    gcp: { project: gcpProject, region: gcpRegion },
  });
  return { ...settings, secretValues, snapshotBefore };
}
