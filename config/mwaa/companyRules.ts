/** Rules of the keys that a company's own rules ask for: whose the policies and roles are, and what goes with what. */

import { objectLimit, tagsInOrder } from "../../components/shared/tags";
import { type ConfigRule, when } from "../checks/rules";
import { conflict, type Problem, removeCommand, wrongValue } from "../words/messages";
import { type Tell, word } from "../words/tell";
import { type MwaaDraft, mwaaKey } from "./draft";

const accounts = "aws:allowedAccountIds";
const accountOf = (arn: string | undefined): string | undefined => arn?.split(":")[4];

/** Account of the examples: they stand for what only a program's chain knows (components/shared/arguments.ts). */
const exampleAccount = "444455556666";

/** IAM takes a boundary of the role's own account or of AWS's, and MWAA a role of its own account (iam:PassRole). */
const ofThisAccount: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("permissionsBoundary"), mwaaKey("executionRoleArn"), accounts],
  problems: ({ airflow: { mwaa }, aws }) => {
    const account = aws.allowedAccountIds[0];
    const strange = (arn: string | undefined) =>
      arn !== undefined && ![account, exampleAccount].includes(accountOf(arn) as string);
    const told = (tell: Tell) => word(tell(accounts, account));
    const { permissionsBoundary: boundary, executionRoleArn: role } = mwaa;
    return [
      ...when(strange(boundary) && accountOf(boundary) !== "aws", () =>
        wrongValue(
          mwaaKey("permissionsBoundary"),
          boundary,
          (tell) => `a managed policy of account ${told(tell)}, or of AWS`,
          (tell) => String(boundary).replace(/::\d{12}:/, `::${told(tell)}:`),
        ),
      ),
      ...when(strange(role), () =>
        wrongValue(
          mwaaKey("executionRoleArn"),
          role,
          (tell) => `a role of account ${told(tell)}, where the environment is`,
          (tell) => String(role).replace(/::\d{12}:/, `::${told(tell)}:`),
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

/** Keys that IAM takes for one, and keys that the program sets itself. */
export function tagProblems(path: string, tags: Record<string, string>): Problem[] {
  const own = ["Name", "pulumi-stack", "pulumi-urn"];
  const keys = Object.keys(tags);
  return keys.flatMap((key, index) => {
    const at = /^[A-Za-z0-9_-]+$/.test(key) ? `${path}.${key}` : `${path}["${key}"]`;
    const twin = keys.slice(0, index).find((other) => other.toLowerCase() === key.toLowerCase());
    if (own.includes(key))
      return [conflict(at, tags[key], "the program gives each thing this tag itself", removeCommand(at))];
    return when(twin !== undefined, () =>
      conflict(at, tags[key], `IAM takes it for the same key as ${twin}`, removeCommand(at)),
    );
  });
}

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
