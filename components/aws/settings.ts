/** The settings of the MWAA home as its components take them: the stack config's, with ids that another resource may make. */
import type { Mwaa, MwaaNetwork, MwaaSettings } from "../../config";
import type { GoogleInputs } from "../gcp/settings";
import type { WithInputs } from "../shared/inputs";

/** Stack config `airflow:mwaa.network`. */
export type NetworkInputs = WithInputs<
  MwaaNetwork,
  "vpcId" | "privateSubnetIds" | "publicSubnetIds" | "privateRouteTableIds" | "securityGroupIds"
>;

/** Stack config `airflow:mwaa`. */
export type MwaaInputs = WithInputs<Omit<Mwaa, "network">, "kmsKeyArn" | "bucketName" | "policyArns"> & {
  network: NetworkInputs;
};

/** Stack config of an MWAA stack. */
export type MwaaHomeSettings = Omit<MwaaSettings, "platform" | "warnings" | "mwaa" | "google"> & {
  google: GoogleInputs;
  mwaa: MwaaInputs;
};
