/** The settings of the MWAA home as its components take them: the stack config's, with ids that another resource may make. */
import type { Mwaa, MwaaNetwork, MwaaSettings } from "../../config";
import type { Packages } from "../../config/mwaa/companyKeys";
import type { GoogleInputs } from "../gcp/settings";
import type { WithInputs } from "../shared/inputs";

/** Keys of `airflow:mwaa.network` that another resource may make. */
export type NetworkInputKeys =
  | "vpcId"
  | "privateSubnetIds"
  | "publicSubnetIds"
  | "privateRouteTableIds"
  | "securityGroupIds"
  | "pageFrom";

/** Keys of `airflow:mwaa` that another resource may make. */
export type MwaaInputKeys =
  | "kmsKeyArn"
  | "bucketName"
  | "policyArns"
  | "permissionsBoundary"
  | "executionRoleArn"
  | "trustedPrincipals";

/** Stack config `airflow:mwaa.network`. */
export type NetworkInputs = WithInputs<MwaaNetwork, NetworkInputKeys>;

/** Stack config `airflow:mwaa.packages`. */
export type PackagesInputs = WithInputs<Packages, PackagesInputKeys>;

/** Keys of `airflow:mwaa.packages` that another resource may make. */
export type PackagesInputKeys = "indexUrl" | "indexSecretId";

/** Stack config `airflow:mwaa`. */
export type MwaaInputs = WithInputs<Omit<Mwaa, "network" | "packages">, MwaaInputKeys> & {
  network: NetworkInputs;
  packages: PackagesInputs;
};

/** Stack config of an MWAA stack. */
export type MwaaHomeSettings = Omit<MwaaSettings, "platform" | "warnings" | "mwaa" | "google"> & {
  google: GoogleInputs;
  mwaa: MwaaInputs;
};
