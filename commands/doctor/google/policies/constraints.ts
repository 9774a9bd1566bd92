/**
 * Constraints that can forbid what a plan makes, with what each one would say of it. Pure.
 * All of them: https://docs.cloud.google.com/organization-policy/reference/org-policy-constraints
 */
import type { PlannedResource } from "../../../plan/record/graph";
import type { World } from "../../world";
import { projectOf, textOf } from "../ask/places";
import { allows, type Effective } from "./effective";

export interface Constraint {
  id: string;
  /** What of the plan it is about. */
  types: readonly string[];
  /** What it forbids: nothing, or why not, for one resource. */
  forbids(one: PlannedResource, policy: Effective, world: World): string | undefined;
}

const plain = (value: string) => value.replace(/^is:/, "");
const is = (wanted: string) => (pattern: string) => plain(pattern) === wanted;

const onOff = (id: string, types: string[], wrong: string, hits = (_: PlannedResource) => true): Constraint => ({
  id,
  types,
  forbids: (one, { enforced }) => (enforced && hits(one) ? wrong : undefined),
});

const list = (
  id: string,
  types: string[],
  wanted: (one: PlannedResource, world: World) => string | undefined,
  wrong: (value: string) => string,
): Constraint => ({
  id,
  types,
  forbids: (one, policy, world) => {
    const value = wanted(one, world);
    return value === undefined || allows(policy, is(value)) ? undefined : wrong(value);
  },
});

const provider = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider";
const awsOf = ({ inputs }: PlannedResource) => textOf((inputs.aws as { accountId?: string } | undefined)?.accountId);
const account = "gcp:serviceaccount/account:Account";
const cluster = "gcp:container/cluster:Cluster";
const pool = "gcp:container/nodePool:NodePool";
const entry = "gcp:compute/globalForwardingRule:GlobalForwardingRule";

/** Types of load balancer (https://docs.cloud.google.com/load-balancing/docs/org-policy-constraints). */
const balancerType = "GLOBAL_EXTERNAL_MANAGED_HTTP_HTTPS";

const privateNodes = ({ inputs }: PlannedResource) =>
  (inputs.privateClusterConfig as { enablePrivateNodes?: boolean } | undefined)?.enablePrivateNodes === true;

export const constraints: readonly Constraint[] = [
  onOff("iam.disableServiceAccountCreation", [account], "service accounts may not be made"),
  onOff("iam.managed.disableServiceAccountCreation", [account], "service accounts may not be made"),
  list(
    "iam.workloadIdentityPoolProviders",
    [provider],
    (one) => (awsOf(one) ? "https://sts.amazonaws.com" : undefined),
    (value) => `workload identity may not come from ${value}`,
  ),
  list("iam.workloadIdentityPoolAwsAccounts", [provider], awsOf, (value) => `AWS account ${value} is not allowed in`),
  onOff("iam.disableWorkloadIdentityClusterCreation", [cluster], "clusters may not have workload identity"),
  list(
    "compute.restrictLoadBalancerCreationForTypes",
    [entry],
    () => balancerType,
    (value) => `load balancers of type ${value} may not be made`,
  ),
  onOff("compute.disableGlobalLoadBalancing", [entry], "global load balancers may not be made"),
  {
    id: "compute.vmExternalIpAccess",
    types: [cluster],
    forbids: (one, policy) =>
      privateNodes(one) || (policy.denied !== "all" && policy.allowed === undefined)
        ? undefined
        : "machines may not have an external address, and the nodes would",
  },
  {
    id: "compute.restrictCloudNATUsage",
    types: ["gcp:compute/routerNat:RouterNat"],
    forbids: ({ inputs }, policy, world) => {
      const subnets = ((inputs.subnetworks as { name?: string }[] | undefined) ?? []).map(({ name = "" }) => name);
      const open = subnets.every((subnet) => allows(policy, under(subnet.replace(/^.*\/v1\//, ""), world)));
      return open ? undefined : "Cloud NAT may not serve this subnet";
    },
  },
  onOff(
    "compute.requireShieldedVm",
    [pool],
    "machines must be shielded, and the nodes are not",
    ({ inputs }) =>
      (inputs.nodeConfig as { shieldedInstanceConfig?: object } | undefined)?.shieldedInstanceConfig === undefined,
  ),
  onOff(
    "sql.restrictPublicIp",
    ["gcp:sql/databaseInstance:DatabaseInstance"],
    "Cloud SQL may have no public address",
    ({ inputs }) =>
      (inputs.settings as { ipConfiguration?: { ipv4Enabled?: boolean } } | undefined)?.ipConfiguration?.ipv4Enabled !==
      false,
  ),
  list(
    "gcp.restrictServiceUsage",
    ["gcp:projects/service:Service"],
    ({ inputs }) => textOf(inputs.service),
    (value) => `the API ${value} may not be used`,
  ),
  {
    id: "gcp.restrictNonCmekServices",
    types: [cluster, "gcp:compute/disk:Disk", "gcp:storage/bucket:Bucket", "gcp:sql/databaseInstance:DatabaseInstance"],
    forbids: ({ type, inputs }, policy) => {
      const service = `${{ storage: "storage", sql: "sqladmin", container: "container" }[type.split(/[:/]/)[1] ?? ""] ?? "compute"}.googleapis.com`;
      const ownKey = ["encryption", "diskEncryptionKey", "encryptionKeyName", "databaseEncryption"].some(
        (key) => inputs[key] !== undefined,
      );
      return ownKey || allows(policy, is(service)) ? undefined : `${service} may keep nothing without a key of yours`;
    },
  },
  {
    id: "gcp.resourceLocations",
    types: [cluster, "gcp:compute/disk:Disk", "gcp:compute/subnetwork:Subnetwork", "gcp:storage/bucket:Bucket"],
    forbids: ({ inputs }, policy) => {
      const place = textOf(inputs.location ?? inputs.zone ?? inputs.region).toLowerCase();
      return place === "" || allows(policy, holds(place)) ? undefined : `nothing may be made in ${place}`;
    },
  },
];

/** Whether a location, or a group of them (`in:us-locations`, `in:us-central1-locations`), has a place in it. */
export const holds =
  (place: string) =>
  (pattern: string): boolean => {
    const [, group] = /^in:(.+)-locations$/.exec(pattern) ?? [];
    if (group === undefined) return plain(pattern) === place || place.startsWith(`${plain(pattern)}-`);
    if (place === group || place.startsWith(`${group}-`)) return true;
    // Groups have names of continents, regions are named after them: `in:us-locations` has us-central1 in it.
    const start = group === "eu" ? "europe-" : `${group}-`;
    return place.startsWith(start) || wider[group]?.some((one) => place.startsWith(one)) === true;
  };

/** https://docs.cloud.google.com/organization-policy/restrict-resource-locations#value_groups */
const wider: Record<string, readonly string[]> = {
  northamerica: ["us-", "northamerica-"],
  americas: ["us-", "northamerica-", "southamerica-"],
  global: [""],
  aus: ["australia-"],
};

const under =
  (subnet: string, world: World) =>
  (pattern: string): boolean =>
    plain(pattern) === subnet || pattern === `under:projects/${projectOf(world)}`;
