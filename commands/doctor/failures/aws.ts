/** What AWS, its provider and MWAA say. */
import type { Failure } from "./failure";

const issues = (path: string) => `https://github.com/${path}`;

export const aws: Failure[] = [
  {
    id: "expired-token",
    says: "ExpiredToken: The security token included in the request is expired",
    cause: "The shell's AWS session ended; an MWAA environment takes longer to make than many sessions last.",
    fix: "Log in again (`aws sso login`), then `npm run resume` for what was begun, then `pulumi up`. In CI let the role's session last two hours.",
    source: issues("pulumi/pulumi-aws/issues/3866"),
  },
  {
    id: "failed-to-save-snapshot",
    says: "failed to save snapshot",
    matches: /failed to save snapshot[\s\S]*ExpiredToken/i,
    cause:
      "The state lies in a bucket and the session for it ended during the `up`: what was made after that is in no state.",
    fix: "Log in again, then `npm run resume -- --stack S`: it finds what was made and puts it into the state.",
    source: issues("pulumi/pulumi/issues/19452"),
  },
  {
    id: "no-aws-credentials",
    says: "unable to discover AWS AccessKeyID and/or SecretAccessKey",
    matches: /unable to discover AWS AccessKeyID|No valid credential sources found/i,
    cause: "Neither the environment nor `aws:profile` gives credentials.",
    fix: "`aws sso login --profile P`, and `pulumi config set aws:profile P` or `export AWS_PROFILE=P`.",
    source: issues("pulumi/pulumi-aws/issues/814"),
  },
  {
    id: "role-without-permissions-for-s3-location",
    says: "Provided role does not have sufficient permissions for s3 location",
    cause:
      "IAM is eventually consistent: MWAA looked before the new role's policy had arrived. The program waits and tries again for five minutes; a role of your own may really lack the right.",
    fix: "Run `pulumi up` again. If it stays: give the role `s3:GetObject*`, `s3:GetBucket*` and `s3:List*` on the bucket.",
    source: issues("hashicorp/terraform-provider-aws/issues/26429"),
  },
  {
    id: "bucket-without-block-public-access",
    says: "Provided bucket does not have BlockPublicAccess set",
    cause: "MWAA takes only a bucket that is closed to the public. The program closes its own; this one is yours.",
    fix: "`aws s3api put-public-access-block --bucket B --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`",
    source: issues("094459/innovateaiml-airflow/issues/1"),
  },
  {
    id: "create-failed-incorrect-configuration",
    says: "unexpected state 'CREATE_FAILED', wanted target 'AVAILABLE'. last error: INCORRECT_CONFIGURATION",
    matches: /CREATE_FAILED[\s\S]*INCORRECT_CONFIGURATION/,
    cause:
      "MWAA's containers did not come up: mostly a private subnet without a way to S3, SQS, logs, ECR or KMS, or a key or role that they may not use.",
    fix: "`npm run doctor -- --stack S` looks at each of these. Then `pulumi up`: the failed environment is replaced.",
    source: issues("LBHackney-IT/Data-Platform/pull/1764"),
  },
  {
    id: "environment-pending",
    says: "unexpected state 'PENDING', wanted target 'AVAILABLE'",
    cause: "The environment waits for endpoints that the customer makes, and the provider is older than that state.",
    fix: "`npm ci`, so that the provider is the pinned one; then make the endpoints that `GetEnvironment` names.",
    source: issues("hashicorp/terraform-provider-aws/issues/39388"),
  },
  {
    id: "environment-stays-creating",
    says: "timeout while waiting for state to become 'AVAILABLE' (last state: 'CREATING'",
    cause:
      "The environment was still being made when the provider's patience ended; half of the time for want of a way out.",
    fix: "`npm run resume -- --stack S` waits for it and takes it over; `npm run doctor -- --stack S` says what it lacks.",
    source: issues("onceiwasadev/aws-mwaa-terraform/issues/4"),
  },
  {
    id: "vpc-limit-exceeded",
    says: "VpcLimitExceeded: The maximum number of VPCs has been reached",
    cause: "A region holds five VPCs unless a higher quota was granted.",
    fix: "Use one that exists (`airflow:mwaa.network.vpcId`), or `aws service-quotas request-service-quota-increase --service-code vpc --quota-code L-F678F1CE --desired-value 10`.",
    source: issues("terraform-aws-modules/terraform-aws-vpc/issues/429"),
  },
  {
    id: "address-limit-exceeded",
    says: "AddressLimitExceeded: The maximum number of addresses has been reached",
    cause: "Each NAT gateway takes an Elastic IP; a region has five unless more were granted.",
    fix: "`airflow:mwaa.egress: nat` takes one, `endpoints` none; or `aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-0263D0A3 --desired-value 10`.",
    source: issues("hashicorp-education/learn-terraform-provision-eks-cluster/issues/59"),
  },
  {
    id: "conflicting-dns-domain",
    says: "private-dns-enabled cannot be set because there is already a conflicting DNS domain",
    cause: "The VPC already has an endpoint for that service with private DNS; there can be one.",
    fix: "Name the service in `airflow:mwaa.network.existingEndpoints`: it is then left alone and used.",
    source: issues("hashicorp/terraform-provider-aws/issues/17535"),
  },
  {
    id: "s3-needs-a-gateway-endpoint",
    says: "To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC",
    cause: "An interface endpoint for S3 wants a gateway endpoint for S3 in the same VPC.",
    fix: "Give `airflow:mwaa.network.privateRouteTableIds`, so that the program makes the gateway endpoint; leave out the interface endpoint.",
    source: issues("terraform-aws-modules/terraform-aws-vpc/issues/982"),
  },
  {
    id: "has-dependencies-and-cannot-be-deleted",
    says: "DependencyViolation",
    matches: /DependencyViolation: (?:The (?:subnet|vpc|internetGateway|routeTable)|resource sg-)/i,
    cause:
      "Something that is not in the state still stands in the subnet or group: MWAA's own network interfaces leave some minutes after the environment, other people's never.",
    fix: "`aws ec2 describe-network-interfaces --filters Name=subnet-id,Values=SUBNET`; wait for those of MWAA, delete what else is there, then `pulumi destroy` again.",
    source: issues("hashicorp/terraform-provider-aws/issues/9495"),
  },
  {
    id: "mapped-public-addresses",
    says: "has some mapped public address(es). Please unmap those public address(es) before detaching the gateway",
    cause:
      "A NAT gateway or another machine with a public address is still in the VPC while its internet gateway goes.",
    fix: "`pulumi destroy` again: the NAT gateway takes a few minutes to let go. If it stays, `aws ec2 describe-addresses` names the address.",
    source: issues("gruntwork-io/cloud-nuke/pull/591"),
  },
  {
    id: "kms-key-not-allowed-for-logs",
    says: "The specified KMS key does not exist or is not allowed to be used with",
    cause: "The key's policy does not admit CloudWatch Logs in this region.",
    fix: "Add to the policy of the key in `airflow:mwaa.kmsKeyArn` the statement for `logs.REGION.amazonaws.com` in docs/mwaa.md, or leave the key out: the program makes one that fits.",
    source: issues("hashicorp/terraform-provider-aws/issues/29282"),
  },
  {
    id: "log-group-already-exists",
    says: "ResourceAlreadyExistsException: The specified log group already exists",
    cause:
      "MWAA writes its log groups anew if it still logs while they are deleted, so an earlier stack of that name left some.",
    fix: "`pulumi import` keeps the old lines; `aws logs delete-log-group --log-group-name GROUP` does not. Then `pulumi up`.",
    source: issues("terraform-aws-modules/terraform-aws-eks/issues/2486"),
  },
  {
    id: "bucket-not-empty",
    says: "BucketNotEmpty: The bucket you tried to delete is not empty",
    cause: "The bucket holds versions of files that the stack did not upload.",
    fix: "Save what you need, then empty it with all versions in the console (S3, Empty), then `pulumi destroy` again.",
    source: issues("hashicorp/terraform-provider-aws/issues/208"),
  },
  {
    id: "pass-role-denied",
    says: "is not authorized to perform: iam:PassRole",
    cause: "Whoever runs `up` may make the environment but may not hand it its execution role.",
    fix: 'Allow the caller `iam:PassRole` on the execution role with `"iam:PassedToService": ["airflow.amazonaws.com", "airflow-env.amazonaws.com"]`.',
    source: issues("aws-samples/amazon-mwaa-examples/pull/68"),
  },
  {
    id: "requirements-conflict",
    says: "The conflict is caused by:",
    cause:
      "A pin of your requirements contradicts the constraints of that Airflow version; MWAA then starts without your packages, or not at all.",
    fix: "`npm run dags -- check --stack S` names the two packages. Take the constraint's version, or drop the pin.",
    source: issues("aws/aws-mwaa-local-runner/issues/426"),
  },
];
