/** What each method answers from a world, and the permission that Google asks for (its reference page, "IAM permissions"). */
import type { Called } from "./discovery";
import type { CloudWorld } from "./world";

/** 404. */
export class Missing extends Error {}

interface Handler {
  /** None where Google asks for none. */
  permission?: string;
  answer(world: CloudWorld, call: Called): unknown;
}

const there = <T>(thing: T | undefined): T => {
  if (thing === undefined) throw new Missing();
  return thing;
};
const last = (name = "") => name.split("/").at(-1) ?? "";

/** One page after the other, two things each, so that whoever reads only the first is found out. */
function paged<T>(items: T[], query: URLSearchParams): { items: T[]; nextPageToken?: string } {
  const from = Number(query.get("pageToken") ?? 0);
  const more = from + 2 < items.length ? { nextPageToken: String(from + 2) } : {};
  return { items: items.slice(from, from + 2), ...more };
}

const isList = (constraint: string) => !/disable|require|restrictPublicIp/.test(constraint);

export const answers: Record<string, Handler> = {
  "cloudresourcemanager.v3.projects.get": {
    permission: "resourcemanager.projects.get",
    answer: ({ project }) => there(project),
  },
  "cloudresourcemanager.v3.organizations.get": {
    permission: "resourcemanager.organizations.get",
    answer: ({ organization }) => organization,
  },
  "cloudresourcemanager.v3.projects.getIamPolicy": {
    permission: "resourcemanager.projects.getIamPolicy",
    answer: ({ projectPolicy }, { body }) => {
      // Without version 3 Google leaves conditions out (https://docs.cloud.google.com/iam/docs/reference/rest/v1/Policy).
      const version = (body as { options?: { requestedPolicyVersion?: number } }).options?.requestedPolicyVersion ?? 1;
      return { ...projectPolicy, version };
    },
  },
  "cloudresourcemanager.v3.projects.testIamPermissions": {
    answer: ({ lacks }, { body }) => {
      const { permissions } = body as { permissions: string[] };
      if (permissions.length > 100) throw new Error("more than 100 permissions in a call");
      return { permissions: permissions.filter((one) => !lacks.includes(one)) };
    },
  },
  "cloudresourcemanager.v1.projects.getEffectiveOrgPolicy": {
    permission: "orgpolicy.policy.get",
    answer: ({ policies }, { body }) => {
      const { constraint } = body as { constraint: string };
      const [rule] = policies[constraint.replace("constraints/", "")] ?? [];
      if (!isList(constraint)) return { constraint, booleanPolicy: { enforced: rule?.enforce === true } };
      return {
        constraint,
        listPolicy: rule?.denyAll ? { allValues: "DENY" } : ((rule?.values ?? { allValues: "ALLOW" }) as object),
      };
    },
  },
  "orgpolicy.v2.projects.policies.getEffectivePolicy": {
    permission: "orgpolicy.policy.get",
    answer: ({ policies }, { params }) => {
      const constraint = last(params.name);
      const open = isList(constraint) ? [{ allowAll: true }] : [{ enforce: false }];
      return { name: params.name, spec: { rules: policies[constraint] ?? open } };
    },
  },
  "cloudbilling.v1.projects.getBillingInfo": {
    permission: "resourcemanager.projects.get",
    answer: ({ billing }) => billing,
  },
  "serviceusage.v1.services.batchGet": {
    permission: "serviceusage.services.get",
    answer: ({ services }, { query }) => {
      const names = query.getAll("names");
      if (names.length > 20) throw new Error("more than 20 names in a call");
      return { services: names.map((name) => ({ name, state: services[last(name)] ?? "DISABLED" })) };
    },
  },
  "compute.v1.projects.get": {
    permission: "compute.projects.get",
    answer: ({ quotas }) => ({ name: "my-company-data", quotas: quotas.project }),
  },
  "compute.v1.regions.get": {
    permission: "compute.regions.get",
    answer: ({ quotas }, { params }) => ({ name: params.region, status: "UP", quotas: quotas.region }),
  },
  "compute.v1.zones.get": {
    permission: "compute.zones.get",
    answer: ({ zones }, { params }) => there(zones[params.zone ?? ""]),
  },
  "compute.v1.machineTypes.get": {
    permission: "compute.machineTypes.get",
    answer: ({ machineTypes }, { params }) => there(machineTypes[`${params.zone}/${params.machineType}`]),
  },
  "compute.v1.globalAddresses.get": {
    permission: "compute.globalAddresses.get",
    answer: ({ addresses }, { params }) => there(addresses[params.address ?? ""]),
  },
  "compute.v1.networks.get": {
    permission: "compute.networks.get",
    answer: ({ networks }, { params }) => there(networks[params.network ?? ""]),
  },
  "compute.v1.subnetworks.get": {
    permission: "compute.subnetworks.get",
    answer: ({ subnetworks }, { params }) => there(subnetworks[params.subnetwork ?? ""]),
  },
  "compute.v1.routers.list": {
    permission: "compute.routers.list",
    answer: ({ routers }, { query }) => paged(routers, query),
  },
  "compute.v1.routes.list": {
    permission: "compute.routes.list",
    answer: ({ routes }, { query }) => paged(routes, query),
  },
  "compute.v1.networks.listPeeringRoutes": {
    permission: "compute.networks.listPeeringRoutes",
    answer: ({ peerRoutes }, { query }) => paged(peerRoutes[query.get("peeringName") ?? ""] ?? [], query),
  },
  "compute.v1.backendServices.get": {
    permission: "compute.backendServices.get",
    answer: ({ backend }) => there(backend),
  },
  "compute.v1.backendServices.getHealth": {
    permission: "compute.backendServices.get",
    answer: ({ health }) => (health.length === 0 ? {} : { healthStatus: health }),
  },
  "compute.v1.sslCertificates.get": {
    permission: "compute.sslCertificates.get",
    answer: ({ certificate }) => there(certificate),
  },
  "compute.v1.globalForwardingRules.get": {
    permission: "compute.globalForwardingRules.get",
    answer: ({ rules }, { params }) => there(rules[params.forwardingRule ?? ""]),
  },
  "compute.v1.firewalls.get": {
    permission: "compute.firewalls.get",
    answer: ({ firewall }) => there(firewall),
  },
  "compute.v1.zoneOperations.list": {
    permission: "compute.zoneOperations.list",
    answer: ({ operations }, { query }) => paged(operations, query),
  },
  "compute.v1.instanceGroupManagers.listErrors": {
    permission: "compute.instanceGroupManagers.get",
    answer: ({ groupErrors }, { query }) => paged(groupErrors, query),
  },
  "container.v1.projects.locations.clusters.get": {
    permission: "container.clusters.get",
    answer: ({ cluster }) => there(cluster),
  },
  "iam.v1.projects.serviceAccounts.get": {
    permission: "iam.serviceAccounts.get",
    answer: ({ accounts }, { params }) => there(accounts[last(params.name)]).account,
  },
  "iam.v1.projects.serviceAccounts.getIamPolicy": {
    permission: "iam.serviceAccounts.getIamPolicy",
    answer: ({ accounts }, { params }) => ({ ...there(accounts[last(params.resource)]).policy, version: 1 }),
  },
  "iam.v1.projects.locations.workloadIdentityPools.get": {
    permission: "iam.googleapis.com/workloadIdentityPools.get",
    answer: ({ pools }, { params }) => there(pools[params.name ?? ""]),
  },
  "iam.v1.projects.locations.workloadIdentityPools.providers.get": {
    permission: "iam.googleapis.com/workloadIdentityPoolProviders.get",
    answer: ({ pools }, { params }) => there(pools[params.name ?? ""]),
  },
  "dns.v1.managedZones.get": {
    permission: "dns.managedZones.get",
    answer: ({ zonesOfDns }, { params }) => there(zonesOfDns[params.managedZone ?? ""]),
  },
  "dns.v1.resourceRecordSets.list": {
    permission: "dns.resourceRecordSets.list",
    answer: ({ records }, { params, query }) => {
      const name = query.get("name");
      return { rrsets: (records[params.managedZone ?? ""] ?? []).filter((one) => name === null || one.name === name) };
    },
  },
  "iap.v1.getIamPolicy": {
    permission: "iap.webServices.getIamPolicy",
    answer: ({ iapPolicy }) => iapPolicy,
  },
  "sqladmin.v1.instances.get": {
    permission: "cloudsql.instances.get",
    answer: ({ sql }) => there(sql),
  },
  "storage.v1.buckets.get": {
    permission: "storage.buckets.get",
    answer: ({ buckets }, { params }) => there(buckets[params.bucket ?? ""]),
  },
  "certificatemanager.v1.projects.locations.certificates.get": {
    permission: "certificatemanager.certs.get",
    answer: ({ proven }) => there(proven),
  },
  "monitoring.v3.projects.timeSeries.list": {
    permission: "monitoring.timeSeries.list",
    answer: ({ fullness }, { query }) => {
      const metric = /metric\.type\s*=\s*"([^"]+)"/.exec(query.get("filter") ?? "")?.[1] ?? "";
      const now = query.get("interval.endTime") ?? "";
      const timeSeries = (fullness[metric] ?? []).map(({ labels, value }) => ({
        metric: { type: metric, labels: {} },
        resource: { type: "any", labels },
        points: [{ interval: { endTime: now, startTime: now }, value: { doubleValue: value } }],
      }));
      return timeSeries.length === 0 ? {} : { timeSeries };
    },
  },
};
