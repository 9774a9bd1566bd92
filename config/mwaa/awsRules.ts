/** What AWS itself would refuse of an MWAA stack, said before it is asked. */

import { type ConfigRule, when } from "../checks/rules";
import { forcedRegions } from "../places/regions";
import { conflict } from "../words/messages";
import { type MwaaDraft, mwaaKey } from "./draft";

/** Google verifies AWS identities at sts.REGION.amazonaws.com; China's STS has another name. */
const noGoogleFromChina: ConfigRule<MwaaDraft> = {
  keys: ["airflow:google", "aws:region"],
  problems: ({ airflow: { google }, aws }) =>
    when(google.enabled && aws.region.startsWith("cn-"), () =>
      conflict(
        "airflow:google.enabled",
        true,
        `Google does not verify identities of AWS's partition in China, where ${aws.region} is`,
        "pulumi config set --path 'airflow:google.enabled' false",
      ),
    ),
};

const graceful: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("workerReplacement"), "aws:region"],
  problems: ({ airflow: { mwaa }, aws }) =>
    when(mwaa.workerReplacement === "GRACEFUL" && forcedRegions.includes(aws.region), () =>
      conflict(
        mwaaKey("workerReplacement"),
        "GRACEFUL",
        `${aws.region} has no graceful updates yet`,
        `pulumi config rm --path '${mwaaKey("workerReplacement")}'`,
      ),
    ),
};

/** What AWS would refuse. */
export const mwaaAwsRules: ConfigRule<MwaaDraft>[] = [noGoogleFromChina, graceful];
