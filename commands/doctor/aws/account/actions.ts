/**
 * The IAM actions behind a plan: the calls that its resources become (calls.ts), what AWS asks for beside them, and what the
 * provider reads back (https://docs.aws.amazon.com/service-authorization/latest/reference/). Pure.
 */
import type { PlannedResource } from "../../../plan/record/graph";
import { awsCalls } from "./calls";

/** Where the action's name is not the operation's. */
const renamed: Record<string, string> = {
  "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
  "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
  "budgets:CreateBudget": "budgets:ModifyBudget",
};

/** Where the service's prefix is another. */
const prefixes: Record<string, string> = { mwaa: "airflow" };

/** By type: what AWS wants to allow besides the call itself. */
const beside: Record<string, readonly string[]> = {
  "aws:mwaa/environment:Environment": [
    "airflow:GetEnvironment",
    "airflow:TagResource",
    "iam:PassRole",
    // MWAA makes the endpoints of its database and page in the caller's name (https://docs.aws.amazon.com/mwaa/latest/userguide/manage-access.html).
    "ec2:CreateVpcEndpoint",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "ec2:DescribeSecurityGroups",
    "s3:GetEncryptionConfiguration",
    "s3:GetBucketPublicAccessBlock",
  ],
  "aws:ec2/vpc:Vpc": ["ec2:ModifyVpcAttribute", "ec2:DescribeVpcs", "ec2:DescribeVpcAttribute", "ec2:CreateTags"],
  "aws:ec2/subnet:Subnet": ["ec2:DescribeSubnets", "ec2:DescribeAvailabilityZones"],
  "aws:ec2/internetGateway:InternetGateway": ["ec2:AttachInternetGateway", "ec2:DescribeInternetGateways"],
  "aws:ec2/natGateway:NatGateway": ["ec2:DescribeNatGateways"],
  "aws:ec2/eip:Eip": ["ec2:DescribeAddresses"],
  "aws:ec2/routeTable:RouteTable": ["ec2:DescribeRouteTables"],
  "aws:ec2/securityGroup:SecurityGroup": ["ec2:DescribeSecurityGroups", "ec2:RevokeSecurityGroupEgress"],
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ["ec2:DescribeSecurityGroupRules"],
  "aws:ec2/vpcEndpoint:VpcEndpoint": ["ec2:DescribeVpcEndpoints", "ec2:DescribePrefixLists"],
  "aws:s3/bucket:Bucket": ["s3:ListBucket", "s3:GetBucketTagging", "s3:GetBucketPolicy"],
  "aws:s3/bucketVersioning:BucketVersioning": ["s3:GetBucketVersioning"],
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ["s3:GetBucketPublicAccessBlock"],
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": [
    "s3:GetEncryptionConfiguration",
  ],
  "aws:s3/bucketObjectv2:BucketObjectv2": ["s3:GetObject", "s3:GetObjectTagging"],
  "aws:iam/role:Role": ["iam:GetRole", "iam:TagRole", "iam:ListRolePolicies", "iam:ListAttachedRolePolicies"],
  "aws:iam/rolePolicy:RolePolicy": ["iam:GetRolePolicy"],
  "aws:iam/policy:Policy": ["iam:GetPolicy", "iam:GetPolicyVersion", "iam:TagPolicy"],
  "aws:kms/key:Key": [
    "kms:EnableKeyRotation",
    "kms:TagResource",
    "kms:DescribeKey",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListResourceTags",
  ],
  "aws:cloudwatch/logGroup:LogGroup": ["logs:TagResource", "logs:DescribeLogGroups", "logs:ListTagsForResource"],
};

/** With a customer key, MWAA gives itself grants in the caller's name, and S3 encrypts what the caller puts. */
const withKey = ["kms:CreateGrant", "kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt", "kms:Encrypt"];

/** What tags and a boundary ask for, of types whose tags are not asked for in any case. */
function guarded(type: string, { tags, permissionsBoundary }: PlannedResource["inputs"]): string[] {
  return [
    ...(type === "aws:s3/bucketObjectv2:BucketObjectv2" && tags !== undefined ? ["s3:PutObjectTagging"] : []),
    ...(permissionsBoundary === undefined ? [] : ["iam:PutRolePermissionsBoundary"]),
  ];
}

const actionOf = (service: string, operation: string): string => {
  const action = `${prefixes[service] ?? service}:${operation}`;
  return renamed[action] ?? action;
};

/** What making a resource asks for, each action once. Types of other clouds ask for nothing here. */
export function actionsFor(resource: PlannedResource): string[] {
  const { type, inputs } = resource;
  if (!type.startsWith("aws:")) return [];
  const calls = awsCalls(resource).map(({ service, operation }) => actionOf(service, operation));
  const key = type === "aws:mwaa/environment:Environment" && inputs.kmsKey !== undefined ? withKey : [];
  const update = calls.filter((one) => one !== "airflow:UpdateEnvironment");
  return [...new Set([...update, ...(beside[type] ?? []), ...key, ...guarded(type, inputs)])].sort();
}
