/** Whether MWAA can be where the config says, with whom and which images. */

import { type ConfigRule, when } from "../checks/rules";
import { awsRegions, listDates, mwaaRegions, nearestRegion } from "../places/regions";
import { conflict, type Problem, wrongValue } from "../words/messages";
import { nearestWord } from "../words/nearest";
import { type MwaaDraft, mwaaKey } from "./draft";

const source = `AWS's own list in botocore, ${listDates.aws}`;

const offered: ConfigRule<MwaaDraft> = {
  keys: ["aws:region"],
  problems: ({ aws: { region } }) => {
    if (awsRegions[region] === undefined) {
      const near = nearestWord(region, Object.keys(awsRegions)) ?? "us-east-1";
      return [wrongValue("aws:region", region, `a region that there is (${source})`, near)];
    }
    const near = nearestRegion(region, mwaaRegions) ?? "us-east-1";
    return when(!mwaaRegions.includes(region), () =>
      wrongValue("aws:region", region, `a region where MWAA is offered (${source}); the nearest is ${near}`, near),
    );
  },
};

/** Roles that IAM Identity Center makes and keeps: nothing can be attached to them (docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html). */
const ofIdentityCenter: ConfigRule<MwaaDraft> = {
  keys: ["airflow:access"],
  problems: ({ airflow: { access } }) =>
    (["admins", "viewers", "triggerCallers", "operators"] as const).flatMap((key) =>
      access[key].flatMap((who, index): Problem[] =>
        when(/role\/(aws-reserved\/.*)?AWSReservedSSO_/.test(who), () => {
          const path = `airflow:access.${key}[${index}]`;
          return conflict(
            path,
            who,
            "IAM Identity Center owns the role, and refuses that a policy is attached to it",
            `pulumi config rm --path '${path}' && pulumi config set --path '${mwaaKey("fixedPolicyNames")}' true, then name the policy of \`pulumi stack output accessPolicyArns\` in the permission set`,
          );
        }),
      ),
    ),
};

/** Folders that the program keeps its own objects in, or that lead out of the DAGs' place. */
const dagPath: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("dagPath")],
  problems: ({ airflow: { mwaa } }) =>
    when(
      mwaa.dagPath.split("/").some((part) => part === "." || part === ".."),
      () =>
        wrongValue(
          mwaaKey("dagPath"),
          mwaa.dagPath,
          "a folder of the bucket, with no part that is . or .. in it",
          "dags",
        ),
    ),
};

export const mwaaPlaceRules: ConfigRule<MwaaDraft>[] = [offered, ofIdentityCenter, dagPath];
