import { GroupPolicyAttachment } from "@pulumi/aws/iam/groupPolicyAttachment";
import { Policy } from "@pulumi/aws/iam/policy";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import { UserPolicyAttachment } from "@pulumi/aws/iam/userPolicyAttachment";
import * as pulumi from "@pulumi/pulumi";
import type { AccessLists } from "../../../config";
import type { AwsPlace } from "../iam/arn";
import { type AirflowRole, accessPolicy } from "../iam/policies";

export interface AccessPoliciesArgs {
  place: AwsPlace;
  /** Name of the MWAA environment. */
  environment: string;
  /** Stack config `airflow:access`: ARNs of IAM roles, users and groups of this account. */
  access: AccessLists;
  /** Whether the policies have names that stay: a permission set of IAM Identity Center names a policy, not an ARN. */
  fixedNames: boolean;
}

/** Which Airflow role a kind of principal gets, and whether it may call the REST API. */
const grants: Record<keyof AccessLists, [AirflowRole, boolean]> = {
  admins: ["Admin", true],
  viewers: ["Viewer", false],
  triggerCallers: ["User", true],
  operators: ["Op", true],
};

/** Name of a policy that stays (https://docs.aws.amazon.com/singlesignon/latest/userguide/howtocmp.html). */
export const fixedPolicyName = (environment: string, kind: keyof AccessLists): string => `${environment}-${kind}`;

/** Who may open Airflow and start DAG runs: a managed policy for each kind, attached to whom config names. */
export class AccessPolicies extends pulumi.ComponentResource {
  /** ARNs of the policies, for principals that this program does not manage (such as permission sets). */
  readonly policyArns: Partial<Record<keyof AccessLists, pulumi.Output<string>>>;

  constructor(
    name: string,
    { place, environment, access, fixedNames }: AccessPoliciesArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("airflow:aws:AccessPolicies", name, { place, environment, access, fixedNames }, opts);
    const granted = (kind: keyof AccessLists) => {
      const [role, rest] = grants[kind];
      const policy = JSON.stringify(accessPolicy(place, environment, role, rest));
      const description = `Airflow ${environment}: ${role}`;
      const { arn } = new Policy(
        `${name}-${kind}`,
        { policy, description, ...(fixedNames && { name: fixedPolicyName(environment, kind) }) },
        { parent: this },
      );
      for (const who of new Set(access[kind])) this.attach(`${name}-${kind}`, who, arn);
      return arn;
    };
    this.policyArns = {
      admins: granted("admins"),
      viewers: granted("viewers"),
      triggerCallers: granted("triggerCallers"),
      // It came later than the others: a stack that has no use for it gets none.
      ...((fixedNames || access.operators.length > 0) && { operators: granted("operators") }),
    };
    this.registerOutputs({ policyArns: this.policyArns });
  }

  private attach(name: string, who: string, policyArn: pulumi.Output<string>): void {
    // `arn:aws:iam::ACCOUNT:role/PATH/NAME`: the account is the stack's own (config checks it), the path may be empty.
    const [kind = "", ...path] = who.replace(/^.*:/, "").split("/");
    const named = path[path.length - 1] as string;
    const label = `${name}-${kind}-${path.join("/")}`;
    const child = { parent: this };
    if (kind === "role") new RolePolicyAttachment(label, { role: named, policyArn }, child);
    else if (kind === "user") new UserPolicyAttachment(label, { user: named, policyArn }, child);
    else new GroupPolicyAttachment(label, { group: named, policyArn }, child);
  }
}
