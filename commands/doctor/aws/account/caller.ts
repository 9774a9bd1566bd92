import { broken, defineCheck, lookAt } from "../../check";
import type { World } from "../../world";
import { placeOf, whoCalls } from "../clients";

/** Stacks with something on AWS. */
export const onAws = (world: World): boolean =>
  world.settings.aws !== undefined && world.graph.resources.some(({ type }) => type.startsWith("aws:"));

export const caller = defineCheck({
  id: "aws.caller",
  about: "this shell's AWS credentials are of the stack's account",
  cloud: "aws",
  homes: ["mwaa", "gke"],
  when: "always",
  permissions: ["sts:GetCallerIdentity"],
  why: "the provider refuses every account but the one in aws:allowedAccountIds",
  source: "https://www.pulumi.com/registry/packages/aws/api-docs/provider/#allowedaccountids_nodejs",
  page: "docs/mwaa.md",
  applies: onAws,
  run: async (world) => {
    const { account, arn } = await whoCalls(world);
    const { accountId } = placeOf(world);
    if (account !== accountId)
      return [
        broken(
          arn,
          `is of account ${account}, and the stack's is ${accountId}`,
          `aws sso login --profile PROFILE-OF-${accountId}   # or: pulumi config set aws:allowedAccountIds '["${account}"]'`,
        ),
      ];
    if (/:root$/.test(arn))
      return [
        lookAt(arn, "is the account's root user", "aws configure sso", {
          why: "what it leaks is the whole account, and nothing can limit it",
          source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html",
        }),
      ];
    return [];
  },
});
