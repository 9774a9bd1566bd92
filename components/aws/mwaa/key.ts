import { Key } from "@pulumi/aws/kms/key";
import * as pulumi from "@pulumi/pulumi";
import type { AwsPlace } from "../iam/arn";
import { type KeyUsers, keyPolicy } from "../iam/policies";

/**
 * The customer key of a stack: a new one with rotation, one that exists, or none (AWS's own).
 *
 * @param kmsKeyArn stack config `airflow:mwaa.kmsKeyArn`
 * @param users who else uses a new one
 * @returns ARN, or undefined for AWS's own key
 */
export function customerKey(
  name: string,
  kmsKeyArn: pulumi.Input<string> | undefined,
  place: AwsPlace,
  environment: string,
  users: KeyUsers<pulumi.Input<string>>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> | undefined {
  if (kmsKeyArn === "aws-owned") return undefined;
  if (kmsKeyArn !== undefined) return pulumi.output(kmsKeyArn);
  const key = new Key(
    name,
    {
      description: `Airflow ${environment}: queue, logs, bucket, database`,
      enableKeyRotation: true,
      policy: pulumi
        .output(users.existingRoleArn)
        .apply((role) => JSON.stringify(keyPolicy(place, environment, { ...users, existingRoleArn: role }))),
    },
    opts,
  );
  return key.arn;
}
