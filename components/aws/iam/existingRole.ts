/** An execution role that exists: asked of IAM before anything is made for it, and never changed. */
import { getPrincipalPolicySimulation } from "@pulumi/aws/iam/getPrincipalPolicySimulation";
import { getRole } from "@pulumi/aws/iam/getRole";
import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "../../../config";
import { isConfigSecret } from "../../../config/secrets";
import { conflict } from "../../../config/words/messages";
import { teller } from "../../../config/words/tell";
import { PlainError } from "../../shared/plainError";
import { underMocks } from "../../shared/underMocks";
import { executionRoleTrust } from "./policies";
import { grantOf, type Need, needsOf, type RoleUse, strangersTo } from "./roleNeeds";

const key = "airflow:mwaa.executionRoleArn";

/** The role as the home takes one, made or not. */
export interface UsedRole {
  arn: pulumi.Output<string>;
  /** When it was made; undefined for a role that was there. */
  created: pulumi.Output<string | undefined>;
  /** The ARN, known only when the role can be used. */
  readyArn: pulumi.Output<string>;
}

/**
 * A role that config names, ready when IAM has said that MWAA can use it.
 *
 * @throws in the chain, with a PlainError, where MWAA would refuse the role half an hour later
 */
export function existingRole(
  roleArn: pulumi.Input<string>,
  use: { [Key in keyof RoleUse]: pulumi.Input<RoleUse[Key]> },
  opts: pulumi.InvokeOptions,
): UsedRole {
  const arn = pulumi.output(roleArn);
  const readyArn = pulumi.all([arn, use]).apply(async ([known, plain]) => {
    try {
      await checkRole(known, plain, opts);
    } catch (error) {
      throw new PlainError((error as Error).message);
    }
    return known;
  });
  return { arn, readyArn, created: pulumi.output(undefined) };
}

const checked = new Map<string, Promise<void>>();

/**
 * Once a run for the same question.
 *
 * @throws ConfigError where MWAA would refuse the role
 */
export function checkRole(roleArn: string, use: RoleUse, opts?: pulumi.InvokeOptions): Promise<void> {
  // A plan asks nobody.
  if (underMocks()) return Promise.resolve();
  const question = JSON.stringify([roleArn, use]);
  const known = checked.get(question) ?? check(roleArn, use, opts);
  checked.set(question, known);
  return known;
}

async function check(roleArn: string, use: RoleUse, opts?: pulumi.InvokeOptions): Promise<void> {
  const name = roleArn.split("/").pop() as string;
  const role = await answerOf(getRole({ name }, opts), roleArn, `${name} exists and whom it trusts`);
  if (role !== undefined) judgeTrust(roleArn, name, role, use.accountId);
  const lacking = (await Promise.all(needsOf(use).map((need) => lackingOf(need, roleArn, opts)))).flat();
  const missing = lacking.filter(({ sure }) => sure);
  if (missing.length > 0)
    refuse(
      roleArn,
      `its policies and boundary do not allow what MWAA needs: ${told(missing)}`,
      `aws iam put-role-policy --role-name ${name} --policy-name airflow-${use.environment} --policy-document '${JSON.stringify(grantOf(missing))}'`,
    );
  if (lacking.length > 0)
    await pulumi.log.warn(
      `${key}: by its own policies ${name} may not do ${told(lacking)}. MWAA needs it; leave it so only where the policy of the bucket or the key allows it.`,
    );
}

function judgeTrust(
  roleArn: string,
  name: string,
  role: { arn: string; assumeRolePolicy: string },
  accountId: string,
): void {
  if (role.arn !== roleArn)
    refuse(roleArn, `the role ${name} has another path: ${role.arn}`, `pulumi config set --path '${key}' ${role.arn}`);
  const strangers = strangersTo(role.assumeRolePolicy);
  if (strangers.length > 0)
    refuse(
      roleArn,
      `its trust does not let ${strangers.join(" and ")} take it, as which MWAA works`,
      `aws iam update-assume-role-policy --role-name ${name} --policy-document '${JSON.stringify(executionRoleTrust(accountId))}' (add what its trust has already)`,
    );
}

/** The part of a need that the role's policies do not cover, with its boundary and the organization's own. */
async function lackingOf(need: Need, roleArn: string, opts?: pulumi.InvokeOptions): Promise<Need[]> {
  const simulation = getPrincipalPolicySimulation(
    {
      policySourceArn: roleArn,
      actionNames: need.actions,
      resourceArns: [need.resource],
      contexts: need.via === undefined ? [] : [{ key: "kms:ViaService", type: "string", values: [need.via] }],
    },
    opts,
  );
  const answer = await answerOf(simulation, roleArn, `it may do ${need.actions[0]} and the like`);
  const actions = (answer?.results ?? []).filter(({ allowed }) => !allowed).map(({ actionName }) => actionName);
  return actions.length > 0 ? [{ ...need, actions: actions.sort() }] : [];
}

/** What IAM says, or nothing and a warning where the caller may not ask. */
async function answerOf<T>(question: Promise<T>, roleArn: string, what: string): Promise<T | undefined> {
  try {
    return await question;
  } catch (error) {
    const { message } = error as Error;
    if (/NoSuchEntity|couldn't find resource|not found/i.test(message))
      return refuse(roleArn, "IAM knows no such role", `make it, or pulumi config rm --path '${key}'`);
    await pulumi.log.warn(
      `${key}: IAM does not say whether ${what} (${message.split("\n")[0]?.slice(0, 160)}). MWAA will find out after minutes.`,
    );
    return undefined;
  }
}

const told = (needs: readonly Need[]): string => needs.flatMap(({ actions }) => actions).join(", ");

function refuse(roleArn: string, why: string, fix: string): never {
  throw new ConfigError([conflict(key, roleArn, why, fix)], teller(isConfigSecret));
}
