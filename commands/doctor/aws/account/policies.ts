import { defineCheck, type Finding, willBreak } from "../../check";
import type { World } from "../../world";
import { aws } from "../clients";
import { orNone } from "../errors";

const attachments = (world: World) =>
  ["Role", "User", "Group"].flatMap((kind) => world.toMake(`${kind}PolicyAttachment`));

export const policies = defineCheck({
  id: "aws.policies",
  about: "the policies, users, groups and roles that the plan attaches to each other are there",
  cloud: "aws",
  homes: ["mwaa", "gke"],
  when: "before",
  permissions: ["iam:GetPolicy", "iam:GetRole", "iam:GetUser", "iam:GetGroup"],
  why: "IAM attaches only what exists: NoSuchEntity otherwise",
  source: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html",
  page: "docs/config.md",
  applies: (world) => attachments(world).length > 0,
  run: async (world) => {
    const iam = await aws(world, "iam");
    const asked = attachments(world).flatMap(({ inputs }) => {
      const { policyArn, role, user, group } = inputs as Record<string, string | undefined>;
      const at = (value: string | undefined) => (value === undefined ? undefined : world.real(value));
      const [policy, roleName, userName, groupName] = [at(policyArn), at(role), at(user), at(group)];
      return [
        policy && missing(policy, "is no policy", "airflow:mwaa.policyArns", iam.getPolicy({ PolicyArn: policy })),
        roleName && missing(roleName, "is no role", "airflow:access", iam.getRole({ RoleName: roleName })),
        userName && missing(userName, "is no user", "airflow:access", iam.getUser({ UserName: userName })),
        groupName && missing(groupName, "is no group", "airflow:access", iam.getGroup({ GroupName: groupName })),
      ].filter((one): one is Promise<Finding[]> => one instanceof Promise);
    });
    const found = (await Promise.all(asked)).flat();
    return found.filter(({ thing }, index) => found.findIndex((one) => one.thing === thing) === index);
  },
});

async function missing(thing: string, wrong: string, key: string, asked: Promise<unknown>): Promise<Finding[]> {
  if ((await orNone(asked)) !== undefined) return [];
  return [
    willBreak(thing, `${wrong} of this account`, `pulumi config get ${key}   # and take it out there, or make it`),
  ];
}
