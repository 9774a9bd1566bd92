/** By tables: Google's machines, the clouds' regions, a company's forms, what a GKE stack has without a word and warns of. */
import { expect } from "chai";
import { gke } from "../../config/gke/keys";
import { customTierFault } from "../../config/gke/machineRules";
import {
  exampleKey,
  keyForm,
  labelKey,
  labelValue,
  nearestKey,
  nearestLabels,
  nearestRegistry,
  registryForm,
} from "../../config/gke/nearCompany";
import { gkeWarnings } from "../../config/gke/warnings";
import { armFamilies, hyperdiskFamilies, machineFamilies, machineOf } from "../../config/places/machines";
import { forcedRegions, gcpRegions, hasZone, nearestRegion } from "../../config/places/regions";
import { teller } from "../../config/words/tell";

/** What a function says of each value. */
const table = <T>(say: (value: string) => T, values: readonly string[]) =>
  Object.fromEntries(values.map((value) => [value, say(value)]));

/** `4 CPUs, 16 GB of e2` */
const told = (name: string): string | undefined => {
  const machine = machineOf(name);
  return machine && `${machine.cpus} CPUs, ${machine.memory} GB of ${machine.family}`;
};

const key = "projects/acme.dev:keys-1/locations/us-central1/keyRings/main_ring-1/cryptoKeys/data_key-1";

describe("Google's machines", () => {
  it("have the memory that Google gives each CPU of their family and shape", () => {
    const shapes = ["standard", "highmem", "highcpu"];
    const memory = (family: string) => shapes.map((shape) => machineOf(`${family}-${shape}-8`)?.memory);
    expect(table(memory, machineFamilies)).to.deep.equal({
      e2: [32, 64, 8],
      n1: [30, 52, 7.2],
      n2: [32, 64, 8],
      n2d: [32, 64, 8],
      n4: [32, 64, 16],
      n4a: [32, 64, 16],
      n4d: [32, 64, 16],
      t2d: [32, undefined, undefined],
      t2a: [32, undefined, undefined],
      c2: [32, undefined, undefined],
      c2d: [32, 64, 16],
      c3: [32, 64, 16],
      c3d: [32, 64, 16],
      c4: [30, 62, 16],
      c4a: [32, 64, 16],
      c4d: [31, 62, 15],
    });
  });

  it("that share a CPU have what Google's list says", () => {
    expect(table(machineOf, ["e2-micro", "e2-small", "e2-medium", "f1-micro", "g1-small"])).to.deep.equal({
      "e2-micro": { family: "e2", cpus: 2, memory: 1 },
      "e2-small": { family: "e2", cpus: 2, memory: 2 },
      "e2-medium": { family: "e2", cpus: 2, memory: 4 },
      "f1-micro": { family: "f1", cpus: 1, memory: 0.6 },
      "g1-small": { family: "g1", cpus: 1, memory: 1.7 },
    });
  });

  it("are known by their custom names", () => {
    const names =
      "custom-2-8192 n1-custom-2-7680 e2-custom-4-16384 n2-custom-16-65536 n2d-custom-4-16384 n4-custom-4-16384";
    expect([...names.split(" "), "n2-custom-2-65536-ext"].map(told)).to.deep.equal([
      "2 CPUs, 8 GB of n1",
      "2 CPUs, 7.5 GB of n1",
      "4 CPUs, 16 GB of e2",
      "16 CPUs, 64 GB of n2",
      "4 CPUs, 16 GB of n2d",
      "4 CPUs, 16 GB of n4",
      "2 CPUs, 64 GB of n2",
    ]);
  });

  it("are known by their names", () => {
    expect(["e2-standard-16", "c3-standard-4-lssd"].map(told)).to.deep.equal([
      "16 CPUs, 64 GB of e2",
      "4 CPUs, 16 GB of c3",
    ]);
  });

  const customs = "c2-custom-4-16384 x-n2-custom-2-8192 n2-custom-2-8192-extra n2-custom-x-8192 n2-custom-2";
  const others =
    "c3-standard-4-metal c3-standard-4-lssd-x e2-standard-2-lssd e2-standard-x2 e2-standard-2x e2-standard e2 e2-huge-2 m9-standard-2";
  for (const name of `${customs} ${others}`.split(" "))
    it(`are none: ${name}`, () => expect(machineOf(name)).to.equal(undefined));

  it("are Arm, or of Hyperdisk, by their family", () => {
    expect([armFamilies, hyperdiskFamilies]).to.deep.equal([
      ["t2a", "c4a", "n4a"],
      ["n4", "n4a", "n4d", "c4", "c4a", "c4d"],
    ]);
  });
});

describe("custom machines of Cloud SQL", () => {
  const cpus = "db-custom-CPUS-MB with 1 CPU or an even count up to 96";
  const memory = (count: number, least: number, most: number) =>
    `db-custom-CPUS-MB with ${count} CPUs take ${least} to ${most} MB of memory, in steps of 256`;

  const small = "db-custom-1-3840 db-custom-1-6656 db-custom-2-13312 db-custom-6-5632 db-f1-micro db-g1-small";
  const others = "db-custom-96-88576 db-custom-96-638976 my-db-custom-1-1000 db-custom-1-1000-x";
  for (const good of `${small} ${others}`.split(" "))
    it(`have no fault: ${good}`, () => expect(customTierFault(good)).to.equal(undefined));

  for (const [tier, why, example] of [
    ["db-custom-1-3839", memory(1, 3840, 6656), "db-custom-1-3840"],
    ["db-custom-1-6912", memory(1, 3840, 6656), "db-custom-1-6656"],
    ["db-custom-2-4000", memory(2, 3840, 13312), "db-custom-2-4096"],
    ["db-custom-6-5376", memory(6, 5632, 39936), "db-custom-6-5632"],
    ["db-custom-96-88320", memory(96, 88576, 638976), "db-custom-96-88576"],
    ["db-custom-0-3840", cpus, "db-custom-1-3840"],
    ["db-custom-3-3840", cpus, "db-custom-4-3840"],
    ["db-custom-3-1000", cpus, "db-custom-4-3840"],
    ["db-custom-98-99840", cpus, "db-custom-96-99840"],
  ] as const)
    it(`are ${example} in the place of ${tier}`, () => expect(customTierFault(tier)).to.deep.equal({ why, example }));
});

describe("a GKE stack", () => {
  it("has Spot VMs and network policies, and nothing else that is on or off", () => {
    const { database, ...settings } = gke.parse({ domain: "airflow.my-company.com" });
    const flags = Object.entries({ ...settings, ...database }).filter(([, value]) => typeof value === "boolean");
    expect(Object.fromEntries(flags)).to.deep.equal({
      startEmpty: false,
      regional: false,
      spot: true,
      steadyNode: false,
      metrics: false,
      accessLogs: false,
      deletionProtection: false,
      networkPolicies: true,
    });
  });

  const noAdmin = "airflow:access.admins is empty: nobody can change anything in Airflow.";
  const fee = "airflow:gke.regional: the free credit of GKE covers a zonal cluster's fee only, not a regional one's.";
  const record =
    "airflow:gke.dnsZone external: make the A record of [secret] to the output staticIp yourself; the certificate waits for it.";
  const cname =
    "airflow:gke.certificate dnsAuthorized: make the CNAME record of the output certificateRecord yourself too; it stays for as long as the certificate is renewed.";
  const chart =
    "airflow:gke.chartVersion [secret]: the program's values are written for 1.22.0; keys of airflow:gke.values are not checked.";
  for (const [what, part, admins, expected] of [
    ["nothing", {}, ["user:a@a.dev"], []],
    ["that nobody is an admin", {}, [], [noAdmin]],
    ["of a regional cluster's fee", { regional: true }, ["user:a@a.dev"], [fee]],
    ["of a record elsewhere", { dnsZone: "external" }, ["user:a@a.dev"], [record]],
    ["of nothing with a zone here", { dnsZone: "mine", certificate: "dnsAuthorized" }, ["user:a@a.dev"], []],
    ["of two records", { dnsZone: "external", certificate: "dnsAuthorized" }, ["user:a@a.dev"], [record, cname]],
    ["of another chart", { chartVersion: "1.23.0" }, ["user:a@a.dev"], [chart]],
  ] as const)
    it(`warns, without an encrypted name: ${what}`, () => {
      const tell = teller((key) => key === "airflow:gke");
      const access = { admins: [...admins], viewers: [], triggerCallers: [], operators: [] };
      expect(gkeWarnings(gke.parse({ domain: "a.my-company.com", ...part }), access, tell)).to.deep.equal(expected);
    });
});

describe("regions and zones", () => {
  for (const [region, zone, has] of [
    ["us-central1", "us-central1-a", true],
    ["us-central1", "us-central1-b", true],
    ["us-central1", "us-central1-f", true],
    ["us-central1", "us-central1-d", false],
    ["us-central1", "us-central1-", false],
    ["us-central1", "us-central1-abcf", false],
    ["us-central1", "us-east1-b", false],
    ["us-east1", "us-east1-a", false],
    ["nowhere1", "nowhere1-a", false],
  ] as const)
    it(`${region} ${has ? "has" : "lacks"} ${zone}`, () => expect(hasZone(region, zone)).to.equal(has));

  it("has a zone b in every region of Google, which is the default", () => {
    expect(Object.keys(gcpRegions).filter((region) => !hasZone(region, `${region}-b`))).to.deep.equal([]);
  });

  for (const [what, region, candidates, nearest] of [
    ["across the date line", "ap-northeast-1", ["sa-east-1", "us-west-2"], "us-west-2"],
    ["of the other cloud", "us-central1", ["eu-west-1", "us-east-2", "us-west-2"], "us-east-2"],
    ["the first where nobody knows the place", "nowhere", ["us-east-1", "eu-west-1"], "us-east-1"],
    ["not one that nobody knows", "us-east-1", ["nowhere", "sa-east-1"], "sa-east-1"],
    ["not one that nobody knows, in the north", "eu-north-1", ["nowhere", "us-east-1"], "us-east-1"],
  ] as const)
    it(`finds the nearest: ${what}`, () => expect(nearestRegion(region, candidates)).to.equal(nearest));

  it("knows where MWAA updates by force", () => {
    expect(forcedRegions).to.deep.equal(["ca-west-1", "ap-southeast-5"]);
  });
});

describe("what a company has on Google Cloud", () => {
  const a63 = "a".repeat(63);
  const forms: [what: string, form: RegExp, good: string[], bad: string[]][] = [
    ["label key", labelKey, ["a", "team_1-x", a63], ["", "1a", "_a", "Team", "team.x", `a${a63}`]],
    ["label value", labelValue, ["", "1", "-_a", a63], ["Data", "data ", "data.x", `a${a63}`]],
    [
      "registry",
      registryForm,
      ["registry.acme.dev", "localhost:5000/a", "r.acme.dev/a/b__c-d.e"],
      ["airflow", "https://r.acme.dev", "r.acme.dev/", "r.acme.dev/A", "-r.acme.dev", "r.acme.dev/a/-b"],
    ],
    ["key", keyForm, [key, exampleKey], [`x/${key}`, `${key}/cryptoKeyVersions/1`, "data", `${exampleKey}${a63}`]],
  ];
  for (const [what, form, good, bad] of forms)
    it(`knows the form of a ${what}`, () => {
      expect([...good, ...bad].filter((value) => form.test(value))).to.deep.equal(good);
    });

  for (const [what, value, near] of [
    ["capitals and spaces", { Team: "Data Platform", cost_center: 42 }, '{"team":"data-platform","cost_center":"42"}'],
    ["hyphens inside a key", { "team-a1": "x" }, '{"team-a1":"x"}'],
    ["a key's beginning that is no letter", { "12-Team": "x" }, '{"team":"x"}'],
    ["texts that are too long", { [`a${a63}`]: `b${a63}b` }, `{"${a63}":"b${a63.slice(1)}"}`],
    ["a key without a letter", { team: "x", "1": "y" }, undefined],
    ["none", {}, undefined],
    ["null", null, undefined],
    ["nothing", undefined, undefined],
    ["a list", ["team"], undefined],
    ["text", "team", undefined],
  ] as const)
    it(`spells labels as Google does: ${what}`, () => expect(nearestLabels(value)).to.equal(near));

  it("takes a registry without what a browser adds", () => {
    const values = ["HTTPS://R.acme.dev/a", "r.acme.dev/a//", "oci://r.acme.dev", "r.acme.dev/oci://x", "airflow"];
    expect(table(nearestRegistry, values)).to.deep.equal({
      "HTTPS://R.acme.dev/a": "r.acme.dev/a",
      "r.acme.dev/a//": "r.acme.dev/a",
      "oci://r.acme.dev": "r.acme.dev",
      "r.acme.dev/oci://x": undefined,
      airflow: undefined,
    });
  });

  it("takes a key without its version and its address", () => {
    const address = `https://cloudkms.googleapis.com/v1/${key}/cryptoKeyVersions/3`;
    expect([key, address, `${key}${a63}`, "data", 5].map(nearestKey)).to.deep.equal([
      key,
      key,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
