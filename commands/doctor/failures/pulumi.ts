/** What the Pulumi engine says. */
import type { Failure } from "./failure";

const issues = (path: string) => `https://github.com/${path}`;

export const pulumi: Failure[] = [
  {
    id: "pending-operations",
    says: "pending operations from previous deployment",
    matches: /\d+ (?:resource\(s\) with )?pending operations/,
    cause: "An earlier `up` was killed. What it was making may exist, bill, and be in no state.",
    fix: "`npm run resume -- --stack S`. Not `pulumi cancel` and not `pulumi refresh`: both forget what was made.",
    source: issues("DefangLabs/pulumi-defang/issues/33"),
  },
  {
    id: "locked",
    says: "the stack is currently locked by",
    cause: "Another `up` runs, or one died and left its lock.",
    fix: "See on the machine that the message names that none runs; then `npm run resume -- --stack S`, which removes a dead lock.",
    source: issues("DefangLabs/defang/issues/385"),
  },
  {
    id: "marked-for-protection",
    says: "as it is currently marked for protection",
    cause: "The resource is protected, and the change would delete or replace it.",
    fix: "If that is what you want: `pulumi state unprotect URN`, then `pulumi up`.",
    source: issues("pulumi/pulumi/issues/8158"),
  },
];
