/**
 * AWS: names that the program or Pulumi chose before, and for the rest tags. Pulumi's names are in the inputs already when an
 * operation begins. Ids as the provider imports them: https://www.pulumi.com/registry/packages/aws/api-docs/ ("Import").
 */
import { byId, text, type Way } from "./place";

const tags: Way = { by: "tags" };

export const aws: Record<string, Way> = {
  "aws:budgets/budget:Budget": byId("{accountId}:{name}"),
  "aws:cloudwatch/dashboard:Dashboard": byId("{dashboardName}"),
  "aws:cloudwatch/logGroup:LogGroup": byId("{name}"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": byId("{name}"),
  "aws:ec2/eip:Eip": tags,
  "aws:ec2/internetGateway:InternetGateway": tags,
  "aws:ec2/natGateway:NatGateway": tags,
  "aws:ec2/route:Route": byId("{routeTableId}_{destinationCidrBlock}"),
  "aws:ec2/routeTable:RouteTable": tags,
  "aws:ec2/routeTableAssociation:RouteTableAssociation": byId("{subnetId}/{routeTableId}"),
  "aws:ec2/securityGroup:SecurityGroup": tags,
  "aws:ec2/subnet:Subnet": tags,
  "aws:ec2/vpc:Vpc": tags,
  "aws:ec2/vpcEndpoint:VpcEndpoint": tags,
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": byId("{group}/{policyArn}"),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    by: "id",
    id: (inputs, { partition, account }) =>
      `arn:${partition}:iam::${account}:oidc-provider/${text(inputs, "url").replace(/^https:\/\//, "")}`,
  },
  "aws:iam/policy:Policy": {
    by: "id",
    id: (inputs, { partition, account }) =>
      `arn:${partition}:iam::${account}:policy${text(inputs, "path", "/")}${text(inputs, "name")}`,
  },
  "aws:iam/role:Role": byId("{name}"),
  "aws:iam/rolePolicy:RolePolicy": byId("{role}:{name}"),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": byId("{role}/{policyArn}"),
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": byId("{user}/{policyArn}"),
  "aws:kms/key:Key": tags,
  "aws:mwaa/environment:Environment": byId("{name}"),
  "aws:s3/bucket:Bucket": byId("{bucket}"),
  "aws:s3/bucketObjectv2:BucketObjectv2": byId("{bucket}/{key}"),
  "aws:s3/bucketPolicy:BucketPolicy": byId("{bucket}"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": byId("{bucket}"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": byId("{bucket}"),
  "aws:s3/bucketVersioning:BucketVersioning": byId("{bucket}"),
  "aws:sns/topic:Topic": {
    by: "id",
    id: (inputs, { partition, region, account }) =>
      `arn:${partition}:sns:${text(inputs, "region", region)}:${account}:${text(inputs, "name")}`,
  },
  "aws:sns/topicPolicy:TopicPolicy": byId("{arn}"),
  "aws:sns/topicSubscription:TopicSubscription": { by: "again", why: "SNS subscribes an address to a topic once" },
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": tags,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": tags,
};
