/** What Google's own agents of a project must be allowed outside of it, and on a key. Pure. */

/** One grant, as IAM takes it. */
export interface Grant {
  /** In the grant's own name; unlike any other of the stack. */
  part: string;
  /** What it is on: a key, a subnet, a project. */
  on: "key" | "subnet" | "networkProject";
  role: string;
  /** `serviceAccount:EMAIL`. */
  member: string;
}

/** Emails of Google's agents of a project (https://docs.cloud.google.com/iam/docs/service-agents). */
export const agents = (projectNumber: string) => ({
  compute: `service-${projectNumber}@compute-system.iam.gserviceaccount.com`,
  container: `service-${projectNumber}@container-engine-robot.iam.gserviceaccount.com`,
  storage: `service-${projectNumber}@gs-project-accounts.iam.gserviceaccount.com`,
  sql: `service-${projectNumber}@gcp-sa-cloud-sql.iam.gserviceaccount.com`,
  apis: `${projectNumber}@cloudservices.gserviceaccount.com`,
});

type Agent = keyof ReturnType<typeof agents>;

const encrypt = "roles/cloudkms.cryptoKeyEncrypterDecrypter";
const useNetwork = "roles/compute.networkUser";

/** Disks and nodes, the cluster's secrets, buckets; the database where it is Cloud SQL. */
const keyUsers = (cloudSql: boolean): Agent[] => [
  "compute",
  "container",
  "storage",
  ...(cloudSql ? ["sql" as const] : []),
];

/** https://docs.cloud.google.com/kubernetes-engine/docs/how-to/cluster-shared-vpc */
const networkUsers: [on: Grant["on"], role: string, agent: Agent][] = [
  ["subnet", useNetwork, "container"],
  ["subnet", useNetwork, "apis"],
  ["networkProject", "roles/container.hostServiceAgentUser", "container"],
];

export interface GrantsWanted {
  key: boolean;
  sharedNetwork: boolean;
  cloudSql: boolean;
}

/** Which agents need what. */
export function grantsOf({ key, sharedNetwork, cloudSql }: GrantsWanted): (Omit<Grant, "member"> & { agent: Agent })[] {
  const onKey = key
    ? keyUsers(cloudSql).map((agent) => ({ part: `key-${agent}`, on: "key" as const, role: encrypt, agent }))
    : [];
  const onNetwork = sharedNetwork
    ? networkUsers.map(([on, role, agent]) => ({
        part: `${on === "subnet" ? "subnet" : "host"}-${agent}`,
        on,
        role,
        agent,
      }))
    : [];
  return [...onKey, ...onNetwork];
}
