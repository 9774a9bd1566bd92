/** The graph of a GKE stack: what is made, in which order, what sleeps, and that nothing secret shows. */
import { expect } from "chai";
import type { Graph } from "../../../commands/plan/record/graph";
import { readStackFile } from "../../../commands/stack/stackFile";
import { defaultVersion } from "../../../config/versions";
import { schemaErrors } from "./chartData";
import { named, ofType, only, planConfig, planned, waitsFor } from "./planned";
import type { Rendered } from "./rendered";

const names = (graph: Graph): string[] => graph.resources.map((resource) => resource.name).sort();

describe("a GKE stack", () => {
  let awake: Graph;
  before(async () => {
    awake = await planned();
  });

  it("gives what users, docs and the trigger client need", () => {
    expect(awake.outputs).to.deep.equal({
      platform: "gke",
      awake: true,
      airflowUrl: "https://airflow.my-company.com",
      googleServiceAccount: "airflow-air@my-company-data.iam.gserviceaccount.com",
      dagsBucket: "air-dags-bucket-bd3624d",
      logsBucket: "air-logs-bucket-58024d5",
      staticIp: "203.0.113.20",
      nameServers: [1, 2, 3, 4].map((server) => `ns-cloud-a${server}.googledomains.com.`),
      iapAudience: "/projects/123456789012/global/backendServices/444425196267660",
      clusterName: "air-gke-cluster-c22f884",
      clusterLocation: "us-central1-b",
      trigger: { kind: "iap", url: "https://airflow.my-company.com", airflowVersion: defaultVersion("gke") },
    });
  });

  const order: [later: string, earlier: string][] = [
    ["air-web-record", "air-web-address"],
    ["air-web-certificate", "air-web-record"],
    ["air-gke-pool", "air-network-nat"],
    ["air-gke-cluster", "air-gke-nodes-defaultNodeServiceAccount"],
    ["air-namespace", "air-gke-pool"],
    ["air-backend-service", "air-gke-pool"],
    ["air-backend-service", "air-namespace"],
    ["air-backend-backend", "air-backend-service"],
    ["air-airflow-release", "air-backend-backend"],
    ["air-airflow-release", "air-database-server"],
    ["air-airflow-release", "air-backend-firewall"],
    ["air-airflow-release", "air-entry-https"],
    ["air-airflow-release", "air-migration-job"],
    ["air-migration-job", "air-database-server"],
    ["air-migration-job", "air-secrets-metadata"],
    ["air-migration-job", "air-login-files"],
    ["air-airflow-release", "air-dags-reader"],
    ["air-airflow-release", "air-dags-dags/.keep"],
    ["air-airflow-release", "air-logs-writer"],
    ["air-airflow-release", "air-login-files"],
    ["air-airflow-release", "air-variables-reader"],
    ["air-airflow-release", "air-pods-airflow-worker"],
    ["air-entry-https", "air-web-certificate"],
    ...["fernet", "api", "jwt", "metadata", "redis"].map((key): [string, string] => [
      "air-airflow-release",
      `air-secrets-${key}`,
    ]),
    ["air-access-user:ada@my-company.com", "air-airflow-release"],
    ["air-access-group:all@my-company.com", "air-airflow-release"],
  ];
  for (const [later, earlier] of order)
    it(`makes ${earlier} before ${later}`, () => {
      expect(waitsFor(awake, later, earlier)).to.equal(true);
      expect(waitsFor(awake, earlier, later)).to.equal(false);
    });

  it("needs nothing later for anything earlier: the grants are the last", () => {
    const grants = ofType(awake, "WebBackendServiceIamMember").map((resource) => resource.urn);
    expect(grants).to.have.length(2);
    const needed = awake.resources.flatMap((resource) => resource.dependencies);
    expect(grants.filter((urn) => needed.includes(urn))).to.deep.equal([]);
  });

  it("turns the APIs on before it calls them", () => {
    for (const name of [
      "air-network-vpc",
      "air-gke-cluster",
      "air-web-address",
      "air-dags-bucket",
      "air-backend-health",
    ])
      expect(waitsFor(awake, name, "air-google-compute"), name).to.equal(true);
  });

  it("lets in who is named, to this backend service only", () => {
    expect(ofType(awake, "WebBackendServiceIamMember").map(({ inputs }) => inputs)).to.have.deep.members(
      ["group:all@my-company.com", "user:ada@my-company.com"].map((member) => ({
        project: "my-company-data",
        webBackendService: "air-backend-backend",
        role: "roles/iap.httpsResourceAccessor",
        member,
      })),
    );
  });

  it("binds the pods' own accounts to the Google service account, and no other", () => {
    const members = awake.resources
      .filter(({ inputs }) => inputs.role === "roles/iam.workloadIdentityUser")
      .map(({ inputs }) => inputs.member);
    expect(members).to.have.members(
      ["api-server", "scheduler", "dag-processor", "triggerer", "worker"].map(
        (part) => `serviceAccount:my-company-data.svc.id.goog[airflow/airflow-${part}]`,
      ),
    );
  });

  it("puts IAP on the backend, over the NEG that the controller named", () => {
    const { inputs } = named(awake, "air-backend-backend");
    expect(inputs.iap).to.deep.equal({ enabled: true });
    expect(inputs.backends).to.deep.equal([
      {
        group: "projects/my-company-data/zones/us-central1-b/networkEndpointGroups/k8s1-7fc1bbd4-airflow-web",
        balancingMode: "RATE",
        maxRatePerEndpoint: 100,
      },
    ]);
    expect(named(awake, "air-backend-health").inputs.httpHealthCheck).to.deep.equal({
      portSpecification: "USE_SERVING_PORT",
      requestPath: "/api/v2/monitor/health",
    });
    const { targetTags, sourceRanges, allows } = named(awake, "air-backend-firewall").inputs;
    expect({ targetTags, sourceRanges, allows }).to.deep.equal({
      targetTags: ["air-node"],
      sourceRanges: ["130.211.0.0/22", "35.191.0.0/16"],
      allows: [{ protocol: "tcp", ports: ["8080"] }],
    });
    expect(named(awake, "air-gke-pool").inputs.nodeConfig).to.deep.include({ tags: ["air-node"] });
  });

  it("keeps every secret out of sight", () => {
    const secrets = ofType(awake, "core/v1:Secret");
    expect(secrets).to.have.length(6);
    for (const { name, inputs } of secrets) {
      const hidden = inputs.stringData === "[secret]" ? ["[secret]"] : Object.values(inputs.stringData as object);
      for (const value of hidden) expect(value, name).to.equal("[secret]");
    }
    expect(named(awake, "air-gke-kubernetes").inputs.kubeconfig).to.equal("[secret]");
  });

  it("has one provider of its own, for the cluster, and every Kubernetes object uses it", () => {
    const objects = awake.resources.filter(({ type }) => type.startsWith("kubernetes:"));
    expect(objects).to.have.length.greaterThan(10);
    const provider = named(awake, "air-gke-kubernetes").urn;
    for (const { provider: used, name } of objects) expect(used.startsWith(`${provider}::`), name).to.equal(true);
  });

  describe("asleep", () => {
    let asleep: Graph;
    before(async () => {
      asleep = await planned({ config: { "airflow:awake": "false" } });
    });

    it("has no node, no NAT, no forwarding rule and no NEG; the rest stays", () => {
      const kept = names(asleep);
      expect(names(awake).filter((name) => !kept.includes(name))).to.deep.equal([
        "air-backend-service",
        "air-entry-http",
        "air-entry-https",
        "air-gke-pool",
        "air-network-nat",
        "air-network-router",
      ]);
      expect(kept.filter((name) => !names(awake).includes(name))).to.deep.equal([]);
    });

    it("keeps the backend service and with it the audience and the grants", () => {
      expect(named(asleep, "air-backend-backend").inputs.backends).to.deep.equal([]);
      const { awake: _awake, ...outputs } = awake.outputs;
      expect(asleep.outputs).to.deep.equal({ ...outputs, awake: false });
    });

    it("waits for no pod", () => {
      expect(named(asleep, "air-airflow-release").inputs.skipAwait).to.equal(true);
      expect(named(awake, "air-airflow-release").inputs.skipAwait).to.equal(false);
      const note = "metadata.annotations.pulumi\\.com/skipAwait";
      for (const name of ["air-database-server", "air-migration-job"]) {
        expect(named(asleep, name).inputs, name).to.have.nested.property(note, "true");
        expect(named(awake, name).inputs, name).to.have.nested.property(note, "false");
      }
    });

    it("wakes to the very same stack", async () => {
      const again = await planned({ config: { "airflow:awake": "true" } });
      const sorted = ({ resources, outputs }: Graph) => ({
        outputs,
        resources: [...resources].sort((a, b) => (a.urn < b.urn ? -1 : 1)),
      });
      expect(sorted(again)).to.deep.equal(sorted(awake));
    });

    it("stops Cloud SQL, and takes its private way in away", async () => {
      const gke = { database: { kind: "cloudSql" } };
      const up = await planned({ gke });
      const down = await planned({ gke, config: { "airflow:awake": "false" } });
      const policy = (graph: Graph) => named(graph, "air-database-instance").inputs.settings;
      expect(policy(up)).to.include({ activationPolicy: "ALWAYS", tier: "db-g1-small", edition: "ENTERPRISE" });
      expect(policy(down)).to.include({ activationPolicy: "NEVER" });
      expect(names(up).filter((name) => !names(down).includes(name))).to.include("air-database-way");
      expect(names(down)).to.include.members(["air-database-address", "air-database-instance"]);
    });
  });

  it("adopts a network, a zone and a bucket that exist", async () => {
    const graph = await planned({
      gke: {
        network: { vpc: "shared", subnet: "apps", podRange: "p", serviceRange: "s", egress: "existing" },
        dnsZone: "corp",
        bucketName: "corp-dags",
      },
      config: { "airflow:dags": "external" },
    });
    expect(graph.outputs).to.deep.include({ dagsBucket: "corp-dags", dagsFolder: "gs://corp-dags/dags" });
    expect(ofType(graph, "compute/network:Network")).to.deep.equal([]);
    expect(ofType(graph, "RouterNat")).to.deep.equal([]);
    expect(ofType(graph, "ManagedZone")).to.deep.equal([]);
    expect(ofType(graph, "storage/bucket:Bucket").map(({ name }) => name)).to.deep.equal(["air-logs-bucket"]);
    expect(named(graph, "air-gke-cluster").inputs).to.deep.include({
      network: "projects/my-company-data/global/networks/shared",
      subnetwork: "projects/my-company-data/regions/us-central1/subnetworks/apps",
      ipAllocationPolicy: { clusterSecondaryRangeName: "p", servicesSecondaryRangeName: "s" },
    });
    expect(named(graph, "air-web-record").inputs).to.include({ managedZone: "corp", name: "airflow.my-company.com." });
    const objects = ofType(graph, "BucketObject").map(({ inputs }) => inputs.name as string);
    expect(objects.filter((name) => name.startsWith("dags/"))).to.deep.equal(["dags/.keep"]);
    expect(objects).to.include("plugins/fresh_aws_keys.py");
  });

  it("reaches the control plane by address only from named ranges", async () => {
    const controlPlane = { access: "restricted", authorizedNetworks: ["203.0.113.0/24"] };
    const { inputs } = named(await planned({ gke: { controlPlane } }), "air-gke-cluster");
    expect(inputs).to.deep.include({
      controlPlaneEndpointsConfig: {
        dnsEndpointConfig: { allowExternalTraffic: false },
        ipEndpointsConfig: { enabled: true },
      },
      masterAuthorizedNetworksConfig: {
        gcpPublicCidrsAccessEnabled: false,
        cidrBlocks: [{ cidrBlock: "203.0.113.0/24" }],
      },
    });
  });

  it("has a data plane that keeps network policies", () => {
    expect(named(awake, "air-gke-cluster").inputs).to.include({ datapathProvider: "ADVANCED_DATAPATH" });
  });

  it("keeps a node that is no Spot VM for what stands, where config asks for it, and none for tasks that are not there", async () => {
    const graph = await planned({ gke: { steadyNode: true } });
    const pool = (name: string) => named(graph, name).inputs as Rendered;
    expect(pool("air-gke-steady").autoscaling).to.include({ totalMinNodeCount: 1, totalMaxNodeCount: 1 });
    expect(pool("air-gke-steady").nodeConfig).to.deep.include({
      spot: false,
      labels: { airflow: "air", "airflow-pods": "standing" },
    });
    expect(pool("air-gke-pool")).to.deep.include({ initialNodeCount: 0 });
    expect(pool("air-gke-pool").autoscaling).to.include({ totalMinNodeCount: 0, totalMaxNodeCount: 3 });
    const there = { "airflow-pods": "standing" };
    const { values } = only(graph, "Release").inputs as Rendered;
    for (const part of ["apiServer", "scheduler", "dagProcessor", "triggerer"])
      expect(values[part].nodeSelector, part).to.deep.equal(there);
    expect(values.workers.kubernetes).to.not.have.property("nodeSelector");
    for (const name of ["air-database-server", "air-migration-job"])
      expect((named(graph, name).inputs as Rendered).spec.template.spec.nodeSelector, name).to.deep.equal(there);
    expect(schemaErrors(values)).to.deep.equal([]);
    expect(waitsFor(graph, "air-namespace", "air-gke-steady")).to.equal(true);
    const asleep = await planned({ gke: { steadyNode: true }, config: { "airflow:awake": "false" } });
    expect(ofType(asleep, "NodePool")).to.deep.equal([]);
  });

  it("runs Postgres from the user's own registry", async () => {
    const image = "eu.gcr.io/acme/postgres:16.12";
    const { spec } = named(await planned({ gke: { database: { image } } }), "air-database-server").inputs as Rendered;
    expect(spec.template.spec.containers[0].image).to.equal(image);
  });

  it("protects what holds data where config asks for it", async () => {
    const graph = await planned({ gke: { deletionProtection: true, database: { kind: "cloudSql" }, regional: true } });
    expect(named(graph, "air-gke-cluster").inputs).to.include({ deletionProtection: true, location: "us-central1" });
    for (const name of ["air-gke-cluster", "air-gke-pool"])
      expect(named(graph, name).inputs.nodeLocations, name).to.deep.equal(["us-central1-b"]);
    expect(named(graph, "air-database-instance").inputs.deletionProtection).to.equal(true);
    const buckets = ofType(graph, "storage/bucket:Bucket");
    expect(buckets.map(({ inputs }) => inputs.forceDestroy)).to.deep.equal([false, false]);
  });

  it("hides the secret of an own OAuth client, and refuses one in plain", async () => {
    const gke = { oauthClient: { id: "123-a.apps.googleusercontent.com", secret: "hidden-secret" } };
    const graph = await planned({ gke, secretKeys: ["airflow:gke"] });
    expect(named(graph, "air-backend-backend").inputs.iap).to.deep.equal({
      enabled: true,
      oauth2ClientId: "123-a.apps.googleusercontent.com",
      oauth2ClientSecret: "[secret]",
    });
    expect(JSON.stringify(graph)).not.to.include("hidden-secret");
    let message = "";
    try {
      await planned({ gke });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).to.equal(
      "airflow:gke.oauthClient.secret is in plain text in the stack file. Fix: pulumi config set --secret --path 'airflow:gke.oauthClient.secret' SECRET",
    );
  });

  it("keeps chart values secret where one of them may be", async () => {
    const gke = { values: { extraEnv: "- {name: A, value: hidden-value}" } };
    const graph = await planned({ gke, secretKeys: ["airflow:gke"] });
    expect(named(graph, "air-airflow-release").inputs.values).to.equal("[secret]");
    const env = { values: { env: [{ name: "TOKEN", value: "hidden-value" }] } };
    expect(JSON.stringify(await planned({ gke: env, secretKeys: ["airflow:gke"] }))).not.to.include("hidden-value");
    expect(JSON.stringify(graph)).not.to.include("hidden-value");
  });

  it("names the program that starts runs, for the trigger client to sign as", async () => {
    const caller = "serviceAccount:ci@my-company-data.iam.gserviceaccount.com";
    const { outputs } = await planned({ config: { "airflow:access": JSON.stringify({ triggerCallers: [caller] }) } });
    expect(outputs.trigger).to.deep.equal({
      kind: "iap",
      url: "https://airflow.my-company.com",
      airflowVersion: defaultVersion("gke"),
      serviceAccount: "ci@my-company-data.iam.gserviceaccount.com",
    });
  });
});

describe("S2's own values", () => {
  let graph: Graph;
  before(async () => {
    graph = await planConfig(readStackFile("examples/s2.yaml").config);
  });

  it("make in one pass what was made by hand", () => {
    expect(only(graph, "ManagedZone").inputs.dnsName).to.equal("momota.dev.");
    expect(only(graph, "RecordSet").inputs).to.deep.include({
      name: "workflow.momota.dev.",
      type: "A",
      rrdatas: ["203.0.113.20"],
    });
    expect(only(graph, "GlobalAddress").inputs.name).to.equal("airflow-v2-web-static-ip");
    expect(only(graph, "NodePool").inputs.nodeConfig).to.deep.include({
      machineType: "n1-standard-2",
      spot: true,
      diskSizeGb: 100,
    });
    expect(only(graph, "container/cluster:Cluster").inputs.location).to.equal("asia-northeast1-b");
    expect(ofType(graph, "NodeAccount")).to.have.length(1);
    expect(only(graph, "Namespace").inputs).to.have.nested.property("metadata.name", "airflow-v2");
    expect(only(graph, "ManagedSslCertificate").inputs.managed).to.deep.equal({
      domains: ["workflow.momota.dev"],
    });
    expect(only(graph, "BackendService").inputs.iap).to.deep.equal({ enabled: true });
    expect(only(graph, "WebBackendServiceIamMember").inputs.member).to.equal("user:ada@momota.dev");
  });

  it("and no key in a values file", () => {
    const { values } = only(graph, "Release").inputs as { values: Record<string, unknown> };
    expect(values).not.to.have.any.keys("fernetKey", "apiSecretKey", "jwtSecret", "webserverSecretKey");
  });
});
