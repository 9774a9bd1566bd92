import { bad, defineCheck } from "../../check";
import type { World } from "../../world";
import { aws, placeOf } from "../clients";
import { orNone } from "../errors";

/** Repositories that a policy of the plan names one by one: `[account, region, name]`. */
export function repositoriesOf(world: World): { account: string; region: string; name: string }[] {
  const text = world
    .planned("aws:iam/rolePolicy:RolePolicy")
    .map(({ inputs }) => String(inputs.policy))
    .join("\n");
  const found = [...text.matchAll(/arn:[\w-]+:ecr:([\w-]+):(\d{12}):repository\/([\w./*-]+)/g)];
  return found
    .map(([, region = "", account = "", name = ""]) => ({ account, region, name }))
    .filter(({ name }) => !name.includes("*"));
}

export const repositories = defineCheck({
  id: "aws.repositories",
  about: "the ECR repositories that tasks pull from are there",
  cloud: "aws",
  homes: ["mwaa", "gke"],
  when: "always",
  permissions: ["ecr:DescribeRepositories"],
  why: "a role may be allowed to pull from a repository that nobody made: the task that pulls fails",
  source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/common-errors-docker.html",
  page: "docs/ecr-images.md",
  applies: (world) => repositoriesOf(world).length > 0,
  run: async (world) => {
    const ecr = await aws(world, "ecr");
    const place = placeOf(world);
    const asked = repositoriesOf(world)
      // Another region has an API of its own.
      .filter(({ region }) => region === place.region)
      .map(async ({ account, name, region }) => {
        const found = await orNone(ecr.describeRepositories({ registryId: account, repositoryNames: [name] }));
        if (found !== undefined) return [];
        return [
          bad(
            world,
            name,
            `is no repository of ${account} in ${region}`,
            `aws ecr create-repository --repository-name ${name} --region ${region}`,
          ),
        ];
      });
    return (await Promise.all(asked)).flat();
  },
});
