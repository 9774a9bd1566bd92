/** Rules of the guard rails on AWS, for both homes: whose a boundary is, and which tags can be given. */

import { conflict, type Problem, removeCommand, wrongValue } from "../words/messages";
import { type Tell, word } from "../words/tell";
import { when } from "./rules";

export const accountsKey = "aws:allowedAccountIds";
export const accountOf = (arn: string | undefined): string | undefined => arn?.split(":")[4];

/** Account of the examples: they stand for what only a program's chain knows (components/shared/arguments.ts). */
const exampleAccount = "444455556666";

/** Whether an ARN is of another account than the stack's. */
export const isStrange = (arn: string | undefined, account: string | undefined): boolean =>
  arn !== undefined && ![account, exampleAccount].includes(accountOf(arn) as string);

/** IAM takes a boundary of the role's own account, or of AWS's. */
export const boundaryProblems = (path: string, boundary: string | undefined, account: string | undefined): Problem[] =>
  when(account !== undefined && isStrange(boundary, account) && accountOf(boundary) !== "aws", () => {
    const told = (tell: Tell) => word(tell(accountsKey, account));
    return wrongValue(
      path,
      boundary,
      (tell) => `a managed policy of account ${told(tell)}, or of AWS`,
      (tell) => `arn:aws:iam::${told(tell)}:policy/boundary`,
      { near: (tell) => String(boundary).replace(/::\d{12}:/, `::${told(tell)}:`) },
    );
  });

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
