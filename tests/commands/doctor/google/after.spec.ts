/** After `up`: worlds of Google, Kubernetes and DNS that are wrong in one way. Doctor names that and nothing else; the same world as it should be: nothing. */
import { expect } from "chai";
import { type Case, Doctor } from "./examined";
import { wellPod } from "./kubernetes";
import type { CloudWorld } from "./world";

const doctor = new Doctor();

type Json = Record<string, unknown>;
const project = "my-company-data";
const again = "pulumi up --refresh --stack test";
const airflow = `airflow-air@${project}.iam.gserviceaccount.com`;
const dev = `airflow-dev@${project}.iam.gserviceaccount.com`;
const cluster = "air-gke-cluster-c22f884";
const login = `gcloud container clusters get-credentials ${cluster} --location us-central1-b --project ${project} --dns-endpoint && kubectl -n airflow`;
const zoneOfPool = "us-central1-b";
const url = "https://airflow.my-company.com/";
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** A pod in the place of the scheduler's. */
const scheduler = (status: Json) => (cloud: CloudWorld) => {
  cloud.kubernetes.pods[1] = { ...wellPod("airflow-scheduler-1", "scheduler"), status };
};
const container = (state: Json, more: Json = {}) => ({
  phase: "Running",
  containerStatuses: [
    {
      name: "scheduler",
      image: "apache/airflow:9.9.9",
      imageID: "",
      ready: false,
      restartCount: 7,
      state,
      lastState: {},
      ...more,
    },
  ],
});
const crash = { waiting: { reason: "CrashLoopBackOff", message: "back-off 5m0s restarting failed container" } };
const ended = (reason: string, exitCode: number) => ({
  terminated: { reason, exitCode, message: "password=hush-hush" },
});
const lostRole = (policy: { bindings: { role: string; members: string[] }[] }, role: string) => {
  policy.bindings = policy.bindings.filter((one) => one.role !== role);
};
const certificate = (status: string, domainStatus: string) => (cloud: CloudWorld) => {
  cloud.certificate = {
    name: "c",
    managed: { status, domains: ["airflow.my-company.com"], domainStatus: { "airflow.my-company.com": domainStatus } },
  };
};
const provider = ({ pools }: CloudWorld) =>
  pools[Object.keys(pools).find((name) => name.includes("/providers/")) ?? ""] as Json;
const poolOf = ({ pools }: CloudWorld) =>
  pools[Object.keys(pools).find((name) => !name.includes("/providers/")) ?? ""] as Json;

/** What is wrong, in which stack, and the one line that doctor says. */
const worlds: [title: string, one: Case, finding: string][] = [
  [
    "a cluster that is gone",
    {
      cloud: (cloud) => {
        cloud.cluster = undefined;
      },
    },
    `broken google.cluster ${cluster}: is gone, and the state has it still | ${again}`,
  ],
  [
    "a cluster that is degraded",
    {
      cloud: (cloud) =>
        Object.assign(cloud.cluster as Json, {
          status: "DEGRADED",
          conditions: [{ code: "CA_EXPIRING", message: "soon" }],
        }),
    },
    `broken google.cluster ${cluster}: is degraded (CA_EXPIRING) | gcloud container clusters describe ${cluster} --location us-central1-b --project ${project}`,
  ],
  [
    "no Spot machine to be had",
    {
      cloud: (cloud) => {
        const old = { error: { code: "QUOTA_EXCEEDED" }, timestamp: ago(600) };
        const now = { error: { code: "ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS" }, timestamp: ago(5) };
        cloud.groupErrors = [old, old, now, now];
      },
    },
    "broken google.node-supply gke-pool-grp: Google has no such machine left in the zone | pulumi config set --path airflow:gke.spot false && pulumi up   # or another airflow:gke.machineType",
  ],
  [
    "Spot machines that go again and again",
    {
      cloud: (cloud) => {
        const targetLink = `https://www.googleapis.com/compute/v1/projects/p/zones/${zoneOfPool}/instances/gke-pool-`;
        const other = { targetLink: `${targetLink.replace("gke-pool-", "mine-")}x`, insertTime: ago(10) };
        cloud.operations = [
          ...["a", "b", "c"].map((end) => ({ targetLink: targetLink + end, insertTime: ago(100) })),
          other,
        ];
      },
    },
    "lookAt google.node-supply gke-pool-grp: lost 3 Spot VMs to Google in the last 24 hours | pulumi config set --path airflow:gke.steadyNode true && pulumi up",
  ],
  [
    "a database disk that is full",
    {
      cloud: ({ fullness }) => {
        fullness["kubernetes.io/pod/volume/utilization"] = [
          { labels: { pod_name: "airflow-postgres-0" }, value: 0.97 },
        ];
      },
    },
    "broken google.database-disk airflow-postgres-0: its disk is 97 % full | pulumi config set --path airflow:gke.database.diskGb 20 && pulumi up",
  ],
  [
    "a database disk that gets full",
    {
      cloud: ({ fullness }) => {
        fullness["kubernetes.io/pod/volume/utilization"] = [
          { labels: { pod_name: "airflow-postgres-0" }, value: 0.84 },
        ];
      },
    },
    "lookAt google.database-disk airflow-postgres-0: its disk is 84 % full | pulumi config set --path airflow:gke.database.diskGb 20 && pulumi up",
  ],
  [
    "Cloud SQL stopped by hand",
    {
      stack: "cloudSql",
      cloud: ({ sql }) => Object.assign((sql as Json).settings as Json, { activationPolicy: "NEVER" }),
    },
    `broken google.cloud-sql air-database-instance-1ebb23a: is stopped | gcloud sql instances patch air-database-instance-1ebb23a --activation-policy ALWAYS --project ${project}`,
  ],
  [
    "Cloud SQL without billing",
    {
      stack: "cloudSql",
      cloud: ({ sql }) => Object.assign(sql as Json, { state: "SUSPENDED", suspensionReason: ["BILLING_ISSUE"] }),
    },
    `broken google.cloud-sql air-database-instance-1ebb23a: is suspended (BILLING_ISSUE) | gcloud sql operations list --instance air-database-instance-1ebb23a --project ${project}`,
  ],
  [
    "an API that was turned off",
    {
      cloud: (cloud) => {
        cloud.services["secretmanager.googleapis.com"] = "DISABLED";
      },
    },
    `broken google.apis secretmanager.googleapis.com: was turned off | gcloud services enable secretmanager.googleapis.com --project ${project}`,
  ],
  [
    "a service account that is disabled",
    { cloud: ({ accounts }) => Object.assign(accounts[airflow]?.account as Json, { disabled: true }) },
    `broken google.accounts ${airflow}: is disabled | gcloud iam service-accounts enable ${airflow}`,
  ],
  [
    "a service account that is gone",
    { stack: "mwaa", cloud: ({ accounts }) => delete accounts[dev] },
    `broken google.accounts ${dev}: there is no such service account | ${again}`,
  ],
  [
    "a role in the project that was taken away",
    { stack: "mwaa", cloud: ({ projectPolicy }) => lostRole(projectPolicy, "roles/bigquery.jobUser") },
    `broken google.project-roles serviceAccount:${dev}: has lost roles/bigquery.jobUser | ${again}`,
  ],
  [
    "the AWS role's binding that was taken away",
    {
      stack: "mwaa",
      cloud: ({ accounts }) =>
        lostRole((accounts[dev] as CloudWorld["accounts"][string]).policy, "roles/iam.workloadIdentityUser"),
    },
    `broken google.account-bindings ${dev}: principalSet://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/pl-airflow-dev-c64d84/attribute.aws_role/arn:aws:sts::111122223333:assumed-role/airflow-dev-execution-role may not act as it any more | ${again}`,
  ],
  [
    "one pod's binding that was taken away",
    {
      cloud: ({ accounts }) => {
        const [binding] = (accounts[airflow] as CloudWorld["accounts"][string]).policy.bindings;
        binding?.members.splice(4, 1);
      },
    },
    `broken google.account-bindings ${airflow}: serviceAccount:${project}.svc.id.goog[airflow/airflow-worker] may not act as it any more | ${again}`,
  ],
  [
    "a pool that was deleted",
    { stack: "mwaa", cloud: (cloud) => Object.assign(poolOf(cloud), { state: "DELETED" }) },
    `broken google.federation pl-airflow-dev-c64d84: is deleted | gcloud iam workload-identity-pools undelete pl-airflow-dev-c64d84 --location global --project ${project}`,
  ],
  [
    "a provider that is disabled",
    { stack: "mwaa", cloud: (cloud) => Object.assign(provider(cloud), { disabled: true }) },
    `broken google.federation aws-c64d84: is disabled | gcloud iam workload-identity-pools providers update-aws aws-c64d84 --workload-identity-pool pl-airflow-dev-c64d84 --location global --project ${project} --no-disabled`,
  ],
  [
    "a provider for another AWS account",
    { stack: "mwaa", cloud: (cloud) => Object.assign(provider(cloud), { aws: { accountId: "999988887777" } }) },
    `broken google.federation aws-c64d84: admits the AWS account 999988887777, and Airflow's is 111122223333 | ${again}`,
  ],
  [
    "a provider without its condition",
    { stack: "mwaa", cloud: (cloud) => delete provider(cloud).attributeCondition },
    `broken google.federation aws-c64d84: has lost its condition: any role of the account may enter | ${again}`,
  ],
  [
    "an IAP grant that was taken away",
    { cloud: ({ iapPolicy }) => iapPolicy.bindings[0]?.members.splice(1, 1) },
    `broken google.iap-grants user:ada@my-company.com: may not pass IAP any more | ${again}`,
  ],
  [
    "IAP turned off",
    { cloud: ({ backend }) => Object.assign(backend as Json, { iap: { enabled: false } }) },
    `broken google.endpoints air-backend-backend: has IAP turned off | ${again}`,
  ],
  [
    "a NEG without endpoints",
    {
      cloud: (cloud) => {
        cloud.health = [];
      },
    },
    "broken google.endpoints k8s1-airflow-web: has no endpoint: no pod of the API server is ready | kubectl -n airflow get pods -l component=api-server",
  ],
  [
    "endpoints that are all unhealthy",
    { cloud: ({ health }) => Object.assign(health[0] as Json, { healthState: "UNHEALTHY" }) },
    `broken google.endpoints k8s1-airflow-web: has 1 endpoint, and none passes the health check | gcloud compute firewall-rules list --project ${project} --filter "sourceRanges:35.191.0.0/16"   # then: kubectl -n airflow logs -l component=api-server`,
  ],
  [
    "a certificate that is being made",
    { cloud: certificate("PROVISIONING", "PROVISIONING") },
    "lookAt google.certificate air-web-certificate: is not active yet: it waits for Google, which looks again every few minutes; 30 to 60 minutes are usual | npm run doctor -- --only dns",
  ],
  [
    "a certificate that CAA records forbid",
    { cloud: certificate("PROVISIONING_FAILED", "FAILED_CAA_FORBIDDEN") },
    "broken google.certificate air-web-certificate: is not active: the domain's CAA records do not let Google issue it | npm run doctor -- --only dns",
  ],
  [
    "a certificate of a domain too often asked for",
    { cloud: certificate("PROVISIONING_FAILED", "FAILED_RATE_LIMITED") },
    "broken google.certificate air-web-certificate: is not active: too many certificates were asked for the same registered domain | npm run doctor -- --only dns",
  ],
  [
    "a certificate whose proof is not in DNS",
    {
      stack: "shared",
      cloud: (cloud) => {
        const authorizationAttemptInfo = [
          { domain: "airflow.my-company.com", state: "FAILED", failureReason: "CONFIG" },
        ];
        cloud.proven = { name: "c", managed: { state: "PROVISIONING", authorizationAttemptInfo } };
      },
    },
    `broken google.proven-certificate air-web-proof-certificate: is not active: the domain's proof, its CNAME record, is not found in public DNS | gcloud certificate-manager dns-authorizations list --project ${project} --format "value(dnsResourceRecord)"   # that record must resolve`,
  ],
  [
    "a page with nobody behind it",
    { cloud: ({ pages }) => Object.assign(pages["airflow.my-company.com"] as Json, { status: 502, headers: {} }) },
    `broken google.page ${url}: answers 502: the load balancer has nobody to ask | npm run doctor -- --only endpoints`,
  ],
  [
    "a page without a rule",
    { cloud: ({ pages }) => Object.assign(pages["airflow.my-company.com"] as Json, { status: 404, headers: {} }) },
    `broken google.page ${url}: answers 404: the load balancer has no rule for it, or another one answers | ${again}`,
  ],
  [
    "a page that asks nobody who they are",
    { cloud: ({ pages }) => Object.assign(pages["airflow.my-company.com"] as Json, { status: 200, headers: {} }) },
    `broken google.page ${url}: answers without asking who is there: IAP is off, or another server answers | ${again}`,
  ],
  [
    "a pod whose image is not there",
    { cloud: scheduler(container({ waiting: { reason: "ImagePullBackOff", message: "x" } })) },
    `broken kubernetes.pods airflow-scheduler-1: cannot pull the image apache/airflow:9.9.9 (ImagePullBackOff) | ${login} describe pod airflow-scheduler-1`,
  ],
  [
    "a pod that ends again and again",
    { cloud: scheduler(container(crash, { lastState: ended("Error", 1) })) },
    `broken kubernetes.pods airflow-scheduler-1: scheduler ends again and again (exit code 1), 7 restarts | ${login} logs airflow-scheduler-1 -c scheduler --previous`,
  ],
  [
    "a pod that is killed for its memory",
    { cloud: scheduler(container(crash, { lastState: ended("OOMKilled", 137) })) },
    "broken kubernetes.pods airflow-scheduler-1: scheduler was killed for its memory (OOMKilled), 7 restarts | pulumi config set --path airflow:gke.values.scheduler.resources.limits.memory 2Gi && pulumi up   # or more",
  ],
  [
    "a pod whose secret is not there",
    {
      cloud: scheduler(
        container({ waiting: { reason: "CreateContainerConfigError", message: 'secret "x" not found' } }),
      ),
    },
    `broken kubernetes.pods airflow-scheduler-1: cannot start scheduler (CreateContainerConfigError) | ${login} describe pod airflow-scheduler-1`,
  ],
  [
    "a pod that no node has room for",
    {
      cloud: scheduler({
        phase: "Pending",
        conditions: [
          {
            type: "PodScheduled",
            status: "False",
            reason: "Unschedulable",
            message: "0/1 nodes are available: 1 Insufficient memory. preemption: 0/1 nodes are available.",
          },
        ],
      }),
    },
    "broken kubernetes.pods airflow-scheduler-1: waits for a node: 0/1 nodes are available: 1 Insufficient memory | npm run doctor -- --only node-supply   # or: pulumi config set --path airflow:gke.nodes.max N && pulumi up",
  ],
  [
    "a pod that was evicted",
    { cloud: scheduler({ phase: "Failed", reason: "Evicted", message: "The node was low on resource: memory." }) },
    `broken kubernetes.pods airflow-scheduler-1: was evicted | ${login} describe pod airflow-scheduler-1`,
  ],
  [
    "no node at all",
    {
      cloud: ({ kubernetes }) => {
        kubernetes.nodes = [];
      },
    },
    "broken kubernetes.nodes the cluster: has no node | npm run doctor -- --only node-supply",
  ],
  [
    "a node that is not ready",
    {
      cloud: ({ kubernetes }) => {
        const conditions = [{ type: "Ready", status: "Unknown", reason: "NodeStatusUnknown" }];
        kubernetes.nodes.push({ metadata: { name: "gke-node-2" }, status: { conditions } });
      },
    },
    `broken kubernetes.nodes gke-node-2: is not ready (NodeStatusUnknown) | ${login} describe node gke-node-2`,
  ],
  [
    "a node that is short of disk",
    {
      cloud: ({ kubernetes }) => {
        const conditions = ["Ready", "DiskPressure"].map((type) => ({ type, status: "True" }));
        kubernetes.nodes = [{ metadata: { name: "gke-node-1" }, status: { conditions } }];
      },
    },
    `broken kubernetes.nodes gke-node-1: is short of disk | ${login} describe node gke-node-1`,
  ],
  [
    "a disk that another node has",
    {
      cloud: ({ kubernetes }) => {
        const event = (reason: string, minutes: number, type = "Warning") => ({
          metadata: { name: `${reason}.1`, namespace: "airflow" },
          involvedObject: { kind: "Pod", name: "airflow-postgres-0" },
          type,
          reason,
          lastTimestamp: ago(minutes),
        });
        // Old ones, and those that a pod's own status tells, are no finding.
        kubernetes.events = [
          event("FailedMount", 50),
          event("BackOff", 1),
          event("FailedAttachVolume", 2),
          event("FailedAttachVolume", 1),
        ];
      },
    },
    `broken kubernetes.events airflow-postgres-0: cannot attach a disk: another node may still have it (FailedAttachVolume) | ${login} describe pod airflow-postgres-0`,
  ],
  [
    "a migration that failed",
    {
      cloud: ({ kubernetes }) =>
        Object.assign(kubernetes.jobs[0] as Json, {
          status: { failed: 6, conditions: [{ type: "Failed", status: "True", reason: "BackoffLimitExceeded" }] },
        }),
    },
    `broken kubernetes.migration air-migration-job-1026c440: has failed (BackoffLimitExceeded) | ${login} logs job/air-migration-job-1026c440   # then: pulumi up --stack test`,
  ],
  [
    "pods that are no Google service account",
    { cloud: ({ kubernetes }) => delete ((kubernetes.serviceaccounts[4] as Json).metadata as Json).annotations },
    `broken kubernetes.service-accounts airflow-worker: is not bound to ${airflow} | ${again}`,
  ],
  [
    "another audience than the backend's",
    { cloud: ({ backend }) => Object.assign(backend as Json, { id: "999" }) },
    `broken kubernetes.audience airflow-api-server: expects /projects/123456789012/global/backendServices/444443295542833, and IAP signs for /projects/123456789012/global/backendServices/999 | ${again}`,
  ],
  [
    "a new zone that nobody is led to",
    { stack: "ownZone", dns: (records) => delete records["NS airflow.my-company.com"] },
    `broken dns.delegation airflow.my-company.com: is delegated to no name server, not to the zone of Cloud DNS | at who keeps my-company.com: NS records of airflow.my-company.com -> ${[1, 2, 3, 4].map((server) => `ns-cloud-a${server}.googledomains.com`).join(", ")}`,
  ],
  [
    "a domain that leads elsewhere too",
    { stack: "dnsElsewhere", dns: (records) => records["A airflow.my-company.com"]?.push("198.51.100.9") },
    "broken dns.address airflow.my-company.com: leads to 198.51.100.9, not only to 203.0.113.20 | at who keeps airflow.my-company.com: one A record of airflow.my-company.com -> 203.0.113.20",
  ],
  [
    "a domain without its record",
    { dns: (records) => delete records["A airflow.my-company.com"] },
    "broken dns.address airflow.my-company.com: has no address, and the load balancer is 203.0.113.20 | pulumi up --stack test   # and remove other A records of airflow.my-company.com",
  ],
];

const stacks = ["gke", "ownZone", "dnsElsewhere", "adopted", "shared", "cloudSql", "mwaa"];

describe("doctor and what is made on Google", () => {
  // Within: what they replace is the whole process's.
  before(() => doctor.start());
  after(() => doctor.stop());

  describe("doctor on what is made, where all is well", () => {
    for (const stack of stacks)
      it(`finds nothing on ${stack}`, async () => {
        expect(await doctor.findings({ stack, made: true })).to.deep.equal([]);
      });
  });

  describe("doctor after up names what is wrong, and nothing else:", () => {
    for (const [title, one, finding] of worlds)
      it(title, async () => {
        const found = await doctor.findings({ ...one, made: true });
        expect(found).to.deep.equal(finding.split("\n"));
        expect(await doctor.findings({ stack: one.stack, made: true })).to.deep.equal([]);
      });
  });
});
