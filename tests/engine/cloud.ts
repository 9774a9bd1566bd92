/** What the stand-in cloud answers: states with the values of the offline plan, and unknown ones in a preview. */
import { isDeepStrictEqual } from "node:util";
import { type CloudContext, cloudValues, invokeValues } from "../../commands/plan/record/cloudValues";
import { type Properties, revealed, unknownValue } from "./wire";

/** Fields of a type that cannot be changed in place: a change of one replaces the resource. */
const replacing: Record<string, string[]> = {
  "aws:iam/role:Role": ["name", "namePrefix", "path"],
  "aws:iam/rolePolicy:RolePolicy": ["name", "namePrefix", "role"],
  "aws:ec2/vpc:Vpc": ["cidrBlock"],
  "aws:ec2/subnet:Subnet": ["cidrBlock", "vpcId", "availabilityZone"],
  "aws:ec2/securityGroup:SecurityGroup": ["name", "namePrefix", "description", "vpcId"],
  "aws:ec2/vpcEndpoint:VpcEndpoint": ["serviceName", "vpcId", "vpcEndpointType"],
  "aws:ec2/natGateway:NatGateway": ["allocationId", "subnetId"],
  "aws:s3/bucket:Bucket": ["bucket", "bucketPrefix"],
  "aws:s3/bucketObjectv2:BucketObjectv2": ["bucket", "key"],
  "aws:mwaa/environment:Environment": ["name", "kmsKey", "endpointManagement"],
  "aws:cloudwatch/logGroup:LogGroup": ["name", "namePrefix"],
  "gcp:serviceaccount/account:Account": ["accountId", "project"],
  "gcp:serviceaccount/iAMMember:IAMMember": ["member", "role", "serviceAccountId", "condition"],
  "gcp:projects/iAMMember:IAMMember": ["member", "role", "project", "condition"],
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": ["workloadIdentityPoolId", "project"],
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": [
    "workloadIdentityPoolId",
    "workloadIdentityPoolProviderId",
    "project",
  ],
  "random:index/randomId:RandomId": ["byteLength", "keepers", "prefix"],
};

export const replacedBy = (type: string, changed: string[]): string[] =>
  changed.filter((field) => replacing[type]?.includes(field));

/** The id and state of a resource that was made or changed. */
export function made(type: string, name: string, inputs: Properties, context: CloudContext, id?: string) {
  const answer = cloudValues(type, name, revealed(inputs) as Properties, context, id);
  // Inputs go back as they came, with their secrets marked.
  return { id: answer.id, state: { ...answer.state, ...inputs, ...computed(answer.state, revealed(inputs)) } };
}

/** The state that a preview can know: computed values are unknown, but for those that a change leaves as they are. */
export function foreseen(type: string, name: string, inputs: Properties, context: CloudContext, olds: Properties = {}) {
  const { state } = made(type, name, inputs, context);
  for (const [key, value] of Object.entries(computed(state, inputs)))
    state[key] = isDeepStrictEqual(revealed(value), revealed(olds[key])) ? value : unknownValue;
  return state;
}

function computed(state: Properties, inputs: unknown): Properties {
  const given = inputs as Properties;
  return Object.fromEntries(Object.entries(state).filter(([key, value]) => !isDeepStrictEqual(value, given[key])));
}

/** A provider function's answer. @throws on a function that the plan does not know either */
export const answered = (token: string, inputs: Properties, context: CloudContext): Properties =>
  invokeValues(token, revealed(inputs) as Properties, context);
