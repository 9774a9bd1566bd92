/** What a company sets for a GKE stack, in the plan: labels, key, registry, shared network, certificate. */
import { expect } from "chai";
import type { Graph, PlannedResource } from "../../../commands/plan/record/graph";
import {
  artifactRepository,
  imageFrom,
  imagesNeeded,
  publicPath,
  registryValues,
} from "../../../components/gke/release/images";
import { labelPlace, markPlace } from "../../../components/shared/ownership";
import { defaultVersion } from "../../../config/versions";
import { chartDefaults } from "./chartData";
import { named, ofType, only, planned, waitsFor } from "./planned";

const kmsKey = "projects/acme-keys/locations/us-central1/keyRings/r/cryptoKeys/k";
const shared = { project: "acme-network", vpc: "v", subnet: "s", podRange: "p", serviceRange: "r", egress: "existing" };
const number = "123456789012";
const agent = (name: string) => `serviceAccount:service-${number}@${name}.iam.gserviceaccount.com`;

/** A value inside inputs, by path. */
const at = ({ inputs }: PlannedResource, path: string): unknown =>
  path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], inputs);
const grantsOn = (graph: Graph, type: string) =>
  ofType(graph, type).map(({ inputs: { role, member, ...on } }) => ({ role, member, on }));

describe("labels of a company", () => {
  const labels = { team: "data", "cost-center": "1234" };
  const labelledTypes = ["Address", "Bucket", "Certificate", "CertificateMap", "CertificateMapEntry", "Cluster"].concat(
    ["DatabaseInstance", "DnsAuthorization", "ForwardingRule", "GlobalAddress", "GlobalForwardingRule", "ManagedZone"],
  );

  it("are on everything of Google's that takes labels, nodes included", async () => {
    const { resources } = await planned({
      gke: { labels: { ...labels, "cost-center": 1234 }, certificate: "dnsAuthorized", database: { kind: "cloudSql" } },
    });
    const able = resources.filter(({ type }) => markPlace(type)?.form === "labels");
    expect([...new Set(able.map(({ type }) => type.replace(/^.*:/, "")))].sort()).to.deep.equal(labelledTypes);
    for (const resource of able)
      expect(at(resource, markPlace(resource.type)?.field ?? ""), resource.urn).to.include({
        ...labels,
        "pulumi-stack": "airflow_test",
      });
    for (const { type, urn, inputs } of resources.filter(({ type: one }) => labelPlace(one) !== undefined))
      expect(at({ inputs } as PlannedResource, labelPlace(type) ?? ""), urn).to.include(labels);
    for (const pool of resources.filter(({ type }) => type.endsWith(":NodePool")))
      expect(at(pool, "nodeConfig.resourceLabels")).to.deep.equal(labels);
  });

  it("are on what watches the stack and on the backups of its disk, beside their own", async () => {
    const config = { "airflow:alerts": JSON.stringify({ emails: ["ops@my-company.com"] }) };
    const graph = await planned({ gke: { labels }, config });
    for (const type of ["AlertPolicy", "NotificationChannel", "UptimeCheckConfig"])
      for (const one of ofType(graph, `:${type}`)) expect(one.inputs.userLabels, one.urn).to.include(labels);
    const path = "snapshotSchedulePolicy.snapshotProperties.labels";
    expect(at(only(graph, "ResourcePolicy"), path)).to.deep.equal({ airflow: "database", ...labels });
    expect(ofType(graph, "AlertPolicy").length).to.be.greaterThan(0);
  });

  it("leave the inputs as they were where there are none", async () => {
    expect(at(only(await planned(), "NodePool"), "nodeConfig")).not.to.have.property("resourceLabels");
  });
});

describe("a key of a company", () => {
  const planWith = (gke: object) => planned({ gke: { kmsKey, ...gke } });

  it("is on the nodes' disks, the database's, the buckets and the cluster's secrets", async () => {
    const graph = await planWith({});
    expect(at(only(graph, "container/cluster:Cluster"), "databaseEncryption")).to.deep.equal({
      state: "ENCRYPTED",
      keyName: kmsKey,
    });
    expect(at(only(graph, "container/cluster:Cluster"), "nodeConfig.bootDiskKmsKey")).to.equal(kmsKey);
    expect(at(only(graph, "NodePool"), "nodeConfig.bootDiskKmsKey")).to.equal(kmsKey);
    expect(at(only(graph, "Disk"), "diskEncryptionKey")).to.deep.equal({ kmsKeySelfLink: kmsKey });
    for (const bucket of ofType(graph, "storage/bucket:Bucket"))
      expect(at(bucket, "encryption")).to.deep.equal({ defaultKmsKeyName: kmsKey });
  });

  it("is on Cloud SQL, whose agent is asked for first", async () => {
    const graph = await planWith({ database: { kind: "cloudSql" } });
    expect(at(only(graph, "DatabaseInstance"), "encryptionKeyName")).to.equal(kmsKey);
    expect(at(only(graph, "ServiceIdentity"), "service")).to.equal("sqladmin.googleapis.com");
    expect(waitsFor(graph, "air-grants-key-sql", "air-grants-sql-agent")).to.equal(true);
    expect(waitsFor(graph, "air-database-instance", "air-grants-key-sql")).to.equal(true);
  });

  it("goes with both disks of a move", async () => {
    const graph = await planned({
      gke: { kmsKey, zone: "us-central1-c", database: { movedFrom: "us-central1-b" } },
      config: { "airflow:awake": "false" },
    });
    const keys = ofType(graph, "Disk").map((disk) => at(disk, "diskEncryptionKey"));
    expect(keys).to.deep.equal([{ kmsKeySelfLink: kmsKey }, { kmsKeySelfLink: kmsKey }]);
  });

  it("is granted to Google's agents that use it, and to no other, before it is used", async () => {
    const graph = await planWith({});
    const role = "roles/cloudkms.cryptoKeyEncrypterDecrypter";
    expect(grantsOn(graph, "CryptoKeyIAMMember")).to.have.deep.members(
      ["compute-system", "container-engine-robot", "gs-project-accounts"].map((name) => ({
        role,
        member: agent(name),
        on: { cryptoKeyId: kmsKey },
      })),
    );
    for (const later of ["air-gke-cluster", "air-database-disk-us-central1-b", "air-dags-bucket", "air-logs-bucket"])
      expect(waitsFor(graph, later, "air-grants-key-compute"), later).to.equal(true);
    expect(waitsFor(graph, "air-grants-key-compute", "air-google-cloudkms")).to.equal(true);
  });
});

describe("a network that another project shares", () => {
  it("has cluster, firewall and the agents' grants in it", async () => {
    const graph = await planned({ gke: { network: shared } });
    const cluster = only(graph, "container/cluster:Cluster");
    expect(cluster.inputs).to.deep.include({
      network: "projects/acme-network/global/networks/v",
      subnetwork: "projects/acme-network/regions/us-central1/subnetworks/s",
      ipAllocationPolicy: { clusterSecondaryRangeName: "p", servicesSecondaryRangeName: "r" },
    });
    expect(only(graph, "Firewall").inputs).to.include({
      project: "acme-network",
      network: "projects/acme-network/global/networks/v",
    });
    const on = { project: "acme-network", region: "us-central1", subnetwork: "s" };
    const apis = `serviceAccount:${number}@cloudservices.gserviceaccount.com`;
    expect(grantsOn(graph, "SubnetworkIAMMember")).to.have.deep.members(
      [agent("container-engine-robot"), apis].map((member) => ({ role: "roles/compute.networkUser", member, on })),
    );
    expect(named(graph, "air-grants-host-container").inputs).to.deep.equal({
      project: "acme-network",
      role: "roles/container.hostServiceAgentUser",
      member: agent("container-engine-robot"),
    });
    expect(waitsFor(graph, "air-gke-cluster", "air-grants-subnet-container")).to.equal(true);
  });

  it("is left without a rule of the program's where one is there, and with its NAT in the network's project", async () => {
    const graph = await planned({ gke: { network: { ...shared, firewall: "existing", egress: "nat" } } });
    expect(ofType(graph, "Firewall")).to.deep.equal([]);
    expect(only(graph, "Router").inputs.project).to.equal("acme-network");
    expect(only(graph, "RouterNat").inputs.project).to.equal("acme-network");
  });

  it("lets Cloud SQL's way in come from it", async () => {
    const graph = await planned({ gke: { network: shared, database: { kind: "cloudSql" } } });
    expect(at(only(graph, "DatabaseInstance"), "settings.ipConfiguration.pscConfigs")).to.deep.equal([
      { pscEnabled: true, allowedConsumerProjects: ["my-company-data", "acme-network"] },
    ]);
    expect(only(graph, "compute/address:Address").inputs.subnetwork).to.match(/^projects\/acme-network\//);
  });

  it("tells the grants where somebody else makes them", async () => {
    const registry = "europe-docker.pkg.dev/acme-images/airflow";
    const graph = await planned({ gke: { network: shared, kmsKey, registry, grants: "told" } });
    expect(ofType(graph, "CryptoKeyIAMMember")).to.deep.equal([]);
    expect(ofType(graph, "RepositoryIamMember")).to.deep.equal([]);
    const encrypt = "roles/cloudkms.cryptoKeyEncrypterDecrypter";
    const subnet = "projects/acme-network/regions/us-central1/subnetworks/s";
    const gke = agent("container-engine-robot");
    const nodes = "serviceAccount:air-nodes@my-company-data.iam.gserviceaccount.com";
    const repository = "projects/acme-images/locations/europe/repositories/airflow";
    expect(graph.outputs.grants).to.deep.equal([
      { on: kmsKey, role: encrypt, member: agent("compute-system") },
      { on: kmsKey, role: encrypt, member: gke },
      { on: kmsKey, role: encrypt, member: agent("gs-project-accounts") },
      { on: subnet, role: "roles/compute.networkUser", member: gke },
      {
        on: subnet,
        role: "roles/compute.networkUser",
        member: `serviceAccount:${number}@cloudservices.gserviceaccount.com`,
      },
      { on: "projects/acme-network", role: "roles/container.hostServiceAgentUser", member: gke },
      { on: repository, role: "roles/artifactregistry.reader", member: nodes },
    ]);
  });
});

describe("a certificate by DNS", () => {
  it("is proven by a record in the domain's zone, and is what the proxy has", async () => {
    const graph = await planned({ gke: { certificate: "dnsAuthorized" } });
    expect(ofType(graph, "ManagedSslCertificate")).to.deep.equal([]);
    expect(named(graph, "air-web-proof-record").inputs).to.deep.equal({
      managedZone: "air-web-zone",
      name: "_acme-challenge.airflow.my-company.com.",
      type: "CNAME",
      ttl: 300,
      rrdatas: [(graph.outputs.certificateRecord as { data: string }).data],
    });
    expect(at(named(graph, "air-web-proof-certificate"), "managed")).to.deep.equal({
      domains: ["airflow.my-company.com"],
      dnsAuthorizations: ["projects/my-company-data/locations/global/dnsAuthorizations/air-web-proof-domain"],
    });
    const { inputs } = only(graph, "TargetHttpsProxy");
    expect(inputs).not.to.have.property("sslCertificates");
    expect(inputs.certificateMap).to.equal(
      "//certificatemanager.googleapis.com/projects/my-company-data/locations/global/certificateMaps/air-web-proof-map",
    );
    expect(waitsFor(graph, "air-entry-https", "air-web-proof-entry")).to.equal(true);
    expect(waitsFor(graph, "air-web-proof-certificate", "air-web-proof-record")).to.equal(true);
    expect(waitsFor(graph, "air-web-proof-domain", "air-google-certificatemanager")).to.equal(true);
  });

  it("stays asleep, where it renews", async () => {
    const graph = await planned({ gke: { certificate: "dnsAuthorized" }, config: { "airflow:awake": "false" } });
    for (const part of ["domain", "record", "certificate", "map", "entry"]) named(graph, `air-web-proof-${part}`);
  });

  it("tells the record where DNS is elsewhere", async () => {
    const graph = await planned({ gke: { certificate: "dnsAuthorized", dnsZone: "external" } });
    expect(ofType(graph, "RecordSet")).to.deep.equal([]);
    expect(graph.outputs.certificateRecord).to.include({
      name: "_acme-challenge.airflow.my-company.com.",
      type: "CNAME",
    });
  });
});

describe("a registry of one's own", () => {
  const registry = "europe-docker.pkg.dev/acme-images/airflow/mirror";

  it("has every image that the stack runs, and says which", async () => {
    const graph = await planned({
      gke: { registry, executor: "CeleryExecutor", values: { statsd: { enabled: true } } },
    });
    const postgres = at(only(graph, "StatefulSet"), "spec.template.spec.containers.0.image");
    const migration = at(only(graph, "batch/v1:Job"), "spec.template.spec.containers.0.image");
    expect([migration, postgres]).to.deep.equal((graph.outputs.images as string[]).slice(0, 2));
    expect(graph.outputs.images).to.deep.equal(
      [
        `apache/airflow:${defaultVersion("gke")}`,
        "library/postgres:16.10-bookworm",
        "library/redis:7.2-bookworm",
        "prometheus/statsd-exporter:v0.30.0",
      ].map((image) => `${registry}/${image}`),
    );
  });

  it("can be read by the nodes where it is another project's", async () => {
    const graph = await planned({ gke: { registry } });
    expect(only(graph, "RepositoryIamMember").inputs).to.deep.equal({
      project: "acme-images",
      location: "europe",
      repository: "airflow",
      role: "roles/artifactregistry.reader",
      member: "serviceAccount:air-nodes@my-company-data.iam.gserviceaccount.com",
    });
    expect(waitsFor(graph, "air-gke-pool", "air-gke-nodes-registry")).to.equal(true);
  });

  for (const own of ["us-docker.pkg.dev/my-company-data/airflow", "registry.acme.dev:5000/airflow"])
    it(`needs no grant at ${own}`, async () => {
      expect(ofType(await planned({ gke: { registry: own } }), "RepositoryIamMember")).to.deep.equal([]);
    });

  it("gives way to images that the user names", async () => {
    const values = { images: { airflow: { repository: "eu.gcr.io/acme/airflow" } } };
    const graph = await planned({ gke: { registry, values, database: { image: "eu.gcr.io/acme/postgres:16.12" } } });
    expect(graph.outputs.images).to.deep.equal([]);
  });

  it("is left by Postgres with the pull secrets that the values name, as hidden as they are", async () => {
    const plain = await planned({ gke: { values: { registry: { secretName: "login" } } } });
    const [, hidden] = [plain, await planned({ gke: { values: { imagePullSecrets: ["login"] } } })];
    const pulls = (graph: Graph) => at(only(graph, "StatefulSet"), "spec.template.spec.imagePullSecrets");
    expect(pulls(plain)).to.deep.equal([{ name: "login" }]);
    expect(pulls(hidden)).to.equal("[secret]");
  });
});

describe("an image's place in a registry", () => {
  const cases: [image: string, path: string][] = [
    ["redis:7.2", "library/redis:7.2"],
    ["apache/airflow:3.2.2", "apache/airflow:3.2.2"],
    ["quay.io/prometheus/statsd-exporter:v1", "prometheus/statsd-exporter:v1"],
    ["localhost/a:1", "a:1"],
    ["host:5000/a/b:1", "a/b:1"],
  ];
  for (const [image, path] of cases)
    it(`of ${image} is ${path}`, () => {
      expect(publicPath(image)).to.equal(path);
      expect(imageFrom("r.dev/x", image)).to.equal(`r.dev/x/${path}`);
      expect(imageFrom(undefined, image)).to.equal(image);
    });

  it("is the one that the chart's own values have", () => {
    const images = chartDefaults().images as Record<string, { repository?: string | null; tag?: string }>;
    const ours = registryValues("r.dev/x").images as Record<string, { repository: string }>;
    for (const [key, image] of Object.entries(images))
      if (typeof image.repository === "string")
        expect(ours[key]?.repository, key).to.equal(`r.dev/x/${publicPath(image.repository)}`);
    const all = { redis: { enabled: true }, statsd: { enabled: true }, pgbouncer: { enabled: true } };
    const values = { ...all, otelCollector: { enabled: true }, dags: { gitSync: { enabled: true } } };
    const needed = imagesNeeded("r.dev/x", "3.2.2", { ...values, ...registryValues("r.dev/x") }, { kind: "cloudSql" });
    const tags = Object.entries(images).flatMap(([, { repository, tag }]) =>
      repository ? [`r.dev/x/${publicPath(`${repository}:${tag}`)}`] : [],
    );
    expect(needed).to.have.members(["r.dev/x/apache/airflow:3.2.2", ...tags]);
  });

  it("is in Artifact Registry, with project and repository, or elsewhere", () => {
    expect(artifactRepository("us-central1-docker.pkg.dev/p/r/folder")).to.deep.equal({
      project: "p",
      location: "us-central1",
      repository: "r",
    });
    expect(artifactRepository("us-docker.pkg.dev/acme.com/data/r")).to.deep.equal({
      project: "acme.com:data",
      location: "us",
      repository: "r",
    });
    for (const other of [undefined, "gcr.io/p/r", "us-docker.pkg.dev/p", "registry.acme.dev/a/b"])
      expect(artifactRepository(other), other).to.equal(undefined);
  });
});

describe("groups that IAP tells", () => {
  const access = {
    admins: ["group:platform@my-company.com"],
    viewers: ["group:all@my-company.com"],
    triggerCallers: [],
  };
  const config = { "airflow:access": JSON.stringify(access) };
  const variables = (graph: Graph) => {
    const { env } = only(graph, "Release").inputs.values as { env: { name: string; value: string }[] };
    return Object.fromEntries(
      env.filter(({ name }) => name.startsWith("AIRFLOW_IAP_")).map(({ name, value }) => [name.slice(12), value]),
    );
  };

  it("come in the assertion, for this backend service alone, and give Airflow's roles", async () => {
    const graph = await planned({ gke: { groupsAttribute: "groups" }, config });
    expect(only(graph, "iap/settings:Settings").inputs).to.deep.equal({
      name: `projects/${number}/iap_web/compute/services/air-backend-backend`,
      applicationSettings: {
        attributePropagationSettings: {
          enable: true,
          expression: "attributes.saml_attributes.filter(attribute, attribute.name in ['groups'])",
          outputCredentials: ["JWT"],
        },
      },
    });
    expect(variables(graph)).to.include({
      ADMINS: "group:platform@my-company.com",
      VIEWERS: "group:all@my-company.com",
      GROUPS_ATTRIBUTE: "groups",
      DEFAULT_ROLE: "none",
    });
    expect(waitsFor(graph, "air-airflow-release", "air-groups-settings")).to.equal(true);
  });

  it("are nothing of IAP's or Airflow's where config names no attribute", async () => {
    const graph = await planned();
    expect(ofType(graph, "iap/settings:Settings")).to.deep.equal([]);
    expect(variables(graph)).to.include({ ADMINS: "user:ada@my-company.com", DEFAULT_ROLE: "Viewer" });
    expect(variables(graph)).not.to.have.any.keys("GROUPS_ATTRIBUTE", "VIEWERS");
  });
});
