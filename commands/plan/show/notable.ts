/** The one or two inputs of a resource that a person wants to see beside its name. */
import type { PlannedResource } from "../record/graph";

type Inputs = Record<string, unknown>;
type Read = (inputs: Inputs) => unknown;

/** `at("nodeConfig.machineType")` reads a path. */
const shownAt =
  (path: string): Read =>
  (inputs) =>
    path.split(".").reduce<unknown>((value, key) => (value as Inputs | undefined)?.[key], inputs);
const withUnit =
  (path: string, unit: string): Read =>
  (inputs) => {
    const value = shownAt(path)(inputs);
    return value === undefined ? undefined : `${value} ${unit}`;
  };
const range =
  (low: string, high: string, unit: string): Read =>
  (inputs) => {
    const [min, max] = [shownAt(low)(inputs), shownAt(high)(inputs)];
    if (min === undefined && max === undefined) return undefined;
    return min === max ? `${min} ${unit}` : `${min ?? 1} to ${max} ${unit}`;
  };
const lastPart =
  (path: string): Read =>
  (inputs) => {
    const value = shownAt(path)(inputs);
    return typeof value === "string"
      ? value.slice(Math.max(value.lastIndexOf("/"), value.lastIndexOf(".")) + 1)
      : value;
  };
const when =
  (path: string, words: string): Read =>
  (inputs) =>
    shownAt(path)(inputs) === true ? words : undefined;

const byType: Record<string, Read[]> = {
  "aws:ec2/vpc:Vpc": [shownAt("cidrBlock")],
  "aws:ec2/subnet:Subnet": [shownAt("cidrBlock"), shownAt("availabilityZone")],
  "aws:ec2/vpcEndpoint:VpcEndpoint": [shownAt("serviceName"), shownAt("vpcEndpointType")],
  "aws:ec2/route:Route": [shownAt("destinationCidrBlock")],
  "aws:cloudwatch/logGroup:LogGroup": [shownAt("name"), withUnit("retentionInDays", "days")],
  "aws:cloudwatch/metricAlarm:MetricAlarm": [shownAt("name")],
  "aws:cloudwatch/dashboard:Dashboard": [shownAt("dashboardName")],
  "aws:budgets/budget:Budget": [shownAt("name"), withUnit("limitAmount", "USD a month")],
  "aws:iam/role:Role": [shownAt("name")],
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": [lastPart("policyArn")],
  "aws:s3/bucket:Bucket": [shownAt("bucket")],
  "aws:s3/bucketObjectv2:BucketObjectv2": [shownAt("key")],
  "aws:mwaa/environment:Environment": [
    shownAt("environmentClass"),
    (inputs) => inputs.airflowVersion && `Airflow ${inputs.airflowVersion}`,
    range("minWorkers", "maxWorkers", "workers"),
    withUnit("schedulers", "schedulers"),
    shownAt("webserverAccessMode"),
  ],
  "gcp:serviceaccount/account:Account": [shownAt("accountId")],
  "gcp:serviceaccount/iAMMember:IAMMember": [shownAt("role"), shownAt("member")],
  "gcp:projects/iAMMember:IAMMember": [shownAt("role")],
  "gcp:projects/service:Service": [shownAt("service")],
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": [shownAt("workloadIdentityPoolId")],
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": [
    shownAt("workloadIdentityPoolProviderId"),
    shownAt("attributeCondition"),
  ],
  "gcp:iap/webBackendServiceIamMember:WebBackendServiceIamMember": [shownAt("member")],
  "gcp:container/cluster:Cluster": [shownAt("name"), shownAt("location")],
  "gcp:container/nodePool:NodePool": [
    shownAt("nodeConfig.machineType"),
    when("nodeConfig.spot", "spot"),
    range("autoscaling.minNodeCount", "autoscaling.maxNodeCount", "nodes"),
    withUnit("nodeCount", "nodes"),
    withUnit("nodeConfig.diskSizeGb", "GB"),
  ],
  "gcp:sql/databaseInstance:DatabaseInstance": [
    shownAt("databaseVersion"),
    shownAt("settings.tier"),
    withUnit("settings.diskSize", "GB"),
    (inputs) => (shownAt("settings.activationPolicy")(inputs) === "NEVER" ? "stopped" : undefined),
  ],
  "gcp:compute/subnetwork:Subnetwork": [shownAt("ipCidrRange"), shownAt("region")],
  "gcp:compute/globalForwardingRule:GlobalForwardingRule": [(inputs) => `port ${inputs.portRange}`],
  "gcp:compute/managedSslCertificate:ManagedSslCertificate": [(inputs) => shownAt("managed.domains")(inputs)],
  "gcp:dns/managedZone:ManagedZone": [shownAt("dnsName")],
  "gcp:dns/recordSet:RecordSet": [shownAt("type"), shownAt("name")],
  "gcp:storage/bucket:Bucket": [shownAt("name"), shownAt("location")],
  "gcp:storage/bucketObject:BucketObject": [shownAt("name")],
  "kubernetes:helm.sh/v3:Release": [shownAt("chart"), shownAt("version"), shownAt("namespace")],
};
const byCloud: Record<string, Read[]> = {
  kubernetes: [shownAt("metadata.name"), shownAt("metadata.namespace")],
};

/** A few words, or an empty text. Unknown and secret values are left out. */
export function notable({ type, inputs }: PlannedResource): string {
  const reads = byType[type] ?? byCloud[type.slice(0, type.indexOf(":"))] ?? [];
  return reads
    .flatMap((read) => read(inputs))
    .filter((value) => (typeof value === "string" && !/^\[(secret|unknown)\]/.test(value)) || typeof value === "number")
    .join(", ");
}
