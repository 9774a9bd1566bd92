import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import * as pulumi from "@pulumi/pulumi";
import { arnLabel, labelled } from "../../shared/labels";
import type { AwsPlace } from "./arn";
import { executionRolePolicy, executionRoleTrust } from "./policies";

export interface ExecutionRoleArgs {
  place: AwsPlace;
  /** Name of the MWAA environment. */
  environment: string;
  bucketArn: pulumi.Input<string>;
  /** Whether the bucket was there before: its key is its owner's choice. */
  bucketExists: boolean;
  kmsKeyArn: pulumi.Input<string> | undefined;
  /** ECR repositories that tasks may pull from: names, or ARNs. */
  ecrRepositories: string[];
  /** Managed policies besides the role's own. */
  policyArns: pulumi.Input<string>[];
  /** Who may take the role besides MWAA: ARNs, or services of AWS. */
  trustedPrincipals: pulumi.Input<string>[];
  /** Secret with the login of the package index. */
  indexSecretId: pulumi.Input<string> | undefined;
}

/** The role that MWAA's processes and tasks run as. */
export class ExecutionRole extends pulumi.ComponentResource {
  /** ARN, known as soon as the role exists. */
  readonly arn: pulumi.Output<string>;
  /** When it was made. */
  readonly created: pulumi.Output<string | undefined>;
  /** The same ARN, known only when every policy is attached: what the environment takes. */
  readonly readyArn: pulumi.Output<string>;

  constructor(name: string, args: ExecutionRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:aws:ExecutionRole", name, args, opts);
    const { place, environment, bucketExists, ecrRepositories } = args;
    const role = new Role(
      `${name}-role`,
      {
        description: `MWAA environment ${environment}`,
        assumeRolePolicy: trustOf(place.accountId, args.trustedPrincipals),
      },
      { parent: this },
    );
    const document = pulumi
      .all([args.bucketArn, args.kmsKeyArn, args.indexSecretId])
      .apply(([bucketArn, kmsKeyArn, indexSecretId]) =>
        executionRolePolicy({
          ...place,
          environment,
          bucketArn,
          bucketExists,
          kmsKeyArn,
          ecrRepositories,
          indexSecretId,
        }),
      );
    const own = new RolePolicy(
      `${name}-policy`,
      { role: role.name, policy: pulumi.jsonStringify(document) },
      { parent: this },
    );
    const more = labelled(args.policyArns, arnLabel).map(
      ([label, policyArn]) =>
        new RolePolicyAttachment(`${name}-${label}`, { role: role.name, policyArn }, { parent: this }),
    );
    this.arn = role.arn;
    this.created = role.createDate;
    this.readyArn = pulumi.all([role.arn, own.id, ...more.map((attached) => attached.id)]).apply(([arn]) => arn);
    this.registerOutputs({ arn: this.arn, readyArn: this.readyArn });
  }
}

/** Plain where nobody else is named: it is known in every preview. */
const trustOf = (accountId: string, others: pulumi.Input<string>[]): pulumi.Input<string> =>
  others.length === 0
    ? JSON.stringify(executionRoleTrust(accountId))
    : pulumi.all(others).apply((known) => JSON.stringify(executionRoleTrust(accountId, known)));
