/** Rules of the keys that a company's own rules ask for: whose the policies and roles are, and what goes with what. */

import { objectLimit, tagsInOrder } from "../../components/shared/tags";
import { accountsKey, boundaryProblems, isStrange, tagProblems } from "../checks/awsGuards";
import { type ConfigRule, when } from "../checks/rules";
import { conflict, removeCommand, wrongValue } from "../words/messages";
import { type Tell, word } from "../words/tell";
import { type MwaaDraft, mwaaKey } from "./draft";

/** IAM takes a boundary of the role's own account or of AWS's, and MWAA a role of its own account (iam:PassRole). */
const ofThisAccount: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("permissionsBoundary"), mwaaKey("executionRoleArn"), accountsKey],
  problems: ({ airflow: { mwaa }, aws }) => {
    const account = aws.allowedAccountIds[0];
    const told = (tell: Tell) => word(tell(accountsKey, account));
    const { permissionsBoundary: boundary, executionRoleArn: role } = mwaa;
    return [
      ...boundaryProblems(mwaaKey("permissionsBoundary"), boundary, account),
      ...when(isStrange(role, account), () =>
        wrongValue(
          mwaaKey("executionRoleArn"),
          role,
          (tell) => `a role of account ${told(tell)}, where the environment is`,
          (tell) => `arn:aws:iam::${told(tell)}:role/airflow`,
          { near: (tell) => String(role).replace(/::\d{12}:/, `::${told(tell)}:`) },
        ),
      ),
    ];
  },
};

/** A role that exists is its owner's: nothing is attached to it, and its trust stays. */
const leftAsItIs: ConfigRule<MwaaDraft> = {
  keys: ["policyArns", "ecrRepositories", "trustedPrincipals", "executionRoleArn"].map(mwaaKey),
  problems: ({ airflow: { mwaa } }) =>
    mwaa.executionRoleArn === undefined
      ? []
      : (["policyArns", "ecrRepositories", "trustedPrincipals"] as const).flatMap((key) =>
          when(mwaa[key].length > 0, () =>
            conflict(
              mwaaKey(key),
              mwaa[key],
              `${mwaaKey("executionRoleArn")} names a role that exists, which is left as it is: give it yourself what it lacks`,
              `${removeCommand(mwaaKey(key))}, or ${removeCommand(mwaaKey("executionRoleArn"))}`,
            ),
          ),
        ),
};

/** Who opens a page that is open to all, or through groups that exist. */
const pageGroups: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("network.pageFrom"), mwaaKey("network.securityGroupIds"), mwaaKey("webserverAccess")],
  problems: ({ airflow: { mwaa } }) => {
    const { pageFrom, securityGroupIds } = mwaa.network;
    const path = mwaaKey("network.pageFrom");
    if (pageFrom === undefined) return [];
    if (mwaa.webserverAccess === "PUBLIC_ONLY")
      return [
        conflict(
          path,
          pageFrom,
          `the page is at no private address, as ${mwaaKey("webserverAccess")} is PUBLIC_ONLY`,
          `${removeCommand(path)}, or pulumi config set --path '${mwaaKey("webserverAccess")}' PRIVATE_ONLY`,
        ),
      ];
    return when(securityGroupIds !== undefined, () =>
      conflict(
        path,
        pageFrom,
        `${mwaaKey("network.securityGroupIds")} names groups that exist, which are left as they are: let them admit HTTPS yourself`,
        removeCommand(path),
      ),
    );
  },
};

/** Endpoints that somebody else makes are in a VPC of theirs. */
const customersVpc: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("endpointManagement"), mwaaKey("network")],
  problems: ({ airflow: { mwaa } }) =>
    when(mwaa.endpointManagement === "CUSTOMER" && mwaa.network.vpcId === undefined, () =>
      conflict(
        mwaaKey("endpointManagement"),
        "CUSTOMER",
        "it is for a VPC that exists, and none is named",
        `${removeCommand(mwaaKey("endpointManagement"))}, or pulumi config set --path '${mwaaKey("network.vpcId")}' vpc-…`,
      ),
    ),
};

const tags: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("tags")],
  problems: ({ airflow: { mwaa } }) => tagProblems(mwaaKey("tags"), mwaa.tags),
};

/** Rules of a company's keys, but for packages. */
export const mwaaCompanyRules: ConfigRule<MwaaDraft>[] = [ofThisAccount, leftAsItIs, pageGroups, customersVpc, tags];

/** Tags that objects in S3 go without. */
export function tagWarnings(tags: Record<string, string>, aws: object): string[] {
  const defaults = (aws as { defaultTags?: { tags?: Record<string, string> } }).defaultTags?.tags ?? {};
  const left = tagsInOrder(tags, defaults).slice(objectLimit);
  return left.length > 0
    ? [
        `airflow:mwaa.tags: an object in S3 takes ${objectLimit} tags, so objects go without ${left.map(([key]) => key).join(", ")}.`,
      ]
    : [];
}
