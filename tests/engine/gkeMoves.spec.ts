/** Every change of a GKE stack's config that would part Airflow from its database, on the real engine: refused, and done the printed way. */
import { expect } from "chai";
import { type ComputeApi, startComputeApi } from "./google/computeApi";
import { GoogleCloud } from "./google/world";
import { onEngine, preview, refusal, up } from "./onEngine";
import type { Project } from "./project";

const cloud = { accountId: "000000000000", region: "us-central1", gcpProject: "acme-data-prod" };
const google = new GoogleCloud(cloud.gcpProject);
const billingAccount = "012345-6789AB-CDEF01";
const disk = "gcp:compute/disk:Disk";
const snapshot = "gcp:compute/snapshot:Snapshot";

const kmsKey = "projects/acme-keys/locations/us-central1/keyRings/airflow/cryptoKeys/data";

const suite: Parameters<typeof onEngine>[2] = (engine) => {
  let project: Project;
  let compute: ComputeApi;
  let first: string;

  /** As `pulumi config set --path` and `config rm --path`; undefined takes a key away. */
  async function set(changes: Record<string, string | undefined>): Promise<void> {
    for (const [key, value] of Object.entries(changes))
      if (value === undefined) await project.stack.removeConfig(key, true);
      else await project.stack.setConfig(key, { value }, true);
  }
  const disks = () => [...google.things.values()].filter(({ type }) => type === disk);
  const made = (type: string) =>
    engine.standIn.journal.filter((one) => one.type === type && one.verb === "create" && !one.preview);
  /** What an `up` does to things of a cloud. */
  const done = async () =>
    (await up(project.stack)).steps
      .filter(({ type }) => !/^(pulumi|airflow):/.test(type))
      .map(({ op, type }) => `${op} ${type}`);

  before(async () => {
    compute = await startComputeApi(google);
    project = await engine.copy("gke", [
      [["gcp:project"], cloud.gcpProject],
      [["gcp:computeCustomEndpoint"], compute.endpoint],
      [["airflow:gke", "domain"], "airflow.acme.dev"],
      [["airflow:gke", "labels"], { team: "data" }],
      [["airflow:gke", "registry"], "us-docker.pkg.dev/acme-images/airflow"],
      [["airflow:access"], { admins: ["user:ada@acme.dev"] }],
      [["airflow:gke", "metrics"], true],
      [["airflow:alerts"], { emails: ["ada@acme.dev"], monthlyBudget: 200, billingAccount, dashboard: true }],
    ]);
    await up(project.stack);
    first = disks()[0]?.id ?? "";
    expect(first).to.match(/zones\/us-central1-b\/disks\//);
  });
  after(() => {
    project?.dispose();
    compute?.close();
  });

  /** What one preview refuses together: a change of zone that comes with a region is told as the region's. */
  const parting: Record<string, Record<string, string>> = {
    "a new name": { "airflow:name": "airflow-other" },
    "a key of one's own": { "airflow:gke.kmsKey": kmsKey },
    "another zone": { "airflow:gke.zone": "us-central1-c" },
    "another region, project or kind of database": {
      "gcp:region": "europe-west1",
      "gcp:project": "acme-data-test",
      "airflow:gke.database.kind": "cloudSql",
    },
    "a regional cluster, another namespace or another range": {
      "airflow:gke.regional": "true",
      "airflow:gke.namespace": "airflow-two",
      "airflow:gke.network.nodeCidr": "10.40.0.0/20",
    },
    "a VPC that exists, of another project": {
      "airflow:gke.network.project": "acme-network",
      "airflow:gke.network.vpc": "shared",
      "airflow:gke.network.subnet": "apps",
      "airflow:gke.network.podRange": "p",
      "airflow:gke.network.serviceRange": "s",
    },
  };
  for (const [what, change] of Object.entries(parting))
    it(`refuses ${what} in the preview, with the way to do it`, async () => {
      const before = await project.stack.getAllConfig();
      await set(change);
      const message = await refusal(project.stack);
      for (const [key, value] of Object.entries(change))
        expect(message).to.match(
          new RegExp(
            `${key} is ${value}, and (Airflow's database (is in|was encrypted with)|was) .*Fix: pulumi config (set|rm) --path '${key}'`,
          ),
        );
      await set(Object.fromEntries(Object.keys(change).map((key) => [key, before[key]?.value])));
      expect(disks().map(({ id }) => id)).to.deep.equal([first]);
    });

  it("replaces what another domain, address and kind of node replace, in an order that Google takes", async () => {
    await set({
      "airflow:gke.domain": "flow.acme.dev",
      "airflow:gke.staticIpName": "our-address",
      "airflow:gke.spot": "false",
      "airflow:gke.labels.team": "platform",
    });
    const steps = await done();
    expect(steps).to.include.members(["update gcp:storage/bucket:Bucket", "update gcp:container/cluster:Cluster"]);
    expect(steps).to.include.members(
      ["compute/globalAddress:GlobalAddress", "compute/managedSslCertificate:ManagedSslCertificate"]
        .concat(["dns/managedZone:ManagedZone", "dns/recordSet:RecordSet", "container/nodePool:NodePool"])
        .map((type) => `replace gcp:${type}`),
    );
    expect(disks().map(({ id }) => id)).to.deep.equal([first]);
    expect(made("gcp:compute/backendService:BackendService")).to.have.length(1);
  });

  it("takes a certificate by DNS: another proxy first, then the rule, then the old one goes", async () => {
    await set({ "airflow:gke.certificate": "dnsAuthorized" });
    const steps = await done();
    const proxy = "gcp:compute/targetHttpsProxy:TargetHttpsProxy";
    const order = [
      `create ${proxy}`,
      "update gcp:compute/globalForwardingRule:GlobalForwardingRule",
      `delete ${proxy}`,
    ];
    expect(steps.filter((step) => order.includes(step))).to.deep.equal(order);
    expect(steps).to.include("delete gcp:compute/managedSslCertificate:ManagedSslCertificate");
    expect(made("gcp:certificatemanager/certificateMapEntry:CertificateMapEntry")).to.have.length(1);
  });

  it("grows the disk by its claim, and never replaces it", async () => {
    await set({ "airflow:gke.database.diskGb": "20" });
    expect(await done()).to.deep.equal(["update kubernetes:core/v1:PersistentVolumeClaim"]);
  });

  it("is told by Kubernetes that a disk cannot shrink, and keeps it", async () => {
    await set({ "airflow:gke.database.diskGb": "15" });
    const problem = await up(project.stack).catch((error: Error) => error.message);
    expect(problem).to.include("field can not be less than status.capacity");
    expect(disks().map(({ id }) => id)).to.deep.equal([first]);
    await set({ "airflow:gke.database.diskGb": "20" });
  });

  it("changes cluster and namespace asleep, and the disk stays", async () => {
    await set({ "airflow:awake": "false" });
    await up(project.stack);
    await set({ "airflow:gke.regional": "true", "airflow:gke.namespace": "airflow-two" });
    const { steps } = await up(project.stack);
    expect(steps.filter(({ type }) => type === disk)).to.deep.equal([]);
    expect(steps.map(({ op, type }) => `${op} ${type}`)).to.include.members([
      "replace gcp:container/cluster:Cluster",
      "replace kubernetes:core/v1:PersistentVolume",
    ]);
    expect(disks().map(({ id }) => id)).to.deep.equal([first]);
    expect(await preview(project.stack)).to.deep.equal([]);
  });

  it("refuses to take the data from a zone where it is not", async () => {
    await set({ "airflow:gke.zone": "us-central1-c", "airflow:gke.database.movedFrom": "us-central1-f" });
    expect(await refusal(project.stack)).to.include(
      "movedFrom is us-central1-f, and the stack has no database disk there",
    );
    expect(disks().map(({ id }) => id)).to.deep.equal([first]);
  });

  it("moves the data to another zone by a snapshot, asleep", async () => {
    await set({ "airflow:gke.database.movedFrom": "us-central1-b" });
    await up(project.stack);
    expect(made(snapshot).map(({ inputs }) => inputs.sourceDisk)).to.deep.equal([first]);
    const copy = disks().find(({ id }) => id !== first);
    expect(copy?.id).to.match(/zones\/us-central1-c\//);
    expect(copy?.inputs.snapshot).to.match(/global\/snapshots\//);
  });

  it("wakes on the new disk, and needs neither the old one nor the snapshot any longer", async () => {
    await set({ "airflow:awake": "true" });
    await up(project.stack);
    await set({ "airflow:gke.database.movedFrom": undefined });
    expect(await done()).to.have.members([`delete ${disk}`, `delete ${snapshot}`]);
    const [left, ...more] = disks();
    expect(more).to.deep.equal([]);
    expect(google.usersOf(left?.id ?? "")).to.have.length(1);
    expect(left?.id).to.match(/zones\/us-central1-c\//);
    expect(await preview(project.stack)).to.deep.equal([]);
  });

  it("takes no snapshot of a disk that a node has", async () => {
    await set({
      "airflow:awake": "false",
      "airflow:gke.zone": "us-central1-b",
      "airflow:gke.database.movedFrom": "us-central1-c",
    });
    const problem = await up(project.stack).catch((error: Error) => error.message);
    expect(problem).to.include("is in use by gke-").and.include("put Airflow to sleep first");
    expect(made(snapshot)).to.have.length(1);
    await set({ "airflow:gke.zone": "us-central1-c", "airflow:gke.database.movedFrom": undefined });
    await up(project.stack);
  });

  it("puts the data back from a snapshot, asleep, and makes a last one of what it replaces", async () => {
    const [old] = disks();
    const before = google.lastSnapshots.length;
    await set({ "airflow:gke.database.restoreFrom": "airflow-gke-database-20261121" });
    expect(await done()).to.include.members([`replace ${disk}`, "replace kubernetes:core/v1:PersistentVolume"]);
    const [now, ...more] = disks();
    expect(more).to.deep.equal([]);
    expect(now?.id).to.not.equal(old?.id);
    expect(now?.inputs.snapshot).to.equal("airflow-gke-database-20261121");
    expect(google.lastSnapshots.slice(before)).to.deep.equal([`airflow-gke-database-last of ${old?.id}`]);
    await set({ "airflow:gke.database.restoreFrom": undefined });
    expect(await done()).to.deep.equal([]);
  });

  it("starts empty where that is said", async () => {
    await set({
      "airflow:gke.database.kind": "cloudSql",
      "airflow:gke.database.startEmpty": "true",
      "airflow:gke.kmsKey": kmsKey,
    });
    await up(project.stack);
    expect(
      made("gcp:sql/databaseInstance:DatabaseInstance").map(({ inputs }) => inputs.encryptionKeyName),
    ).to.deep.equal([kmsKey]);
    expect(disks()).to.deep.equal([]);
    await set({ "airflow:gke.database.startEmpty": undefined });
    expect((await preview(project.stack)).filter(({ op }) => op !== "update")).to.deep.equal([]);
  });

  it("destroys everything that is left, asleep", async () => {
    await project.stack.destroy();
    expect((await project.stack.exportStack()).deployment.resources ?? []).to.deep.equal([]);
    expect([...google.things.values()].filter(({ type }) => type.startsWith("gcp:"))).to.deep.equal([]);
  });
};

onEngine("a GKE stack that moves", cloud, suite, google);
