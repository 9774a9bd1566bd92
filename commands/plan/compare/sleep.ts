/** What `airflow:awake: false` does to a stack, from the two graphs: what goes, changes, stays, is lost and is kept. */

import { homeOf, type Platform } from "../homes";
import { type Graph, type PlannedResource, shortType } from "../record/graph";
import { nameWithin } from "../show/folds";

/** Sleep, as a person and a machine read it. */
export interface Sleep {
  /** Resources that sleep removes: `Environment airflow-dev`. */
  goes: string[];
  /** Resources that stay and are set differently: `NodePool x: nodeCount`. */
  changes: string[];
  /** How many resources stay as they are. */
  stays: number;
  /** What is gone for good. */
  lost: string[];
  /** What is there again after waking, and is worth saying. */
  kept: string[];
}

/** What is lost with a resource that goes, or with one that is stopped. */
const losses: Record<string, string[]> = {
  "aws:mwaa/environment:Environment": [
    "tasks that run at that moment",
    "MWAA's own database: run history, XComs, pools, and connections and variables made in the Airflow page",
    "the web page's address: MWAA gives another",
  ],
  "gcp:container/nodePool:NodePool": ["tasks that run at that moment"],
  "gcp:compute/routerNat:RouterNat": ["the address that the nodes' traffic leaves from: Cloud NAT may give another"],
  "gcp:sql/databaseInstance:DatabaseInstance": ["the database with the run history"],
  "gcp:compute/disk:Disk": ["the disk and what is on it"],
  "kubernetes:core/v1:PersistentVolumeClaim": ["the disk and what is on it"],
  "aws:ec2/eip:Eip": ["the public address that traffic leaves from: allow lists of others must be changed"],
  "aws:cloudwatch/logGroup:LogGroup": ["task logs"],
};

/** What is kept with a resource that stays. */
const keeps: Record<string, string[]> = {
  "aws:s3/bucket:Bucket": ["DAGs, plugins, requirements (bucket)"],
  "aws:cloudwatch/logGroup:LogGroup": ["task logs (CloudWatch, for their retention)"],
  "aws:iam/role:Role": ["roles and grants"],
  "aws:kms/key:Key": ["the encryption key"],
  "aws:ec2/eip:Eip": ["the public address that your traffic leaves from"],
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": [
    "workload identity pool and provider (their ids are reserved for 30 days once given up)",
  ],
  "gcp:serviceaccount/account:Account": ["the Google service account and its grants"],
  "gcp:compute/globalAddress:GlobalAddress": ["the web page's address"],
  "gcp:compute/managedSslCertificate:ManagedSslCertificate": ["the certificate"],
  "gcp:certificatemanager/certificate:Certificate": ["the certificate, which renews"],
  "gcp:dns/managedZone:ManagedZone": ["the DNS zone"],
  "gcp:container/cluster:Cluster": ["the cluster and all that is in it"],
  "gcp:sql/databaseInstance:DatabaseInstance": ["the database with the whole run history (stopped)"],
  "kubernetes:core/v1:PersistentVolumeClaim": ["the database's disk with the whole run history"],
  "gcp:storage/bucket:Bucket": ["DAGs and logs (Cloud Storage)"],
};
const called = (resource: PlannedResource) => `${shortType(resource.type)} ${nameWithin(resource, undefined)}`;

/** Top-level inputs that differ. `__defaults` and the like are the engine's own. */
export function changedInputs(one: PlannedResource, other: PlannedResource): string[] {
  const keys = new Set([...Object.keys(one.inputs), ...Object.keys(other.inputs)]);
  return [...keys].filter((key) => JSON.stringify(one.inputs[key]) !== JSON.stringify(other.inputs[key]));
}

/** Compares the graphs of one config, awake and asleep. */
export function sleepOf(platform: Platform, awake: Graph, asleep: Graph): Sleep {
  const left = new Map(asleep.resources.map((resource) => [resource.urn, resource]));
  const custom = awake.resources.filter((resource) => resource.custom && !resource.type.startsWith("pulumi:"));
  const goes = custom.filter(({ urn }) => !left.has(urn));
  const stays = custom.flatMap((resource) => {
    const other = left.get(resource.urn);
    return other ? [{ resource, changed: changedInputs(resource, other) }] : [];
  });
  const told = (words: Record<string, string[]>, resources: PlannedResource[]) => [
    ...new Set(resources.flatMap(({ type }) => words[type] ?? [])),
  ];
  return {
    goes: goes.map(called),
    changes: stays
      .filter(({ changed }) => changed.length > 0)
      .map(({ resource, changed }) => `${called(resource)}: ${changed.join(", ")}`),
    stays: stays.filter(({ changed }) => changed.length === 0).length,
    lost: told(losses, goes),
    kept: [
      ...told(
        keeps,
        stays.map(({ resource }) => resource),
      ),
      homeOf({ platform }).keptOutside,
    ],
  };
}
