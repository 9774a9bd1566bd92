/** Which change of a field replaces a resource: `ForceNew` and `CustomizeDiff` in the schemas of terraform-provider-aws. */
import { isDeepStrictEqual } from "node:util";
import type { Properties } from "../wire";

const forceNew: Record<string, string[]> = {
  "aws:iam/role:Role": ["name", "namePrefix", "path"],
  "aws:iam/rolePolicy:RolePolicy": ["name", "namePrefix", "role"],
  "aws:iam/policy:Policy": ["name", "namePrefix", "path", "description"],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ["role", "policyArn"],
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": ["user", "policyArn"],
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": ["group", "policyArn"],
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ["url"],
  "aws:ec2/vpc:Vpc": ["cidrBlock"],
  "aws:ec2/subnet:Subnet": ["cidrBlock", "vpcId", "availabilityZone"],
  "aws:ec2/natGateway:NatGateway": ["allocationId", "subnetId"],
  "aws:ec2/routeTable:RouteTable": ["vpcId"],
  "aws:ec2/route:Route": ["routeTableId", "destinationCidrBlock"],
  // The route table of an association changes in place.
  "aws:ec2/routeTableAssociation:RouteTableAssociation": ["subnetId"],
  "aws:ec2/securityGroup:SecurityGroup": ["name", "namePrefix", "description", "vpcId"],
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ["securityGroupId"],
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": ["securityGroupId"],
  "aws:ec2/vpcEndpoint:VpcEndpoint": ["serviceName", "vpcId", "vpcEndpointType"],
  "aws:s3/bucket:Bucket": ["bucket", "bucketPrefix"],
  "aws:s3/bucketVersioning:BucketVersioning": ["bucket"],
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ["bucket"],
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ["bucket"],
  "aws:s3/bucketPolicy:BucketPolicy": ["bucket"],
  "aws:s3/bucketObjectv2:BucketObjectv2": ["bucket", "key"],
  "aws:mwaa/environment:Environment": ["name", "kmsKey", "endpointManagement"],
  "aws:cloudwatch/logGroup:LogGroup": ["name", "namePrefix"],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["name"],
  "aws:cloudwatch/dashboard:Dashboard": ["dashboardName"],
  "aws:sns/topic:Topic": ["name", "namePrefix"],
  "aws:sns/topicPolicy:TopicPolicy": ["arn"],
  "aws:sns/topicSubscription:TopicSubscription": ["endpoint", "protocol", "topic"],
  "aws:budgets/budget:Budget": ["accountId", "name", "namePrefix"],
};

const major = (version: unknown): number => Number(String(version).split(".")[0]);
const subnets = (inputs: Properties): unknown => (inputs.networkConfiguration as Properties | undefined)?.subnetIds;

/** Fields whose change replaces the resource. An unknown value counts as changed. */
export function forcesNew(type: string, changed: string[], olds: Properties, news: Properties): string[] {
  const fields = changed.filter((field) => forceNew[type]?.includes(field));
  if (type !== "aws:mwaa/environment:Environment") return fields;
  // mwaa/environment.go: the subnets, and a newer major version.
  if (changed.includes("networkConfiguration") && !isDeepStrictEqual(subnets(olds), subnets(news)))
    fields.push("networkConfiguration");
  if (changed.includes("airflowVersion") && major(olds.airflowVersion) < major(news.airflowVersion))
    fields.push("airflowVersion");
  return fields;
}
