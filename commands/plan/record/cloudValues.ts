/** What a cloud would answer when a resource is made: ids, ARNs, emails. One pure function, used by plan, tests and stand-ins. */

import { gkeInvokes, gkeValues } from "./cloudValues/gke";
import { kubernetesValues } from "./cloudValues/kubernetes";
import {
  type CloudAnswer,
  type CloudContext,
  type CloudRule,
  type Inputs,
  idOf,
  member,
  plannedProjectNumber,
  text,
} from "./cloudValues/shared";

export { type CloudAnswer, type CloudContext, plannedProjectNumber } from "./cloudValues/shared";

const partition = (region: string) =>
  region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
const arn = (service: string, context: CloudContext, resource: string, global = false) =>
  `arn:${partition(context.region)}:${service}:${global ? "" : context.region}:${context.accountId}:${resource}`;

const withId =
  (prefix: string): CloudRule =>
  (_inputs, name) => ({ id: `${prefix}-${idOf(name)}` });

/** Computed outputs by type. A type that is not here gets its inputs and `NAME_id`. */
const rules: Record<string, CloudRule> = {
  "aws:ec2/vpc:Vpc": withId("vpc"),
  "aws:ec2/subnet:Subnet": withId("subnet"),
  "aws:ec2/internetGateway:InternetGateway": withId("igw"),
  "aws:ec2/natGateway:NatGateway": withId("nat"),
  "aws:ec2/routeTable:RouteTable": withId("rtb"),
  "aws:ec2/securityGroup:SecurityGroup": withId("sg"),
  "aws:ec2/vpcEndpoint:VpcEndpoint": withId("vpce"),
  "aws:ec2/eip:Eip": (_inputs, name) => ({
    id: `eipalloc-${idOf(name)}`,
    allocationId: `eipalloc-${idOf(name)}`,
    publicIp: "203.0.113.10",
  }),
  "aws:s3/bucket:Bucket": (inputs, name, context) => {
    const bucket = text(inputs.bucket, `${name}-${idOf(name, 7)}`);
    return { id: bucket, bucket, arn: `arn:${partition(context.region)}:s3:::${bucket}` };
  },
  "aws:s3/bucketObjectv2:BucketObjectv2": (inputs, name) => ({
    id: text(inputs.key, name),
    versionId: idOf(JSON.stringify(inputs), 32),
  }),
  "aws:iam/role:Role": (inputs, name, context) => ({
    id: member(inputs, name),
    name: member(inputs, name),
    arn: arn("iam", context, `role${text(inputs.path, "/")}${member(inputs, name)}`, true),
    uniqueId: `AROA${idOf(name, 17).toUpperCase()}`,
  }),
  "aws:iam/policy:Policy": (inputs, name, context) => ({
    id: arn("iam", context, `policy${text(inputs.path, "/")}${member(inputs, name)}`, true),
    arn: arn("iam", context, `policy${text(inputs.path, "/")}${member(inputs, name)}`, true),
  }),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": (inputs, _name, context) => ({
    id: arn("iam", context, `oidc-provider/${text(inputs.url, "").replace("https://", "")}`, true),
    arn: arn("iam", context, `oidc-provider/${text(inputs.url, "").replace("https://", "")}`, true),
  }),
  "aws:kms/key:Key": (_inputs, name, context) => {
    const hex = idOf(name, 32);
    const key = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
    return { id: key, keyId: key, arn: arn("kms", context, `key/${key}`) };
  },
  "aws:cloudwatch/logGroup:LogGroup": (inputs, name, context) => ({
    id: member(inputs, name),
    arn: arn("logs", context, `log-group:${member(inputs, name)}`),
  }),
  "aws:cloudwatch/metricAlarm:MetricAlarm": (inputs, name, context) => ({
    id: member(inputs, name),
    arn: arn("cloudwatch", context, `alarm:${member(inputs, name)}`),
  }),
  "aws:cloudwatch/dashboard:Dashboard": (inputs) => ({ id: text(inputs.dashboardName, "") }),
  "aws:sns/topic:Topic": (inputs, name, context) => ({
    id: arn("sns", context, member(inputs, name)),
    arn: arn("sns", context, member(inputs, name)),
  }),
  "aws:sns/topicSubscription:TopicSubscription": (inputs, name) => ({ id: `${inputs.topic}:${idOf(name, 32)}` }),
  "aws:budgets/budget:Budget": (inputs, name, { accountId }) => ({ id: `${accountId}:${member(inputs, name)}` }),
  "aws:mwaa/environment:Environment": (inputs, name, context) => ({
    id: member(inputs, name),
    arn: arn("airflow", context, `environment/${member(inputs, name)}`),
    databaseVpcEndpointService: `com.amazonaws.vpce.${context.region}.vpce-svc-${idOf(`${name} database`)}`,
    webserverVpcEndpointService: `com.amazonaws.vpce.${context.region}.vpce-svc-${idOf(`${name} webserver`)}`,
    webserverUrl: `${idOf(name, 8)}.c0.${context.region}.airflow.amazonaws.com`,
    serviceRoleArn: arn(
      "iam",
      context,
      "role/aws-service-role/airflow.amazonaws.com/AWSServiceRoleForAmazonMWAA",
      true,
    ),
    status: "AVAILABLE",
  }),
  "gcp:serviceaccount/account:Account": (inputs, name, context) => {
    const email = `${text(inputs.accountId, name)}@${text(inputs.project, context.gcpProject)}.iam.gserviceaccount.com`;
    const full = `projects/${text(inputs.project, context.gcpProject)}/serviceAccounts/${email}`;
    return { id: full, name: full, email, member: `serviceAccount:${email}` };
  },
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": (inputs) => {
    const full = `projects/${plannedProjectNumber}/locations/global/workloadIdentityPools/${inputs.workloadIdentityPoolId}`;
    return { id: full, name: full, state: "ACTIVE" };
  },
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": (inputs) => {
    const full = `projects/${plannedProjectNumber}/locations/global/workloadIdentityPools/${inputs.workloadIdentityPoolId}/providers/${inputs.workloadIdentityPoolProviderId}`;
    return { id: full, name: full, state: "ACTIVE" };
  },
  ...gkeValues,
  ...kubernetesValues,
  "random:index/randomBytes:RandomBytes": (_inputs, name) => ({ base64: idOf(name, 44), hex: idOf(name, 64) }),
  "random:index/randomPassword:RandomPassword": (_inputs, name) => ({ result: idOf(name, 32) }),
  "random:index/randomId:RandomId": (_inputs, name) => ({ hex: idOf(name, 6), dec: "1", b64Url: "abcd" }),
};

/** The id and state of a resource after it is made. */
export function cloudValues(
  type: string,
  name: string,
  inputs: Inputs,
  context: CloudContext,
  id?: string,
): CloudAnswer {
  const computed = rules[type]?.(inputs, name, context) ?? {};
  return { id: id || text(computed.id, `${name}_id`), state: { ...inputs, ...computed } };
}

/** Services with China's own prefix, of those that MWAA needs (aws-cdk, aws-ec2/lib/vpc-endpoint.ts). */
const chinese = /\.(monitoring|ecr\.api|ecr\.dkr|sqs)$/;

/** The one of the asked names that there is. */
function endpointService({ filters }: Inputs): Inputs {
  const [plain = "", own = ""] = (filters as { values: string[] }[])[0]?.values ?? [];
  const serviceName = chinese.test(plain) ? own : plain;
  return { id: serviceName, serviceName };
}

/** Offline nothing is known of a role that exists: the plan takes for granted that it fits. */
function existingRole(name: string, context: CloudContext): Inputs {
  return { arn: arn("iam", context, `role/${name}`, true), assumeRolePolicy: trustOfMwaa };
}

const trustOfMwaa = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Service: ["airflow.amazonaws.com", "airflow-env.amazonaws.com"] },
      Action: "sts:AssumeRole",
    },
  ],
});

/** Answers of provider functions, by token. An unknown one throws: a plan must not invent. */
export function invokeValues(token: string, inputs: Inputs, context: CloudContext): Record<string, unknown> {
  if (token === "aws:ec2/getSubnet:getSubnet") {
    // Offline nothing is known of a subnet that exists: the plan takes different zones for granted.
    return { ...inputs, availabilityZone: `zone of ${text(inputs.id, "")}` };
  }
  if (token === "aws:index/getAvailabilityZones:getAvailabilityZones")
    return { ...inputs, names: ["a", "b", "c"].map((zone) => `${context.region}${zone}`) };
  if (token === "aws:ec2/getVpcEndpointService:getVpcEndpointService") return { ...inputs, ...endpointService(inputs) };
  if (token === "aws:iam/getRole:getRole") return { ...inputs, ...existingRole(text(inputs.name, ""), context) };
  if (token === "aws:iam/getPrincipalPolicySimulation:getPrincipalPolicySimulation")
    return { ...inputs, allAllowed: true, results: [] };
  const google = gkeInvokes[token];
  if (google !== undefined) return google(inputs, context);
  throw new Error(`The plan does not know what ${token} would answer.`);
}
