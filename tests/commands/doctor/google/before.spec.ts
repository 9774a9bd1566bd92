/** Before `up`: worlds of Google and DNS that are wrong in one way. Doctor names that and nothing else; the same world as it should be: nothing. */
import { expect } from "chai";
import { type Case, Doctor, stacks } from "./examined";
import type { CloudWorld } from "./world";

const doctor = new Doctor();

const project = "my-company-data";
const limit = (where: "region" | "project", metric: string, used: number) => (cloud: CloudWorld) => {
  const quota = cloud.quotas[where].find((one) => one.metric === metric);
  if (quota === undefined) throw new Error(`no ${metric}`);
  quota.usage = quota.limit - used;
};
const policy =
  (constraint: string, ...rules: object[]) =>
  (cloud: CloudWorld) => {
    cloud.policies[constraint] = rules as Record<string, unknown>[];
  };
const rangesOf = ({ subnetworks }: CloudWorld) => (subnetworks.s as { secondaryIpRanges: object[] }).secondaryIpRanges;
const exception = (constraint: string) =>
  `gcloud org-policies describe ${constraint} --project ${project} --effective   # an exception is made by who has roles/orgpolicy.policyAdmin`;
const raise = (id: string, value: number, place = "") =>
  `gcloud beta quotas preferences create --project ${project} --service compute.googleapis.com --quota-id ${id} --preferred-value ${value}${place}`;
const inRegion = " --dimensions region=us-central1";
const pool = "projects/my-company-data/locations/global/workloadIdentityPools/our-pool";

/** What is wrong, in which stack, and the one line that doctor says. */
const worlds: [title: string, one: Case, finding: string][] = [
  [
    "no such project",
    {
      cloud: (cloud) => {
        cloud.project = undefined;
      },
    },
    `willBreak google.project ${project}: there is no such project | pulumi config set gcp:project PROJECT`,
  ],
  [
    "a project that is being deleted",
    { cloud: ({ project: one }) => Object.assign(one as object, { state: "DELETE_REQUESTED" }) },
    `willBreak google.project ${project}: is about to be deleted | gcloud projects undelete ${project}`,
  ],
  [
    "a project without an organisation",
    { cloud: ({ project: one }) => delete (one as { parent?: string }).parent },
    `willBreak google.iap-organisation ${project}: belongs to no organisation | pulumi config set --path airflow:gke.oauthClient.id CLIENT_ID && pulumi config set --secret --path airflow:gke.oauthClient.secret CLIENT_SECRET`,
  ],
  [
    "no billing",
    {
      cloud: (cloud) => {
        cloud.billing = { projectId: project, billingEnabled: false };
      },
    },
    `willBreak google.billing ${project}: has no billing account | gcloud billing projects link ${project} --billing-account ACCOUNT`,
  ],
  [
    "a closed billing account",
    { stack: "mwaa", cloud: ({ billing }) => Object.assign(billing, { billingEnabled: false }) },
    `willBreak google.billing ${project}: its billing account is closed | gcloud billing projects link ${project} --billing-account ACCOUNT`,
  ],
  [
    "an API that is off, and may not be turned on",
    {
      cloud: (cloud) => {
        cloud.services["container.googleapis.com"] = "DISABLED";
        cloud.lacks = ["serviceusage.services.enable"];
      },
    },
    `willBreak google.apis container.googleapis.com: is off, and the caller may not turn it on (serviceusage.services.enable) | gcloud services enable container.googleapis.com --project ${project}`,
  ],
  [
    "an API that is off, and is left alone by config",
    {
      stack: "noApis",
      cloud: (cloud) => {
        cloud.services["iap.googleapis.com"] = "DISABLED";
      },
    },
    `willBreak google.apis iap.googleapis.com: is off | gcloud services enable iap.googleapis.com --project ${project}`,
  ],
  [
    "the API that turns APIs on is off",
    {
      cloud: (cloud) => {
        cloud.off = ["serviceusage.googleapis.com"];
      },
    },
    `willBreak google.apis serviceusage.googleapis.com: is off | gcloud services enable serviceusage.googleapis.com --project ${project}`,
  ],
  [
    "a caller who may make no cluster",
    {
      cloud: (cloud) => {
        cloud.lacks = ["container.clusters.create", "container.clusters.update"];
      },
    },
    `willBreak google.permissions air-gke-cluster: the caller may not make it: no container.clusters.create, container.clusters.update | gcloud projects add-iam-policy-binding ${project} --member=user:YOU --role=roles/container.admin`,
  ],
  [
    "a caller who may grant no role",
    {
      stack: "mwaa",
      cloud: (cloud) => {
        cloud.lacks = ["resourcemanager.projects.setIamPolicy"];
      },
    },
    `willBreak google.permissions airflow-dev-google-bigquery.dataEditor: the caller may not make it: no resourcemanager.projects.setIamPolicy | gcloud projects add-iam-policy-binding ${project} --member=user:YOU --role=roles/resourcemanager.projectIamAdmin`,
  ],
  [
    "a caller who may grant nothing in the shared network's project",
    {
      stack: "shared",
      cloud: (cloud) => {
        cloud.lacks = ["compute.subnetworks.setIamPolicy"];
      },
    },
    "willBreak google.permissions air-grants-subnet-apis: the caller may not make it: no compute.subnetworks.setIamPolicy | gcloud projects add-iam-policy-binding our-network --member=user:YOU --role=roles/compute.networkAdmin",
  ],
  [
    "no service account may be made",
    { stack: "mwaa", cloud: policy("iam.disableServiceAccountCreation", { enforce: true }) },
    `willBreak google.organisation-policies airflow-dev-google-account: service accounts may not be made (constraints/iam.disableServiceAccountCreation) | ${exception("iam.disableServiceAccountCreation")}`,
  ],
  [
    "no service account may be made, by the newer constraint",
    { cloud: policy("iam.managed.disableServiceAccountCreation", { enforce: true }) },
    `willBreak google.organisation-policies air-google-account and 1 more: service accounts may not be made (constraints/iam.managed.disableServiceAccountCreation) | ${exception("iam.managed.disableServiceAccountCreation")}`,
  ],
  [
    "identities from GitHub only",
    {
      stack: "mwaa",
      cloud: policy("iam.workloadIdentityPoolProviders", {
        values: { allowedValues: ["https://token.actions.githubusercontent.com"] },
      }),
    },
    `willBreak google.organisation-policies airflow-dev-federation-provider: workload identity may not come from https://sts.amazonaws.com (constraints/iam.workloadIdentityPoolProviders) | ${exception("iam.workloadIdentityPoolProviders")}`,
  ],
  [
    "another AWS account only",
    {
      stack: "mwaa",
      cloud: policy("iam.workloadIdentityPoolAwsAccounts", { values: { allowedValues: ["999988887777"] } }),
    },
    `willBreak google.organisation-policies airflow-dev-federation-provider: AWS account 111122223333 is not allowed in (constraints/iam.workloadIdentityPoolAwsAccounts) | ${exception("iam.workloadIdentityPoolAwsAccounts")}`,
  ],
  [
    "another AWS account only, where the newer API is off",
    {
      stack: "mwaa",
      cloud: (cloud) => {
        policy("iam.workloadIdentityPoolAwsAccounts", { values: { allowedValues: ["999988887777"] } })(cloud);
        cloud.off = ["orgpolicy.googleapis.com"];
      },
    },
    `unknown google.organisation-policies the organisation policies iam.managed.disableServiceAccountCreation: the API orgpolicy.googleapis.com is off in project 123456789012 | gcloud services enable orgpolicy.googleapis.com --project 123456789012
willBreak google.organisation-policies airflow-dev-federation-provider: AWS account 111122223333 is not allowed in (constraints/iam.workloadIdentityPoolAwsAccounts) | ${exception("iam.workloadIdentityPoolAwsAccounts")}`,
  ],
  [
    "internal load balancers only",
    {
      cloud: policy("compute.restrictLoadBalancerCreationForTypes", {
        values: { allowedValues: ["INTERNAL_HTTP_HTTPS"] },
      }),
    },
    `willBreak google.organisation-policies air-entry-http and 1 more: load balancers of type GLOBAL_EXTERNAL_MANAGED_HTTP_HTTPS may not be made (constraints/compute.restrictLoadBalancerCreationForTypes) | ${exception("compute.restrictLoadBalancerCreationForTypes")}`,
  ],
  [
    "no Cloud NAT",
    { cloud: policy("compute.restrictCloudNATUsage", { denyAll: true }) },
    `willBreak google.organisation-policies air-network-nat: Cloud NAT may not serve this subnet (constraints/compute.restrictCloudNATUsage) | ${exception("compute.restrictCloudNATUsage")}`,
  ],
  [
    "Europe only",
    { cloud: policy("gcp.resourceLocations", { values: { allowedValues: ["in:eu-locations"] } }) },
    `willBreak google.organisation-policies air-gke-cluster and 1 more: nothing may be made in us-central1-b (constraints/gcp.resourceLocations) | ${exception("gcp.resourceLocations")}
willBreak google.organisation-policies air-network-subnet and 2 more: nothing may be made in us-central1 (constraints/gcp.resourceLocations) | ${exception("gcp.resourceLocations")}`,
  ],
  [
    "no Secret Manager",
    {
      cloud: policy("gcp.restrictServiceUsage", { values: { deniedValues: ["secretmanager.googleapis.com"] } }),
    },
    `willBreak google.organisation-policies air-google-secretmanager: the API secretmanager.googleapis.com may not be used (constraints/gcp.restrictServiceUsage) | ${exception("gcp.restrictServiceUsage")}`,
  ],
  [
    "buckets with keys of one's own only",
    {
      cloud: policy("gcp.restrictNonCmekServices", { values: { deniedValues: ["storage.googleapis.com"] } }),
    },
    `willBreak google.organisation-policies air-dags-bucket and 1 more: storage.googleapis.com may keep nothing without a key of yours (constraints/gcp.restrictNonCmekServices) | ${exception("gcp.restrictNonCmekServices")}`,
  ],
  [
    "members of another organisation only",
    { cloud: policy("iam.allowedPolicyMemberDomains", { values: { allowedValues: ["C0other"] } }) },
    `willBreak google.allowed-members ${project}: no principal of its own organisation may get a role (constraints/iam.allowedPolicyMemberDomains) | ${exception("iam.allowedPolicyMemberDomains")}`,
  ],
  [
    "members of the own organisation only, which is another domain than the users'",
    {
      cloud: (cloud) => {
        policy("iam.allowedPolicyMemberDomains", { values: { allowedValues: ["is:C0abc"] } })(cloud);
        cloud.organization.displayName = "holding.example";
      },
    },
    ["group:all@my-company.com", "user:ada@my-company.com"]
      .map(
        (member) =>
          `lookAt google.allowed-members ${member}: may be outside of what constraints/iam.allowedPolicyMemberDomains allows: the organisation is holding.example | ${exception("iam.allowedPolicyMemberDomains")}`,
      )
      .join("\n"),
  ],
  [
    "a zone that is down",
    {
      cloud: ({ zones }) => {
        zones["us-central1-b"] = { name: "us-central1-b", status: "DOWN" };
      },
    },
    "willBreak google.zone us-central1-b: is down | gcloud compute zones list --filter status=UP   # and https://status.cloud.google.com",
  ],
  [
    "a machine type that the zone has not",
    {
      cloud: (cloud) => {
        cloud.machineTypes = {};
      },
    },
    `willBreak google.machine-type e2-standard-2: is not to be had in us-central1-b | gcloud compute machine-types list --project ${project} --filter "name=e2-standard-2" --format "value(zone)"   # then: pulumi config set --path airflow:gke.zone ZONE`,
  ],
  [
    "no CPU left for Spot",
    { cloud: limit("region", "PREEMPTIBLE_CPUS", 1) },
    `willBreak google.quotas air-gke-pool: needs 2 more of a quota; PREEMPTIBLE_CPUS: 23 of 24 are used in us-central1 | ${raise("PREEMPTIBLE-CPUS-per-project-region", 25, inRegion)}`,
  ],
  [
    "no quota for Spot, and none of the others left",
    {
      cloud: (cloud) => {
        for (const one of cloud.quotas.region)
          Object.assign(one, { PREEMPTIBLE_CPUS: { limit: 0 }, CPUS: { usage: 23 } }[one.metric]);
      },
    },
    `willBreak google.quotas air-gke-cluster: needs 2 more of a quota; CPUS: 23 of 24 are used in us-central1 | ${raise("CPUS-per-project-region", 25, inRegion)}`,
  ],
  [
    "CPUs for the first node, not for all",
    { cloud: limit("project", "CPUS_ALL_REGIONS", 4) },
    `lookAt google.quotas air-gke-pool: would need 6 of a quota with all its nodes; CPUS_ALL_REGIONS: 46 of 50 are used | ${raise("CPUS-ALL-REGIONS-per-project", 52)}`,
  ],
  [
    "no room for disks",
    { cloud: limit("region", "SSD_TOTAL_GB", 50) },
    `willBreak google.quotas air-gke-cluster: needs 100 more of a quota; SSD_TOTAL_GB: 450 of 500 are used in us-central1 | ${raise("SSD-TOTAL-GB-per-project-region", 550, inRegion)}`,
  ],
  [
    "no static address left",
    { cloud: limit("project", "STATIC_ADDRESSES", 0) },
    `willBreak google.quotas air-web-address: needs 1 more of a quota; STATIC_ADDRESSES: 50 of 50 are used | ${raise("STATIC-ADDRESSES-per-project", 51)}`,
  ],
  [
    "no backend service left",
    { cloud: limit("project", "BACKEND_SERVICES", 0) },
    `willBreak google.quotas air-backend-backend: needs 1 more of a quota; BACKEND_SERVICES: 50 of 50 are used | ${raise("BACKEND-SERVICES-per-project", 51)}`,
  ],
  [
    "a service account of the same id",
    {
      cloud: ({ accounts }) => {
        const email = `airflow-air@${project}.iam.gserviceaccount.com`;
        accounts[email] = { account: { email, description: "somebody else's" }, policy: { bindings: [] } };
      },
    },
    `willBreak google.account-ids airflow-air@${project}.iam.gserviceaccount.com: is taken by a service account that is not this stack's | pulumi config set --path airflow:google.existingServiceAccount airflow-air@${project}.iam.gserviceaccount.com   # or another airflow:google.serviceAccountId`,
  ],
  [
    "a deleted pool of the same id",
    {
      stack: "mwaaFixed",
      cloud: ({ pools }) => {
        pools[pool] = { name: pool, state: "DELETED", expireTime: "2026-12-20T00:00:00Z" };
      },
    },
    "willBreak google.pool-ids our-pool: is the id of a deleted pool, and taken until 2026-12-20 | pulumi config rm --path airflow:google.poolId   # or another id",
  ],
  [
    "a pool of the same id that is another's",
    {
      stack: "mwaaFixed",
      cloud: ({ pools }) => {
        pools[pool] = { name: pool, state: "ACTIVE" };
      },
    },
    `willBreak google.pool-ids our-pool: is the id of a pool that is not this stack's | pulumi config set --path airflow:google.existingPool ${pool}   # or another airflow:google.poolId`,
  ],
  [
    "an address of the same name",
    {
      cloud: ({ addresses }) => {
        addresses["air-ip"] = { name: "air-ip", address: "198.51.100.7" };
      },
    },
    "willBreak google.address-name air-ip: is the name of an address that is not this stack's | pulumi config set --path airflow:gke.staticIpName NAME",
  ],
  [
    "an adopted bucket that is not there",
    {
      stack: "adopted",
      cloud: (cloud) => {
        cloud.buckets = {};
      },
    },
    "willBreak google.adopted-bucket our-dags: there is no such bucket | gcloud storage buckets create gs://our-dags --uniform-bucket-level-access",
  ],
  [
    "an adopted subnet that is not there",
    { stack: "adopted", cloud: ({ subnetworks }) => delete subnetworks.s },
    `willBreak google.adopted-subnet s: there is no such subnet in us-central1 | gcloud compute networks subnets list --project ${project} --network v`,
  ],
  [
    "an adopted subnet without the range of the services",
    { stack: "adopted", cloud: (cloud) => rangesOf(cloud).pop() },
    `willBreak google.adopted-subnet s: has no secondary range r | gcloud compute networks subnets update s --project ${project} --region us-central1 --add-secondary-ranges r=RANGE`,
  ],
  [
    "an adopted subnet whose range of pods is for two nodes",
    {
      stack: "adopted",
      cloud: (cloud) => Object.assign(rangesOf(cloud)[0] as object, { ipCidrRange: "10.4.0.0/23" }),
    },
    `lookAt google.adopted-subnet s: has room for 2 nodes in its range p, and the plan may have 3 | gcloud compute networks subnets update s --project ${project} --region us-central1 --add-secondary-ranges PODS=RANGE`,
  ],
  [
    "an adopted VPC without a way out",
    {
      stack: "adopted",
      cloud: (cloud) => {
        cloud.routers = [];
      },
    },
    "willBreak google.way-out s: has no way out: no Cloud NAT serves it, and no route leads elsewhere | pulumi config set --path airflow:gke.network.egress nat",
  ],
  [
    "an adopted VPC with a NAT of its own, where the plan makes one",
    {
      stack: "adoptedNat",
      cloud: (cloud) => {
        const nats = [{ name: "theirs", sourceSubnetworkIpRangesToNat: "ALL_SUBNETWORKS_ALL_IP_RANGES" }];
        const network = `projects/${project}/global/networks/v`;
        // On the second page of the list.
        cloud.routers = ["a", "b"].map((name) => ({ name, network })).concat([{ name: "c", network, nats } as never]);
      },
    },
    "willBreak google.way-out c/theirs: is a NAT of the subnet s already | pulumi config set --path airflow:gke.network.egress existing",
  ],
  [
    "a peer that announces the pods' addresses",
    {
      stack: "adopted",
      cloud: (cloud) => {
        (cloud.networks.v as { peerings: object[] }).peerings = [{ name: "office", state: "ACTIVE" }];
        cloud.peerRoutes.office = ["192.168.0.0/16", "172.16.0.0/12", "10.5.0.0/16"].map((destRange) => ({
          destRange,
          imported: true,
          type: "DYNAMIC_PEERING_ROUTE",
        }));
      },
    },
    `lookAt google.peerings office: brings a route for 10.5.0.0/16, which overlaps with the cluster's own ranges | gcloud compute networks peerings list --project ${project} --network v`,
  ],
  [
    "an adopted DNS zone that is not there",
    { cloud: ({ zonesOfDns }) => delete zonesOfDns.corp },
    `willBreak google.adopted-zone corp: there is no such zone | gcloud dns managed-zones list --project ${project}`,
  ],
  [
    "an adopted DNS zone that is private",
    { cloud: ({ zonesOfDns }) => Object.assign(zonesOfDns.corp as object, { visibility: "private" }) },
    `willBreak google.adopted-zone corp: is a private zone: nobody outside sees its records, Google's certificates neither | gcloud dns managed-zones list --project ${project}`,
  ],
  [
    "a record of the domain that is there already",
    {
      cloud: ({ records }) => {
        records.corp = [{ name: "airflow.my-company.com.", type: "CNAME", ttl: 300, rrdatas: ["elsewhere.example."] }];
      },
    },
    `willBreak google.adopted-zone airflow.my-company.com: has a record of type CNAME in corp already (elsewhere.example.) | gcloud dns record-sets delete airflow.my-company.com. --type CNAME --zone corp --project ${project}`,
  ],
  [
    "an adopted DNS zone that nobody is led to",
    {
      dns: (records) => {
        records["NS my-company.com"] = ["ns1.registrar.example"];
      },
    },
    "broken dns.delegation my-company.com: is delegated to ns1.registrar.example, not to the zone of Cloud DNS | at the registrar: NS records of my-company.com -> ns-cloud-a1.googledomains.com, ns-cloud-a2.googledomains.com",
  ],
  [
    "a domain that nobody has registered",
    { stack: "ownClient", dns: (records) => delete records["NS my-company.com"] },
    "willBreak dns.delegation airflow.my-company.com: is below no domain that anybody has registered | register it, or: pulumi config set --path airflow:gke.domain DOMAIN",
  ],
  [
    "a DNS server that knows nothing of the world",
    {
      dns: (records) => {
        for (const key of Object.keys(records)) delete records[key];
      },
    },
    [
      "delegation the world asks the zone's own name servers for the domain",
      "caa CAA records let Google issue the certificate",
      "address the domain leads to the load balancer, and nowhere else",
    ]
      .map(
        (said) =>
          `unknown dns.${said}: this machine's DNS server does not know even .com | AIRFLOW_DNS_SERVERS=8.8.8.8 npm run doctor   # asks another server than this machine's`,
      )
      .join("\n"),
  ],
  [
    "CAA records that name another issuer",
    {
      dns: (records) => {
        records["CAA my-company.com"] = ['issue "letsencrypt.org"', 'iodef "mailto:ca@my-company.com"'];
      },
    },
    'willBreak dns.caa airflow.my-company.com: may get certificates from letsencrypt.org only, by the CAA records of my-company.com | at who keeps my-company.com: add the record CAA 0 issue "pki.goog"',
  ],
  [
    "a domain with an IPv6 address",
    {
      dns: (records) => {
        records["AAAA airflow.my-company.com"] = ["2001:db8::1"];
      },
    },
    "willBreak dns.address airflow.my-company.com: has IPv6 addresses (2001:db8::1), and the load balancer has none | at who keeps airflow.my-company.com: remove its AAAA records",
  ],
  [
    "a domain that leads elsewhere",
    {
      dns: (records) => {
        records["A airflow.my-company.com"] = ["198.51.100.9"];
      },
    },
    "lookAt dns.address airflow.my-company.com: leads to 198.51.100.9 now | at who keeps airflow.my-company.com: remove that A record once the new one is to hold",
  ],
];

describe("doctor and Google", () => {
  // Within: what they replace is the whole process's.
  before(() => doctor.start());
  after(() => doctor.stop());

  describe("doctor on a Google Cloud in which all is well", () => {
    const handmade: Record<string, string> = {
      ownZone:
        "lookAt dns.delegation-to-come airflow.my-company.com: is to be delegated to the zone that `up` makes | after `up`: NS records of it -> pulumi stack output nameServers",
      dnsElsewhere:
        "lookAt dns.delegation-to-come airflow.my-company.com: gets no record from `up`: DNS is elsewhere | after `up`: an A record of it -> pulumi stack output staticIp",
    };
    for (const stack of Object.keys(stacks))
      it(`finds ${stack in handmade ? "only what is left to do by hand" : "nothing"} before the first up of ${stack}`, async () => {
        expect(await doctor.findings({ stack })).to.deep.equal(stack in handmade ? [handmade[stack]] : []);
      });
  });

  describe("doctor before up names what is wrong, and nothing else:", () => {
    for (const [title, one, finding] of worlds)
      it(title, async () => {
        expect(await doctor.findings(one)).to.deep.equal(finding.split("\n"));
        expect(await doctor.findings({ stack: one.stack })).to.deep.equal([]);
      });
  });
});
