/** The settings of the GKE home as its components take them: the stack config's, with ids that another resource may make. */
import type * as pulumi from "@pulumi/pulumi";
import type { Gke, GkeSettings } from "../../config";
import type { GkeNetwork } from "../../config/gke/keys";
import type { GoogleInputs } from "../gcp/settings";
import type { WithInputs } from "../shared/inputs";
import type { Values } from "./release/mergeValues";

/** Stack config `airflow:gke.network`. */
export type NetworkInputs = WithInputs<GkeNetwork, "project" | "vpc" | "subnet" | "podRange" | "serviceRange">;

/** Stack config `airflow:gke.aws`. */
export type PodAwsInputs = WithInputs<NonNullable<Gke["aws"]>, "policyArns" | "permissionsBoundary">;

/** Stack config `airflow:gke` without what may hold a secret: nothing that is kept in the state is made from more. */
export type GkeInputs = WithInputs<
  Omit<Gke, "network" | "aws" | "values" | "oauthClient">,
  "dnsZone" | "bucketName" | "kmsKey"
> & { network: NetworkInputs; aws?: PodAwsInputs };

/** Own OAuth client of IAP. */
export interface OauthClient {
  id: pulumi.Input<string>;
  secret: pulumi.Input<string>;
}

/** Stack config of a GKE stack. */
export type GkeHomeSettings = Omit<GkeSettings, "platform" | "warnings" | "gke" | "google"> & {
  google: GoogleInputs;
  gke: GkeInputs & { oauthClient?: OauthClient; values: Values };
  /** Whether a chart value is a secret in plain text: then all of them are kept as one secret. Default false. */
  secretValues?: boolean;
  /** Whether the database's disk gets a snapshot before this version migrates it. Default false. */
  snapshotBefore?: boolean;
};
