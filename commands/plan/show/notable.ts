/** The one or two inputs of a resource that a person wants to see beside its name. */
import type { PlannedResource } from "../record/graph";

type Inputs = Record<string, unknown>;
type Read = (inputs: Inputs) => unknown;

/** `at("nodeConfig.machineType")` reads a path. */
const at =
  (path: string): Read =>
  (inputs) =>
    path.split(".").reduce<unknown>((value, key) => (value as Inputs | undefined)?.[key], inputs);
const withUnit =
  (path: string, unit: string): Read =>
  (inputs) => {
    const value = at(path)(inputs);
    return value === undefined ? undefined : `${value} ${unit}`;
  };
const range =
  (low: string, high: string, unit: string): Read =>
  (inputs) => {
    const [min, max] = [at(low)(inputs), at(high)(inputs)];
    if (min === undefined && max === undefined) return undefined;
    return min === max ? `${min} ${unit}` : `${min ?? 1} to ${max} ${unit}`;
  };
const lastPart =
  (path: string): Read =>
  (inputs) => {
    const value = at(path)(inputs);
    return typeof value === "string"
      ? value.slice(Math.max(value.lastIndexOf("/"), value.lastIndexOf(".")) + 1)
      : value;
  };
const when =
  (path: string, words: string): Read =>
  (inputs) =>
    at(path)(inputs) === true ? words : undefined;

const byType: Record<string, Read[]> = {
  "aws:ec2/vpc:Vpc": [at("cidrBlock")],
  "aws:ec2/subnet:Subnet": [at("cidrBlock"), at("availabilityZone")],
  "aws:ec2/vpcEndpoint:VpcEndpoint": [at("serviceName"), at("vpcEndpointType")],
  "aws:ec2/route:Route": [at("destinationCidrBlock")],
  "aws:cloudwatch/logGroup:LogGroup": [at("name"), withUnit("retentionInDays", "days")],
  "aws:iam/role:Role": [at("name")],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": [lastPart("policyArn")],
  "aws:s3/bucket:Bucket": [at("bucket")],
  "aws:s3/bucketObjectv2:BucketObjectv2": [at("key")],
  "aws:mwaa/environment:Environment": [
    at("environmentClass"),
    (inputs) => inputs.airflowVersion && `Airflow ${inputs.airflowVersion}`,
    range("minWorkers", "maxWorkers", "workers"),
    withUnit("schedulers", "schedulers"),
    at("webserverAccessMode"),
  ],
  "gcp:serviceaccount/account:Account": [at("accountId")],
  "gcp:serviceaccount/iAMMember:IAMMember": [at("role"), at("member")],
  "gcp:projects/iAMMember:IAMMember": [at("role")],
  "gcp:projects/service:Service": [at("service")],
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": [at("workloadIdentityPoolId")],
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": [
    at("workloadIdentityPoolProviderId"),
    at("attributeCondition"),
  ],
  "gcp:iap/webBackendServiceIamMember:WebBackendServiceIamMember": [at("member")],
  "gcp:container/cluster:Cluster": [at("name"), at("location")],
  "gcp:container/nodePool:NodePool": [
    at("nodeConfig.machineType"),
    when("nodeConfig.spot", "spot"),
    range("autoscaling.minNodeCount", "autoscaling.maxNodeCount", "nodes"),
    withUnit("nodeCount", "nodes"),
    withUnit("nodeConfig.diskSizeGb", "GB"),
  ],
  "gcp:sql/databaseInstance:DatabaseInstance": [
    at("databaseVersion"),
    at("settings.tier"),
    withUnit("settings.diskSize", "GB"),
    (inputs) => (at("settings.activationPolicy")(inputs) === "NEVER" ? "stopped" : undefined),
  ],
  "gcp:compute/subnetwork:Subnetwork": [at("ipCidrRange"), at("region")],
  "gcp:compute/globalForwardingRule:GlobalForwardingRule": [(inputs) => `port ${inputs.portRange}`],
  "gcp:compute/managedSslCertificate:ManagedSslCertificate": [(inputs) => at("managed.domains")(inputs)],
  "gcp:dns/managedZone:ManagedZone": [at("dnsName")],
  "gcp:dns/recordSet:RecordSet": [at("type"), at("name")],
  "gcp:storage/bucket:Bucket": [at("name"), at("location")],
  "gcp:storage/bucketObject:BucketObject": [at("name")],
  "kubernetes:helm.sh/v3:Release": [at("chart"), at("version"), at("namespace")],
};
const byCloud: Record<string, Read[]> = {
  kubernetes: [at("metadata.name"), at("metadata.namespace")],
};

/** A few words, or an empty text. Unknown and secret values are left out. */
export function notable({ type, inputs }: PlannedResource): string {
  const reads = byType[type] ?? byCloud[type.slice(0, type.indexOf(":"))] ?? [];
  return reads
    .flatMap((read) => read(inputs))
    .filter((value) => (typeof value === "string" && !/^\[(secret|unknown)\]/.test(value)) || typeof value === "number")
    .join(", ");
}
