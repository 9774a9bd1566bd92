import type { EvaluationResult } from "@aws-sdk/client-iam";
import { partitionOf } from "../../../../components/aws/iam/arn";
import { CouldNotLook, defineCheck, type Finding, willBreak } from "../../check";
import type { World } from "../../world";
import { aws, placeOf, whoCalls } from "../clients";
import { orNone } from "../errors";
import { actionsFor } from "./actions";
import { onAws } from "./caller";

export const mayMake = defineCheck({
  id: "aws.permissions",
  about: "the caller may make every call that the plan needs",
  cloud: "aws",
  homes: ["mwaa", "gke"],
  when: "before",
  permissions: ["iam:SimulatePrincipalPolicy", "iam:GetRole"],
  why: "`up` ends at the first call that is refused, with all before it made",
  source: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html",
  page: "docs/mwaa.md#you-need",
  applies: (world) => onAws(world) && world.toMake().some(({ type }) => type.startsWith("aws:")),
  run: async (world) => {
    const principal = await principalOf(world);
    if (principal === undefined) return [];
    const iam = await aws(world, "iam");
    const { region } = placeOf(world);
    const results = await Promise.all(
      batches(world).map(({ actions, resources }) =>
        iam.simulatePrincipalPolicy({
          PolicySourceArn: principal,
          ActionNames: actions,
          ...(resources.length > 0 && { ResourceArns: resources }),
          ContextEntries: [
            { ContextKeyName: "aws:RequestedRegion", ContextKeyType: "string", ContextKeyValues: [region] },
          ],
          MaxItems: 1000,
        }),
      ),
    );
    return refusals(
      principal,
      results.flatMap(({ EvaluationResults = [] }) => EvaluationResults),
    );
  },
});

/**
 * Whose policies decide: a user, or the role behind a session, whose ARN has the path that the session's lacks. Undefined for
 * the root user, who may do all.
 */
async function principalOf(world: World): Promise<string | undefined> {
  const { arn } = await whoCalls(world);
  const role = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  if (role !== undefined) {
    const found = await orNone((await aws(world, "iam")).getRole({ RoleName: role }));
    return found?.Role?.Arn ?? arn.replace(/:sts:/, ":iam:").replace(/:assumed-role\/([^/]+)\/.*$/, ":role/$1");
  }
  if (/:root$/.test(arn)) return undefined;
  if (/:user\//.test(arn)) return arn;
  throw new CouldNotLook(`nothing simulates what ${arn} may do`);
}

/** Actions by the resources that they are asked for: a policy may name them. What a call makes anew has no name yet. */
function batches(world: World): { actions: string[]; resources: string[] }[] {
  const { region, accountId } = placeOf(world);
  const partition = partitionOf(region);
  const all = new Set(world.toMake().flatMap(actionsFor));
  const of = (pattern: RegExp) => {
    const actions = [...all].filter((one) => pattern.test(one)).sort();
    for (const one of actions) all.delete(one);
    return actions;
  };
  const arns = (type: string, more: (name: string) => string) => [
    ...new Set(world.toMake(type).map(({ inputs, name }) => more(String(inputs.name ?? `${name}-0123456`)))),
  ];
  const iam = (kind: string) => (name: string) => `arn:${partition}:iam::${accountId}:${kind}/${name}`;
  const roles = arns("aws:iam/role:Role", iam("role"));
  const buckets = arns("aws:s3/bucket:Bucket", (name) => `arn:${partition}:s3:::${name}`);
  return [
    { actions: of(/^iam:(\w+Role\w*|PassRole)$/), resources: roles },
    { actions: of(/^iam:\w*Policy(Version)?$/), resources: arns("aws:iam/policy:Policy", iam("policy")) },
    { actions: of(/^s3:\w*Object\w*$/), resources: buckets.map((one) => `${one}/plugins.zip`) },
    { actions: of(/^s3:/), resources: buckets },
    {
      actions: of(/^logs:/),
      resources: arns("LogGroup", (name) => `arn:${partition}:logs:${region}:${accountId}:log-group:${name}`),
    },
    {
      actions: of(/^airflow:/),
      resources: arns(
        "aws:mwaa/environment:Environment",
        (name) => `arn:${partition}:airflow:${region}:${accountId}:environment/${name}`,
      ),
    },
    { actions: [...all].sort(), resources: [] },
  ].filter(({ actions }) => actions.length > 0);
}

/** One finding for each way of being refused. Where a condition could not be known, the simulation proves nothing. */
function refusals(principal: string, results: readonly EvaluationResult[]): Finding[] {
  const refused = results.filter(({ EvalDecision }) => EvalDecision !== undefined && EvalDecision !== "allowed");
  const unsure = refused.filter(({ MissingContextValues = [] }) => MissingContextValues.length > 0);
  const sure = refused.filter((one) => !unsure.includes(one));
  const names = (some: readonly EvaluationResult[]) => [
    ...new Set(some.map(({ EvalActionName = "" }) => EvalActionName)),
  ];
  const organisation = sure.filter((one) => one.OrganizationsDecisionDetail?.AllowedByOrganizations === false);
  const explicit = sure.filter((one) => !organisation.includes(one) && one.EvalDecision === "explicitDeny");
  const missing = sure.filter((one) => !organisation.includes(one) && one.EvalDecision === "implicitDeny");
  const found: Finding[] = [];
  if (organisation.length > 0)
    found.push(
      willBreak(
        principal,
        `is forbidden by the organisation's policies: ${names(organisation).join(", ")}`,
        "aws organizations list-policies-for-target --target-id ACCOUNT --filter SERVICE_CONTROL_POLICY",
        {
          source: "https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html",
        },
      ),
    );
  if (explicit.length > 0)
    found.push(
      willBreak(
        principal,
        `is explicitly denied: ${names(explicit).join(", ")}`,
        `aws iam get-account-authorization-details --filter ${/:user\//.test(principal) ? "User" : "Role"}`,
      ),
    );
  if (missing.length > 0)
    found.push(willBreak(principal, `may not: ${names(missing).join(", ")}`, grant(principal, names(missing))));
  if (unsure.length > 0)
    found.push({
      grade: "unknown",
      thing: principal,
      wrong: `may ${names(unsure).join(", ")} only under conditions that are not known here`,
    });
  return found;
}

function grant(principal: string, actions: readonly string[]): string {
  const [, kind = "role", name = "NAME"] = /:(user|role)\/(?:.*\/)?([^/]+)$/.exec(principal) ?? [];
  const document = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
  });
  return `aws iam put-${kind}-policy --${kind}-name ${name} --policy-name airflow-up --policy-document '${document}'`;
}
