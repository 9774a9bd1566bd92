import { Key } from "@pulumi/aws/kms/key";
import * as pulumi from "@pulumi/pulumi";
import type { AwsPlace } from "../iam/arn";
import { keyPolicy } from "../iam/policies";

/**
 * The customer key of a stack: a new one with rotation, one that exists, or none (AWS's own).
 *
 * @param kmsKeyArn stack config `airflow:mwaa.kmsKeyArn`
 * @param existingRoleArn execution role that exists, which a new key admits
 * @returns ARN, or undefined for AWS's own key
 */
export function customerKey(
  name: string,
  kmsKeyArn: pulumi.Input<string> | undefined,
  place: AwsPlace,
  environment: string,
  opts: pulumi.CustomResourceOptions,
  existingRoleArn?: pulumi.Input<string>,
): pulumi.Output<string> | undefined {
  if (kmsKeyArn === "aws-owned") return undefined;
  if (kmsKeyArn !== undefined) return pulumi.output(kmsKeyArn);
  const key = new Key(
    name,
    {
      description: `Airflow ${environment}: queue, logs, bucket, database`,
      enableKeyRotation: true,
      policy:
        existingRoleArn === undefined
          ? JSON.stringify(keyPolicy(place, environment))
          : pulumi.jsonStringify(pulumi.output(existingRoleArn).apply((role) => keyPolicy(place, environment, role))),
    },
    opts,
  );
  return key.arn;
}
