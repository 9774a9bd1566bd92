/** Parts of resource names made of ids: two different ids never give one name, in whatever order they are listed. */
import type * as pulumi from "@pulumi/pulumi";

/**
 * A Google role: `roles/bigquery.jobUser` -> `bigquery.jobUser`. A role of a project or an organization keeps its whole name,
 * whose slashes no predefined role has.
 */
export const roleLabel = (role: string): string => role.replace(/^roles\//, "");

/** An IAM ARN: `arn:aws:iam::aws:policy/job-function/X` -> `job-function/X`; one of an account starts with its number. */
export function arnLabel(arn: string): string {
  const [account, ...resource] = arn.split(":").slice(4);
  const path = resource.join(":").replace(/^[^/]+\//, "");
  return account === "aws" || account === "" ? path : `${account}/${path}`;
}

/** Each input once, with its label: an id's own, or its place in the list where only the chain knows the id. */
export function labelled(
  ids: readonly pulumi.Input<string>[],
  label: (id: string) => string,
): [label: string, id: pulumi.Input<string>][] {
  return [...new Set(ids)].map((id, index) => [typeof id === "string" ? label(id) : `${index + 1}`, id]);
}
