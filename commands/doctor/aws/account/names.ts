import { defineCheck, type Finding, willBreak } from "../../check";
import type { World } from "../../world";
import { askMwaa, aws } from "../clients";
import { orNone } from "../errors";

export const names = defineCheck({
  id: "aws.names",
  about: "the names that the plan fixes are free: environment, log groups, roles",
  cloud: "aws",
  homes: ["mwaa", "gke"],
  when: "before",
  permissions: ["airflow:GetEnvironment", "logs:DescribeLogGroups", "iam:GetRole"],
  why: "AWS refuses a second one of the same name, and it is not this stack's to change",
  source: "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html",
  page: "docs/when-it-fails.md",
  applies: (world) => fixed(world, "aws:mwaa/environment:Environment", "LogGroup", "aws:iam/role:Role").length > 0,
  run: async (world) => (await Promise.all([environments(world), logGroups(world), roles(world)])).flat(),
});

const fixed = (world: World, ...types: string[]): string[] =>
  types
    .flatMap((type) => world.toMake(type))
    .flatMap(({ inputs }) => (typeof inputs.name === "string" ? inputs.name : []));

const other = "pulumi config set airflow:name ANOTHER-NAME";

const environments = async (world: World): Promise<Finding[]> =>
  (
    await Promise.all(
      fixed(world, "aws:mwaa/environment:Environment").map(async (name) => {
        const found = await orNone(askMwaa<object>(world, "GET", `/environments/${name}`));
        return found === undefined ? [] : [willBreak(name, "an environment of that name is there already", other)];
      }),
    )
  ).flat();

async function logGroups(world: World): Promise<Finding[]> {
  const wanted = fixed(world, "LogGroup");
  if (wanted.length === 0) return [];
  const logs = await aws(world, "logs");
  const prefix = (wanted[0] as string).slice(0, (wanted[0] as string).lastIndexOf("-"));
  const { logGroups: found = [] } = await logs.describeLogGroups({ logGroupNamePrefix: prefix });
  return found
    .filter(({ logGroupName = "" }) => wanted.includes(logGroupName))
    .map(({ logGroupName }) =>
      willBreak(
        `${logGroupName}`,
        "a log group of that name is there already, of an earlier environment perhaps",
        `aws logs delete-log-group --log-group-name ${logGroupName}   # its logs go; or: ${other}`,
      ),
    );
}

const roles = async (world: World): Promise<Finding[]> => {
  const wanted = fixed(world, "aws:iam/role:Role");
  if (wanted.length === 0) return [];
  const iam = await aws(world, "iam");
  const found = await Promise.all(
    wanted.map(async (name) => ((await orNone(iam.getRole({ RoleName: name }))) === undefined ? [] : [name])),
  );
  return found.flat().map((name) => willBreak(name, "a role of that name is there already", other));
};
