/** What each rule of a GKE stack says, whole, and what it lets pass just beside the mistake. */
import { expect } from "chai";
import { ConfigError, parseStackConfig } from "../../config";
import { exampleKey } from "../../config/gke/nearCompany";
import { machineFamilies } from "../../config/places/machines";
import { listDates } from "../../config/places/regions";
import { defaultVersion } from "../../config/versions";
import { type Change, changed } from "../graph";
import { g, gke } from "./badPlaces";

function messages(part: object, rest: Change = {}, encrypted = ""): string[] {
  try {
    parseStackConfig(changed(gke, { ...g(part), ...rest }), "dev", (key) => key === encrypted);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, message }) => (message.startsWith(`${path} `) ? message : `not at ${path}`));
  }
}

const remove = (key: string) => `pulumi config rm --path 'airflow:gke.${key}'`;
const set = (key: string, value: string) => `pulumi config set --path 'airflow:gke.${key}' ${value}`;
/** `airflow:gke.KEY is VALUE; WHY. Fix: FIX` */
const is = (key: string, value: string, why: string, fix: string) =>
  `airflow:gke.${key} is ${value}; ${why}. Fix: ${fix}`;
/** The same, where the fix sets the key itself. */
const allowed = (key: string, value: string, what: string, example: string) =>
  is(key, value, `allowed: ${what}`, set(key, example));
/** The same, where the fix removes it. */
const not = (key: string, value: string, why: string) => is(key, value, why, remove(key));

type Case = [what: string, part: object, expected: string[], rest?: Change, encrypted?: string];
const holds = (cases: Case[]) => {
  for (const [what, part, expected, rest, encrypted] of cases)
    it(`${expected.length === 0 ? "takes" : "refuses"} ${what}`, () =>
      expect(messages(part, rest, encrypted)).to.deep.equal(expected));
};

describe("rules of the chart's values", () => {
  const given = "the chart gives that place up for workers.kubernetes and workers.celery, which win";
  const below = ", then put it below workers.kubernetes, or below workers.celery with CeleryExecutor";
  const airflow = ` && pulumi config set airflow:airflowVersion ${defaultVersion("gke")}`;
  const made =
    "config.core.fernet_key config.database.sql_alchemy_conn fernetKey fernetKeySecretName apiSecretKey apiSecretKeySecretName jwtSecret jwtSecretName webserverSecretKey webserverSecretKeySecretName data";
  const workers = "resources podAnnotations extraVolumes extraVolumeMounts logGroomerSidecar persistence";
  const decided: [paths: string, why: string, after: string][] = [
    ["executor", "airflow:gke.executor decides it", ` && ${set("executor", "CeleryExecutor")}`],
    ["airflowVersion", "airflow:airflowVersion decides it", airflow],
    ["useStandardNaming fullnameOverride nameOverride", "the web entry finds the pods by standard names", ""],
    ["ingress", "the web entry is the program's own load balancer", ""],
    ["postgresql", "airflow:gke.database decides it", ` && ${set("database.kind", "cloudSql")}`],
    ["migrateDatabaseJob", "the program migrates the database by a job of its own", ""],
    ["createUserJob", "people log in through IAP; airflow:access names them", ""],
    ["config.core.auth_manager", "IAP is the one login", ""],
    [made, "the program makes the secrets and keeps them secret", ""],
    [workers.replace(/\w+/g, "workers.$&"), given, below],
  ];
  for (const [paths, why, after] of decided)
    for (const path of paths.split(" "))
      it(`refuses ${path}`, () => {
        const values = path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), "mine");
        const fix = `${remove(`values.${path}`)}${after}`;
        expect(messages({ values })).to.deep.equal([is(`values.${path}`, '"set"', why, fix)]);
      });

  holds([["keys that it does not know, of another chart", { values: { worker: {} }, chartVersion: "1.23.0" }, []]]);
});

describe("rules of versions, zones and nodes", () => {
  const zones = "one of us-central1-a, us-central1-b, us-central1-c, us-central1-f";
  const machines = `a machine type of ${machineFamilies.join(", ")} (docs.cloud.google.com/compute/docs/machine-resource)`;
  const machine = (type: string, what: string, example: string): Case => [
    `the machine ${type}`,
    { machineType: type },
    [allowed("machineType", `"${type}"`, what, example)],
  ];
  const least = (memory: number) => `a machine type of 7.5 GB of memory or more (this one has ${memory})`;
  const arm = "a machine type with x86 CPUs: GKE taints Arm nodes, and the chart's pods do not tolerate it";
  const disk =
    "a machine type that takes Persistent Disk: this one takes Hyperdisk only, and the nodes' disks are pd-balanced";
  const list = `a region that there is (Google's list of ${listDates.gcp})`;
  const nowhere = (name: string, near: string) => [
    `gcp:region is "${name}"; allowed: ${list}. Fix: pulumi config set gcp:region ${near}`,
  ];
  const europe = nowhere("europe-wset3", "europe-west3");
  const secretZone = is("zone", '"us-east1-b"', "allowed: a zone of gcp:region, [secret]", set("zone", "'[secret]-b'"));
  const more = "it is more than airflow:gke.nodes.max, [secret]";
  const secretNodes = is("nodes.min", "[secret]", more, set("nodes.max", "[secret]"));
  const lacking = allowed("zone", '"us-central1-d"', zones, "us-central1-b");
  holds([
    ["Airflow 3.0.0", {}, [], { "airflow:airflowVersion": "3.0.0" }],
    ["Airflow 10.0.0", {}, [], { "airflow:airflowVersion": "10.0.0" }],
    ["a misspelt region", {}, europe, { "gcp:region": "europe-wset3" }],
    ["a zone of no region, at the region", { zone: "europe-wset3-b" }, europe, { "gcp:region": "europe-wset3" }],
    ["a region that is like none", {}, nowhere("moon-base9", "us-central1"), { "gcp:region": "moon-base9" }],
    ["a zone that the region lacks", { zone: "us-central1-d" }, [lacking]],
    ["a zone elsewhere, without the region's name", { zone: "us-east1-b" }, [secretZone], {}, "gcp:region"],
    ["as many nodes at least as at most", { nodes: { min: 2, max: 2 } }, []],
    ["nodes, without their numbers", { nodes: { min: 4, max: 2 } }, [secretNodes], {}, "airflow:gke"],
    ["a node that stays beside Spot VMs", { steadyNode: true }, []],
    ["no Spot VM and no node that stays", { spot: false }, []],
    machine("e3-standard-4", machines, "e2-standard-4"),
    machine("n22-standard-4", machines, "n2-standard-4"),
    machine("zzzz-standard-4", machines, "e2-standard-4"),
    machine("n2-huge-4", machines, "n2-standard-2"),
    machine("t2a-standard-2", arm, "e2-standard-2"),
    machine("n4-standard-2", disk, "e2-standard-2"),
    machine("n1-highcpu-2", least(1.8), "n1-standard-2"),
    machine("n2-highcpu-2", least(2), "n2-standard-2"),
    machine("n2d-highcpu-2", least(2), "n2d-standard-2"),
    machine("t2d-standard-1", "a machine type of 2 or more vCPU", "t2d-standard-2"),
    ["7.5 GB of memory", { machineType: "n2-custom-2-7680" }, []],
  ]);
});

describe("rules of the network", () => {
  const ranges = (...[nodeCidr, podCidr, serviceCidr]: string[]) => ({ network: { nodeCidr, podCidr, serviceCidr } });
  const clash = (key: string) => (range: string, other: string, free: string) => [
    is(`network.${key}`, `"${range}"`, `it overlaps airflow:gke.network.${other}`, set(`network.${key}`, free)),
  ];
  const [pods, services] = [clash("podCidr"), clash("serviceCidr")];
  const first = pods("10.99.1.0/24", "nodeCidr, 10.99.0.0/16", "10.10.0.0/20");
  const second = pods("10.10.0.0/16", "nodeCidr, 10.10.0.0/20", "10.20.0.0/16");
  const third = services("10.16.0.0/12", "podCidr, 10.20.0.0/16", "10.30.0.0/20");
  const fourth = services("10.16.0.0/20", "nodeCidr, 10.16.0.0/12", "10.40.0.0/16");
  const fifth = services("10.40.1.0/24", "podCidr, 10.40.0.0/16", "10.50.0.0/16");
  const other = pods("10.1.0.0/16", "nodeCidr, 10.0.0.0/10", "172.16.0.0/16");
  const shared = { vpc: "v", subnet: "s", podRange: "p", serviceRange: "r" };
  const reach = (access: string, ...authorizedNetworks: string[]) => ({ controlPlane: { access, authorizedNetworks } });
  const [one, all] = ["controlPlane.authorizedNetworks[1]", "controlPlane.authorizedNetworks"];
  const ways = `${set(one, "203.0.113.0/24")}, or ${set("controlPlane.access", "dns")} && ${remove(all)}`;
  const open = is(one, '"0.0.0.0/0"', "it is the whole internet, so access restricted would restrict nothing", ways);
  const unread = "with access dns no address is open, so no range is looked at";
  const closed = is(all, '["0.0.0.0/0"]', unread, set("controlPlane.access", "restricted"));
  holds([
    ["pods among the nodes", ranges("10.99.0.0/16", "10.99.1.0/24", "10.30.0.0/20"), first],
    ["pods around the nodes", ranges("10.10.0.0/20", "10.10.0.0/16", "10.30.0.0/20"), second],
    ["services around the pods", ranges("10.10.0.0/20", "10.20.0.0/16", "10.16.0.0/12"), third],
    ["services among the nodes", ranges("10.16.0.0/12", "10.10.0.0/20", "10.16.0.0/20"), fourth],
    ["services among the pods beside many nodes", ranges("10.0.0.0/11", "10.40.0.0/16", "10.40.1.0/24"), fifth],
    ["pods among the nodes that take all", ranges("10.0.0.0/10", "10.1.0.0/16", "192.168.0.0/20"), other],
    ["ranges that nobody uses", { network: { ...shared, podCidr: "10.10.0.0/16" } }, []],
    ["a VPC with its own way out", { network: { ...shared, egress: "existing" } }, []],
    ["a VPC with its own firewall", { network: { ...shared, firewall: "existing" } }, []],
    ["a network of another project", { network: { ...shared, project: "acme-network" } }, []],
    ["everybody, of two", reach("restricted", "203.0.113.0/24", "0.0.0.0/0"), [open]],
    ["everybody where no address is open, for that alone", reach("dns", "0.0.0.0/0"), [closed]],
  ]);

  it("keeps the namespaces of Kubernetes and GKE, and no other", () => {
    const own =
      "default kube-system gke-managed-system gmp-public istio-system config-management-system gatekeeper-system";
    const free = "defaults my-default my-kube-x kube my-gke-x gke asm-systems config-management";
    const refused = (namespace: string) => messages({ namespace }).length > 0;
    expect(`${own} ${free}`.split(" ").filter(refused).join(" ")).to.equal(own);
  });
});

describe("rules of the database and of maintenance", () => {
  const from = "2026-12-01T00:00:00Z";
  const times = (...list: [name: string, to: string, scope?: string][]) => ({
    maintenance: { exclusions: list.map(([name, to, scope = "NO_UPGRADES"]) => ({ name, from, to, scope })) },
  });
  const [end, second] = ["maintenance.exclusions[1].to", remove("maintenance.exclusions[1]")];
  const early = is(end, `"${from}"`, "it is not after from", second);
  const most = "with scope NO_UPGRADES Google takes 30 days at most";
  const instead = set("maintenance.exclusions[1].scope", "NO_MINOR_UPGRADES");
  const long = is(end, '"2026-12-31T00:00:01Z"', most, instead);
  const twice = is("maintenance.exclusions", '["a","a","b"]', "two are called a", second);
  const [soon, month, later] = ["2026-12-02T00:00:00Z", "2026-12-31T00:00:00Z", "2026-12-31T00:00:01Z"];
  const minor = "NO_MINOR_UPGRADES";

  const restore = (why: string) => not("database.restoreFrom", '"one"', why);
  const disk = "it is a snapshot of the cluster's disk, and the database is Cloud SQL, which restores its own backups";
  const two = restore("airflow:gke.database.movedFrom is set too, and a disk is made from one snapshot");
  const move = (zone: string, why: string) => not("database.movedFrom", `"us-central1-${zone}"`, why);
  const itself = "Cloud SQL moves by itself, without it";
  const odd = "db-custom-CPUS-MB with 1 CPU or an even count up to 96";
  const sql = { kind: "cloudSql" };
  const asleep = { "airflow:awake": "false" };
  const both = { restoreFrom: "one", movedFrom: "us-central1-c" };
  const tier = allowed("database.tier", '"db-custom-3-1000"', odd, "db-custom-4-3840");
  holds([
    ["a month without any upgrade", times(["a", month]), []],
    ["a month and a second", times(["a", soon], ["b", later]), [long]],
    ["a month and a second without minor ones", times(["a", later, minor]), []],
    ["no time at all", times(["a", soon], ["b", from]), [early]],
    ["three times without any upgrade", times(["a", soon], ["b", soon], ["c", soon]), []],
    ["a fourth without minor ones", times(["a", soon], ["b", soon], ["c", soon], ["d", soon, minor]), []],
    ["the second of a name", times(["a", soon], ["a", soon], ["b", soon]), [twice]],
    ["a tier of three CPUs", { database: { ...sql, tier: "db-custom-3-1000" } }, [tier]],
    ["an image for the cluster's database", { database: { image: "postgres:16.10" } }, []],
    ["a move of Cloud SQL in a zone", { database: { ...sql, movedFrom: "us-central1-b" } }, [move("b", itself)]],
    ["a restore while Airflow sleeps", { database: { restoreFrom: "one" } }, [], asleep],
    ["a restore and a move, awake", { database: both }, [two]],
    ["a restore of Cloud SQL, awake", { database: { ...sql, restoreFrom: "one" } }, [restore(disk)]],
    ["both of Cloud SQL", { database: { ...sql, ...both } }, [move("c", itself), restore(disk)], asleep],
  ]);
});

describe("rules of what a company sets", () => {
  const several = (count: number) => Object.fromEntries([...Array(count).keys()].map((at) => [`l-${at}`, "x"]));
  const count =
    "airflow:gke.labels has 53 labels; Google takes 64 on a resource, and 14 of them are the program's and GKE's own.";
  const removed = ["l-50", "l-51", "l-52"].map((key) => remove(`labels["${key}"]`)).join(" && ");
  const alike = { "airflow-team": "a", "my-pulumi-x": "b", "my-airflow": "c" };
  const kmsKey = exampleKey.replace("my-keys", "acme").replace("us-central1", "global");
  const abroad = { "gcp:region": "us-east1" };
  const groups = { groupsAttribute: "groups" };
  const groupless = not("groupsAttribute", '"groups"', "airflow:access names no group:EMAIL whose role it would give");
  const access = (lists: object) => ({ "airflow:access": lists });
  const some = access({ admins: ["user:a@a.dev", "group:b@a.dev"], viewers: ["user:c@a.dev"] });
  const zones = { dnsZone: "mine", dnsZoneDomain: "other.com" };
  const secretZones = [
    not("dnsZoneDomain", "[secret]", "it is for a new zone, and airflow:gke.dnsZone is [secret]"),
    is("dnsZoneDomain", "[secret]", "allowed: [secret] or a domain above it", set("dnsZoneDomain", "'[secret]'")),
  ];
  const google =
    "airflow:google.enabled is false; Airflow on GKE needs its service account for logs and DAGs. Fix: pulumi config rm --path 'airflow:google.enabled'";
  holds([
    ["fifty labels", { labels: several(50) }, []],
    ["labels that only sound like others", { labels: alike }, []],
    ["fifty-three labels", { labels: several(53) }, [`${count} Fix: ${removed}`]],
    ["the example's key anywhere", { kmsKey: exampleKey }, [], abroad],
    ["a key of the region", { kmsKey: kmsKey.replace("global", "us-central1") }, []],
    ["an attribute of groups for one of the lists", groups, [], some],
    ["an attribute of groups for a person", groups, [groupless], access({ admins: ["user:group:x@a.dev"] })],
    ["a zone of the domain itself", { dnsZoneDomain: "airflow.my-company.com" }, []],
    ["two zones, without their names", zones, secretZones, {}, "airflow:gke"],
    ["a stack without Google's account", {}, [google], { "airflow:google": { enabled: false } }],
    ["a group that can only look", {}, [], access({ viewers: ["group:a@a.dev"] })],
  ]);

  it("refuses a key elsewhere, without the region's name", () => {
    const [line] = messages({ kmsKey }, {}, "gcp:region");
    expect(line).to.contain(`${kmsKey}"; allowed: a key in gcp:region, [secret]. Fix: `);
  });

  it("takes people, groups, accounts and domains, and nothing around them", () => {
    const good = ["user:a@a.dev", "serviceAccount:b@a.dev", "domain:my-company.com", "group:c@a.dev"];
    const bad = "x-user:a@a.dev|domain:a.dev/x|domain:a@b.dev|domain: a.dev|domain:a.b1|domain:a|a.dev".split("|");
    const form = "allowed: user:EMAIL, group:EMAIL, serviceAccount:EMAIL or domain:NAME";
    expect(messages({}, access({ viewers: [...good, ...bad] }))).to.deep.equal(
      bad.map((who, at) => {
        const key = `airflow:access.viewers[${good.length + at}]`;
        return `${key} is "${who}"; ${form}. Fix: pulumi config set --path '${key}' user:ada@my-company.com`;
      }),
    );
  });
});
