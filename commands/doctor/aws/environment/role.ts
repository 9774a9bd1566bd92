import type { EvaluationResult } from "@aws-sdk/client-iam";
import { arnOf } from "../../../../components/aws/iam/arn";
import { secretsManagerPrefix } from "../../../../components/aws/iam/policies";
import { grantOf, type Need, needsOf, strangersTo } from "../../../../components/aws/iam/roleNeeds";
import { bad, defineCheck, type Finding, lookAt } from "../../check";
import type { World } from "../../world";
import { aws, placeOf } from "../clients";
import { orNone } from "../errors";
import { bucketName, environmentName, keyArn, plannedEnvironment } from "../planned";
import { guide } from "./ask";

/** The execution role, where it exists: one of the user's, or after `up` the stack's. */
const roleArn = (world: World): string | undefined =>
  world.real(String(plannedEnvironment(world)?.inputs.executionRoleArn ?? "")) || undefined;

/** AWS's sample policy denies it: a role that may is one that somebody made too broad. */
const broad = "s3:ListAllMyBuckets";

export const role = defineCheck({
  id: "mwaa.role",
  about: "the execution role admits MWAA, and may do all that MWAA does as it",
  cloud: "aws",
  homes: ["mwaa"],
  when: "always",
  permissions: ["iam:GetRole", "iam:SimulatePrincipalPolicy"],
  why: "MWAA works as this role: what it may not do fails, in the environment or in its logs",
  source: `${guide}/mwaa-create-role.html`,
  page: "docs/mwaa-company.md",
  applies: (world) => roleArn(world) !== undefined,
  run: async (world) => {
    const arn = roleArn(world) as string;
    const name = arn.slice(arn.lastIndexOf("/") + 1);
    const iam = await aws(world, "iam");
    const [found, answers] = await Promise.all([
      orNone(iam.getRole({ RoleName: name })),
      Promise.all(
        needs(world).map(async (need) => {
          const asked = iam.simulatePrincipalPolicy({
            PolicySourceArn: arn,
            ActionNames: need.actions,
            ResourceArns: [need.resource],
            ...(need.via !== undefined && {
              ContextEntries: [
                { ContextKeyName: "kms:ViaService", ContextKeyType: "string", ContextKeyValues: [need.via] },
              ],
            }),
          });
          return { need, results: (await orNone(asked))?.EvaluationResults ?? [] };
        }),
      ),
    ]);
    if (found === undefined)
      return [bad(world, arn, "is not there", `pulumi refresh --stack ${world.stack} && pulumi up`)];
    const trust = decodeURIComponent(found.Role?.AssumeRolePolicyDocument ?? "{}");
    const strangers = strangersTo(trust);
    const untrusted =
      strangers.length === 0
        ? []
        : [
            bad(
              world,
              arn,
              `does not trust ${strangers.join(" and ")}`,
              `aws iam update-assume-role-policy --role-name ${name} --policy-document file://TRUST.json   # docs/mwaa-company.md`,
            ),
          ];
    return [...untrusted, ...refusals(world, arn, name, answers)];
  },
});

function refusals(
  world: World,
  arn: string,
  name: string,
  answers: readonly { need: Need; results: readonly EvaluationResult[] }[],
): Finding[] {
  const lacking = answers.flatMap(({ need, results }) => {
    const actions = results
      .filter(({ EvalDecision, EvalActionName }) => EvalDecision !== "allowed" && EvalActionName !== broad)
      .map(({ EvalActionName = "" }) => EvalActionName);
    return actions.length === 0 ? [] : [{ ...need, actions }];
  });
  const fix = (some: readonly Need[]) =>
    `aws iam put-role-policy --role-name ${name} --policy-name airflow-needs --policy-document '${JSON.stringify(grantOf(some))}'`;
  const names = (some: readonly Need[]) => [...new Set(some.flatMap(({ actions }) => actions))].join(", ");
  const sure = lacking.filter((one) => one.sure);
  const unsure = lacking.filter((one) => !one.sure);
  const tooMuch = answers
    .flatMap(({ results }) => results)
    .some((one) => one.EvalActionName === broad && one.EvalDecision === "allowed");
  return [
    ...(sure.length > 0 ? [bad(world, arn, `may not: ${names(sure)}`, fix(sure))] : []),
    ...(unsure.length > 0
      ? [
          lookAt(arn, `may not by its own policies: ${names(unsure)}`, fix(unsure), {
            why: "only the policy of the bucket or the key could still allow it",
          }),
        ]
      : []),
    ...(tooMuch
      ? [
          lookAt(
            arn,
            `may list every bucket of the account (${broad})`,
            `aws iam list-attached-role-policies --role-name ${name}`,
            { why: "every DAG may then, and AWS's own policy for the role denies it" },
          ),
        ]
      : []),
  ];
}

/** What MWAA needs, what connections in Secrets Manager need, and what the role had better not be allowed. */
function needs(world: World): Need[] {
  const place = placeOf(world);
  const environment = environmentName(world);
  const use = {
    ...place,
    environment,
    bucketName: bucketName(world),
    kmsKeyArn: keyArn(world),
    indexSecretId: undefined,
  };
  return [
    ...needsOf(use),
    {
      actions: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
      resource: arnOf("secretsmanager", place, `secret:${secretsManagerPrefix(environment)}/any`),
      sure: true,
    },
    { actions: [broad], resource: "*", sure: true },
  ];
}
