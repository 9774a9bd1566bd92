/** The calls to AWS that a planned resource becomes: what terraform-provider-aws sends for it (internal/service/SERVICE/*.go). */
import type { PlannedResource } from "../../../plan/record/graph";

/** One call, by botocore's names. */
export interface AwsCall {
  service: string;
  operation: string;
  input: Record<string, unknown>;
}

type Inputs = Record<string, unknown>;

const pascal = (key: string): string => `${key.charAt(0).toUpperCase()}${key.slice(1)}`;

/** Keys of structures in AWS's spelling, at every depth. Maps with keys of the user's must not go through it. */
function pascalKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pascalKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [pascal(key), pascalKeys(inner)]));
}

const aws = (inputs: Inputs): Inputs => pascalKeys(inputs) as Inputs;
const call = (service: string, operation: string, input: Inputs): AwsCall => ({ service, operation, input });

/** Pulumi's name of a resource that the program leaves unnamed: the resource's and seven hex digits. */
const autoName = (name: string): string => `${name}-0123456`;

/** Tags as most services take them; `key` and `value` are what KMS calls them. */
const tagList = (tags: unknown, key = "Key", value = "Value"): Record<string, string>[] =>
  Object.entries((tags ?? {}) as Record<string, string>).map(([name, text]) => ({ [key]: name, [value]: text }));

const withTags = (tags: unknown): Inputs => (tags === undefined ? {} : { Tags: tagList(tags) });

/** Tags of a new EC2 resource travel with the call that makes it. */
function tagSpecifications(resourceType: string, tags: unknown): Inputs {
  const given = tagList(tags);
  return given.length > 0 ? { TagSpecifications: [{ ResourceType: resourceType, Tags: given }] } : {};
}

const ec2 = (operation: string, resourceType: string, { tags, ...inputs }: Inputs): AwsCall =>
  call("ec2", operation, { ...aws(inputs), ...tagSpecifications(resourceType, tags) });

function rule(operation: string, { securityGroupId, tags, ...inputs }: Inputs): AwsCall {
  const { cidrIpv4, referencedSecurityGroupId, prefixListId, ...rest } = inputs;
  return call("ec2", operation, {
    ...tagSpecifications("security-group-rule", tags),
    GroupId: securityGroupId,
    IpPermissions: [
      {
        ...aws(rest),
        ...(cidrIpv4 !== undefined && { IpRanges: [{ CidrIp: cidrIpv4 }] }),
        ...(prefixListId !== undefined && { PrefixListIds: [{ PrefixListId: prefixListId }] }),
        ...(referencedSecurityGroupId !== undefined && { UserIdGroupPairs: [{ GroupId: referencedSecurityGroupId }] }),
      },
    ],
  });
}

/** The environment is made by one call; what only an update takes is held against the update. */
function environment({ airflowConfigurationOptions, tags, workerReplacementStrategy, ...inputs }: Inputs): AwsCall[] {
  const input = {
    ...aws(inputs),
    ...(airflowConfigurationOptions !== undefined && { AirflowConfigurationOptions: airflowConfigurationOptions }),
    ...(tags !== undefined && { Tags: tags }),
  };
  const update = call("mwaa", "UpdateEnvironment", {
    Name: inputs.name,
    WorkerReplacementStrategy: workerReplacementStrategy,
  });
  return [call("mwaa", "CreateEnvironment", input), ...(workerReplacementStrategy === undefined ? [] : [update])];
}

/** Tags of an object travel as a query (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html, x-amz-tagging). */
const tagQuery = (tags: unknown): string => new URLSearchParams(tags as Record<string, string>).toString();

function object({ source, content, contentType, metadata, kmsKeyId, tags, ...inputs }: Inputs): AwsCall[] {
  // What the provider itself reads.
  delete inputs.overrideProvider;
  const Body = source ?? content;
  return [
    call("s3", "PutObject", {
      ...aws(inputs),
      ...(contentType !== undefined && { ContentType: contentType }),
      ...(metadata !== undefined && { Metadata: metadata }),
      ...(tags !== undefined && { Tagging: tagQuery(tags) }),
      ...(kmsKeyId !== undefined && { SSEKMSKeyId: kmsKeyId, ServerSideEncryption: "aws:kms" }),
      Body,
    }),
  ];
}

/** One line of a metric expression: a metric is wrapped in how it is read. */
function metricQuery({ metric, ...query }: Inputs): Inputs {
  const { stat, period, dimensions, ...named } = (metric ?? {}) as Inputs;
  const read = { Stat: stat, Period: period, Metric: { ...aws(named), Dimensions: tagList(dimensions, "Name") } };
  return { ...aws(query), ...(metric !== undefined && { MetricStat: read }) };
}

const attach = (kind: string) => (inputs: Inputs) => {
  const { policyArn, ...who } = inputs;
  const [key, value] = Object.entries(who)[0] as [string, unknown];
  return [call("iam", `Attach${kind}Policy`, { PolicyArn: policyArn, [`${pascal(key)}Name`]: value })];
};

/** A wrong or unmapped input of ours ends as a member that AWS does not know, and so in a failure. */
const callsOf: Record<string, (inputs: Inputs, name: string) => AwsCall[]> = {
  "aws:mwaa/environment:Environment": environment,
  "aws:ec2/vpc:Vpc": ({ enableDnsSupport: _s, enableDnsHostnames: _h, ...inputs }) => [ec2("CreateVpc", "vpc", inputs)],
  "aws:ec2/subnet:Subnet": (inputs) => [ec2("CreateSubnet", "subnet", inputs)],
  // A gateway is made and attached by two calls; the second has the VPC.
  "aws:ec2/internetGateway:InternetGateway": ({ vpcId: _, ...inputs }) => [
    ec2("CreateInternetGateway", "internet-gateway", inputs),
  ],
  "aws:ec2/natGateway:NatGateway": (inputs) => [ec2("CreateNatGateway", "natgateway", inputs)],
  "aws:ec2/eip:Eip": (inputs) => [ec2("AllocateAddress", "elastic-ip", inputs)],
  "aws:ec2/routeTable:RouteTable": (inputs) => [ec2("CreateRouteTable", "route-table", inputs)],
  "aws:ec2/routeTableAssociation:RouteTableAssociation": (inputs) => [ec2("AssociateRouteTable", "", inputs)],
  "aws:ec2/route:Route": (inputs) => [ec2("CreateRoute", "", inputs)],
  "aws:ec2/securityGroup:SecurityGroup": (inputs, name) => [
    ec2("CreateSecurityGroup", "security-group", { groupName: autoName(name), ...inputs }),
  ],
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": (inputs) => [
    rule("AuthorizeSecurityGroupIngress", inputs),
  ],
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": (inputs) => [rule("AuthorizeSecurityGroupEgress", inputs)],
  "aws:ec2/vpcEndpoint:VpcEndpoint": (inputs) => [ec2("CreateVpcEndpoint", "vpc-endpoint", inputs)],
  "aws:s3/bucket:Bucket": ({ forceDestroy: _, bucket, tags, ...inputs }, name) => [
    call("s3", "CreateBucket", { ...aws(inputs), Bucket: bucket ?? autoName(name) }),
    ...(tags === undefined
      ? []
      : [call("s3", "PutBucketTagging", { Bucket: bucket ?? autoName(name), Tagging: { TagSet: tagList(tags) } })]),
  ],
  "aws:s3/bucketVersioning:BucketVersioning": (inputs) => [call("s3", "PutBucketVersioning", aws(inputs))],
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ({ bucket, ...inputs }) => [
    call("s3", "PutPublicAccessBlock", { Bucket: bucket, PublicAccessBlockConfiguration: aws(inputs) }),
  ],
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ({ bucket, rules }) => [
    call("s3", "PutBucketEncryption", {
      Bucket: bucket,
      ServerSideEncryptionConfiguration: {
        Rules: (rules as Inputs[]).map(({ applyServerSideEncryptionByDefault: byDefault, bucketKeyEnabled }) => ({
          BucketKeyEnabled: bucketKeyEnabled,
          ApplyServerSideEncryptionByDefault: {
            SSEAlgorithm: (byDefault as Inputs).sseAlgorithm,
            KMSMasterKeyID: (byDefault as Inputs).kmsMasterKeyId,
          },
        })),
      },
    }),
  ],
  "aws:s3/bucketPolicy:BucketPolicy": (inputs) => [call("s3", "PutBucketPolicy", aws(inputs))],
  "aws:s3/bucketObjectv2:BucketObjectv2": object,
  "aws:iam/role:Role": ({ assumeRolePolicy, name, tags, ...inputs }, resource) => [
    call("iam", "CreateRole", {
      ...aws(inputs),
      ...withTags(tags),
      RoleName: name ?? autoName(resource),
      AssumeRolePolicyDocument: assumeRolePolicy,
    }),
  ],
  "aws:iam/rolePolicy:RolePolicy": ({ role, policy, name, ...inputs }, resource) => [
    call("iam", "PutRolePolicy", {
      ...aws(inputs),
      RoleName: role,
      PolicyName: name ?? autoName(resource),
      PolicyDocument: policy,
    }),
  ],
  "aws:iam/policy:Policy": ({ policy, name, tags, ...inputs }, resource) => [
    call("iam", "CreatePolicy", {
      ...aws(inputs),
      ...withTags(tags),
      PolicyName: name ?? autoName(resource),
      PolicyDocument: policy,
    }),
  ],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": attach("Role"),
  "aws:iam/userPolicyAttachment:UserPolicyAttachment": attach("User"),
  "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": attach("Group"),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ({ clientIdLists, tags, ...inputs }) => [
    call("iam", "CreateOpenIDConnectProvider", {
      ...aws(inputs),
      ...withTags(tags),
      ClientIDList: clientIdLists,
    }),
  ],
  // Rotation is turned on by a call of its own.
  "aws:kms/key:Key": ({ enableKeyRotation: _, tags, ...inputs }) => [
    call("kms", "CreateKey", {
      ...aws(inputs),
      ...(tags !== undefined && { Tags: tagList(tags, "TagKey", "TagValue") }),
    }),
  ],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ({ name, metricQueries, dimensions, okActions, tags, ...inputs }) => [
    call("cloudwatch", "PutMetricAlarm", {
      ...aws(inputs),
      ...withTags(tags),
      AlarmName: name,
      OKActions: okActions,
      ...(dimensions !== undefined && { Dimensions: tagList(dimensions, "Name") }),
      ...(metricQueries !== undefined && { Metrics: (metricQueries as Inputs[]).map(metricQuery) }),
    }),
  ],
  "aws:cloudwatch/dashboard:Dashboard": (inputs) => [call("cloudwatch", "PutDashboard", aws(inputs))],
  // What the topic is like is a map of texts, and has no model.
  "aws:sns/topic:Topic": ({ name, displayName, kmsMasterKeyId, tags }, resource) => [
    call("sns", "CreateTopic", {
      Name: name ?? autoName(resource),
      ...withTags(tags),
      Attributes: { DisplayName: displayName, ...(kmsMasterKeyId !== undefined && { KmsMasterKeyId: kmsMasterKeyId }) },
    }),
  ],
  "aws:sns/topicPolicy:TopicPolicy": ({ arn, policy }) => [
    call("sns", "SetTopicAttributes", { TopicArn: arn, AttributeName: "Policy", AttributeValue: policy }),
  ],
  "aws:sns/topicSubscription:TopicSubscription": ({ topic, ...inputs }) => [
    call("sns", "Subscribe", { ...aws(inputs), TopicArn: topic }),
  ],
  "aws:budgets/budget:Budget": ({
    accountId,
    name,
    limitAmount,
    limitUnit,
    costFilters,
    notifications,
    tags,
    ...rest
  }) => [
    call("budgets", "CreateBudget", {
      AccountId: accountId,
      Budget: {
        ...aws(rest),
        BudgetName: name,
        BudgetLimit: { Amount: limitAmount, Unit: limitUnit },
        ...(costFilters !== undefined && {
          CostFilters: Object.fromEntries((costFilters as Inputs[]).map(({ name: of, values }) => [of, values])),
        }),
      },
      NotificationsWithSubscribers: (notifications as Inputs[]).map(
        ({ subscriberEmailAddresses, ...notification }) => ({
          Notification: aws(notification),
          Subscribers: (subscriberEmailAddresses as string[]).map((Address) => ({
            SubscriptionType: "EMAIL",
            Address,
          })),
        }),
      ),
      ...(tags !== undefined && { ResourceTags: tagList(tags) }),
    }),
  ],
  "aws:cloudwatch/logGroup:LogGroup": ({ name, kmsKeyId, retentionInDays, tags }) => [
    call("logs", "CreateLogGroup", { logGroupName: name, kmsKeyId, ...(tags !== undefined && { tags }) }),
    call("logs", "PutRetentionPolicy", { logGroupName: name, retentionInDays }),
  ],
};

/** @throws on a type of AWS that is not mapped: a new one must be held against AWS's model too */
export function awsCalls({ type, name, inputs }: PlannedResource): AwsCall[] {
  const calls = callsOf[type];
  if (calls === undefined) throw new Error(`${type} is not in commands/doctor/aws/account/calls.ts.`);
  return calls(inputs, name);
}
