/** Where in AWS something is. */
export interface AwsPlace {
  region: string;
  /** 12 digits. */
  accountId: string;
}

/** Partition of a region (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html). */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

/** ARN of a regional resource of the account. */
export const arnOf = (service: string, { region, accountId }: AwsPlace, resource: string): string =>
  `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${resource}`;

/** ARN of a bucket. */
export const bucketArnOf = (region: string, bucket: string): string => `arn:${partitionOf(region)}:s3:::${bucket}`;

/** Name of a service in `kms:ViaService` conditions and in service principals that carry the region. */
export const regionalService = (service: string, region: string): string =>
  `${service}.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
