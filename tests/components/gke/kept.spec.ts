/** What keeps a GKE stack's data where it is, and the questions to Compute Engine, by exact value. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { mergeValues } from "../../../components/gke/release/mergeValues";
import { clusterRefusals, dataRefusals, keptName, keptPlace, moved } from "../../../components/gke/stores/keptPlace";
import { readCompute } from "../../../components/gke/web/computeApi";
import { negGroups } from "../../../components/gke/web/neg";
import { groupsOf, patience, untilThere } from "../../../components/gke/web/negReady";

const asleep = "pulumi config set airflow:awake false && pulumi up";
const awake = "pulumi config set airflow:awake true && pulumi up";
const set = (key: string, value: string) => `pulumi config set --path '${key}' ${value}`;

describe("a change that would leave the data behind", () => {
  const zone = "airflow:gke.zone";

  it("of the zone is refused with the way to move", () => {
    const back = set(zone, "us-central1-b");
    expect(dataRefusals({ [zone]: "us-central1-b" }, { [zone]: "us-central1-c" })).to.deep.equal([
      "airflow:gke.zone is us-central1-c, and Airflow's database is in us-central1-b: it would start empty. " +
        `Fix: ${back}, or move it: ${back} && ${asleep} && ${set(zone, "us-central1-c")} && ` +
        `${set("airflow:gke.database.movedFrom", "us-central1-b")} && pulumi up && ${awake}`,
    ]);
  });

  it("of the region, which brings another zone, is refused once", () => {
    const before = { [zone]: "us-central1-b", "gcp:region": "us-central1", "gcp:project": "p" };
    const now = { [zone]: "europe-west1-b", "gcp:region": "europe-west1", "gcp:project": "p", more: "new" };
    expect(dataRefusals(before, now)).to.deep.equal([
      "gcp:region is europe-west1, and Airflow's database is in us-central1: it would start empty. " +
        `Fix: ${set("gcp:region", "us-central1")}, or leave the data behind on purpose: ` +
        set("airflow:gke.database.startEmpty", "true"),
    ]);
    expect(dataRefusals(before, { ...before })).to.deep.equal([]);
  });

  it("of the key is refused, also where there was none: neither disk nor Cloud SQL takes another", () => {
    const key = "airflow:gke.kmsKey";
    const [one, other] = ["projects/p/…/k", "projects/p/…/other"];
    const leave = set("airflow:gke.database.startEmpty", "true");
    const text = (is: string, was: string, back: string) =>
      `${key} is ${is}, and Airflow's database was encrypted with ${was}: disk or Cloud SQL would be made anew, and start empty. ` +
      `Fix: ${back}, or leave the data behind on purpose: ${leave}`;
    const place = { [zone]: "us-central1-b" };
    expect(dataRefusals({ ...place, [key]: one }, { ...place, [key]: other })).to.deep.equal([
      text(other, one, set(key, one)),
    ]);
    expect(dataRefusals({ ...place, [key]: one }, place)).to.deep.equal([text("not set", one, set(key, one))]);
    expect(dataRefusals(place, { ...place, [key]: one })).to.deep.equal([
      text(one, "Google's own key", `pulumi config rm --path '${key}'`),
    ]);
    expect(dataRefusals({}, { ...place, [key]: one })).to.deep.equal([]);
    expect(dataRefusals({ ...place, [key]: one }, { ...place, [key]: one })).to.deep.equal([]);
  });

  it("of the cluster is refused while a node has the disk", () => {
    const key = "airflow:gke.network.vpc";
    const text = (is: string, was: string, back: string, there: string) =>
      `${key} is ${is}, and was ${was}: the database's disk cannot follow to the other place while a node has it. ` +
      `Fix: ${back}, or do it asleep: ${back} && ${asleep} && ${there} && pulumi up && ${awake}`;
    const unset = `pulumi config rm --path '${key}'`;
    expect(clusterRefusals({ [key]: "" }, { [key]: "mine" })).to.deep.equal([
      text("mine", "not set", unset, set(key, "mine")),
    ]);
    expect(clusterRefusals({ [key]: "mine" }, { [key]: "" })).to.deep.equal([
      text("not set", "mine", set(key, "mine"), unset),
    ]);
  });
});

describe("a question to Compute Engine", () => {
  let server: Server;
  let asked: { url: string; authorization: string }[];
  let status: number;
  const id = "projects/p/zones/z/disks/d";

  beforeEach((done) => {
    asked = [];
    server = createServer((request, response) => {
      asked.push({ url: `${request.url}`, authorization: `${request.headers.authorization}` });
      response.writeHead(status, { "content-type": "application/json" }).end('{"users": ["vm"]}');
    }).listen(0, "127.0.0.1", async () => {
      await pulumi.runtime.setMocks({
        newResource: () => ({ id: "", state: {} }),
        call: () => ({ accessToken: "of-now" }),
      });
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/compute`;
      pulumi.runtime.setAllConfig({ "gcp:computeCustomEndpoint": endpoint });
      done();
    });
  });
  afterEach((done) => {
    server.closeAllConnections();
    server.close(done);
  });

  for (const answer of [200, 299, 404])
    it(`has the answer where it is ${answer}, with the provider's own token`, async () => {
      status = answer;
      const { data, url, status: told } = await readCompute(id, "users", {});
      expect([told, data]).to.deep.equal([answer, { users: ["vm"] }]);
      expect(asked).to.deep.equal([{ url: `/compute/${id}?fields=users`, authorization: "Bearer of-now" }]);
      expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d+\/compute\/projects\/p\/zones\/z\/disks\/d\?fields=users$/);
    });

  for (const answer of [300, 403])
    it(`fails where it is ${answer}`, async () => {
      status = answer;
      const failed = await readCompute(id, "users", {}).catch((error: Error) => error);
      expect(failed).to.be.instanceOf(Error);
    });
});

describe("the wait for a NEG", () => {
  it("is ten minutes, and a failure says how long it was", async () => {
    expect(patience).to.deep.equal({ seconds: 3, tries: 200 });
    let asked = 0;
    const told = await untilThere(
      "g",
      async () => {
        asked++;
        return 404;
      },
      { seconds: 0.02, tries: 3 },
    ).catch((error: Error) => error.message);
    expect(asked).to.equal(3);
    expect(told).to.match(/^g is not there after 0 minutes, though the Service airflow-web names it\. The Service's/);
  });
  it("is for groups that a backend names", () => {
    expect(groupsOf(undefined)).to.deep.equal([]);
    expect(groupsOf({ backends: [{ group: "a" }, { group: 1 }] })).to.deep.equal(["a"]);
  });
  it("needs zones as well as a name", () => {
    for (const status of ['{"network_endpoint_groups":{"8080":"a"}}', '{"zones":["a"]}'])
      expect(() => negGroups("p", status)).to.throw(`neg-status ${status}: no NEG of port 8080 in it`);
  });
});

describe("lists in chart values of a user", () => {
  it("replace ours where an entry has no name, or where the other is no list", () => {
    expect(mergeValues({ env: [{ name: "A" }] }, { env: [{ name: "B" }, "text"] })).to.deep.equal({
      env: [{ name: "B" }, "text"],
    });
    expect(mergeValues({ env: ["ours"] }, { env: [{ name: "B" }] })).to.deep.equal({ env: [{ name: "B" }] });
    expect(mergeValues({ env: [{ name: "A" }] }, { env: "text" })).to.deep.equal({ env: "text" });
    expect(mergeValues({ env: "text" }, { env: [{ name: "A" }] })).to.deep.equal({ env: [{ name: "A" }] });
  });
});

describe("the memory of where the data is", () => {
  type Kept = Record<string, Record<string, string>>;
  const zone = "airflow:gke.zone";
  const [here, there] = [{ [zone]: "us-central1-b" }, { [zone]: "us-central1-c" }];
  const network = { "airflow:gke.network.vpc": "one" };
  class Parent extends pulumi.ComponentResource {
    constructor() {
      super("test:index:Parent", "parent");
    }
  }

  /** Runs with what the state remembers, and gives what each memory was told. */
  async function remembering(
    kept: Kept,
    run: (parent: pulumi.Resource) => pulumi.Output<unknown> | undefined,
  ): Promise<{ told: Record<string, unknown>; came: unknown }> {
    const told: Record<string, unknown> = {};
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs, type }) => {
        if (type !== "test:index:Parent") told[name] = inputs;
        return { id: name, state: { ...inputs, keepers: kept[name] ?? inputs.keepers } };
      },
      call: () => ({}),
    });
    const output = run(new Parent()) as unknown as { promise(): Promise<unknown> } | undefined;
    const came = await output?.promise().catch((error: Error) => error.message);
    await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
    return { told, came };
  }
  const at = (data: Record<string, string>, change: object = {}) => ({
    data,
    cluster: network,
    awake: true,
    database: { startEmpty: false },
    ...change,
  });

  it("passes a value on where nothing moved, and remembers both parts", async () => {
    const { told, came } = await remembering({}, (parent) => keptPlace("db", at(here), { parent })("value"));
    expect([came, told]).to.deep.equal([
      "value",
      { "db-data-place": { byteLength: 2, keepers: here }, "db-cluster-place": { byteLength: 2, keepers: network } },
    ]);
  });

  it("refuses both kinds of changes together", async () => {
    const kept = { "db-data-place": here, "db-cluster-place": { "airflow:gke.network.vpc": "other" } };
    const { came } = await remembering(kept, (parent) => keptPlace("db", at(there), { parent })("value"));
    const [first, ...others] = String(came).split("\n  ");
    expect(first).to.equal("Airflow's data would be lost or out of reach:");
    expect(others).to.deep.equal([...dataRefusals(here, there), ...clusterRefusals(kept["db-cluster-place"], network)]);
  });

  it("is told of a move only when it was made, and only asleep", async () => {
    const kept = { "db-data-place": here };
    const database = { movedFrom: "us-central1-b", startEmpty: false };
    const moving = at(there, { awake: false, database });
    const first = await remembering(kept, (parent) => keptPlace("db", moving, { parent })("value"));
    expect([first.came, Object.keys(first.told)]).to.deep.equal(["value", ["db-cluster-place"]]);
    const tell = async (change: object) =>
      (
        await remembering({}, (parent) => {
          moved("db", { ...moving, ...change }, { parent, dependsOn: [] });
          return undefined;
        })
      ).told;
    expect(await tell({})).to.deep.equal({ "db-data-place": { byteLength: 2, keepers: there } });
    expect(await tell({ awake: true })).to.deep.equal({});
    expect(await tell({ database: { startEmpty: false } })).to.deep.equal({});
    const awakeNow = await remembering(kept, (parent) =>
      keptPlace("db", { ...moving, awake: true }, { parent })("value"),
    );
    expect(awakeNow.came).to.match(/airflow:gke\.zone is us-central1-c/);
  });

  it("refuses another name of Airflow", async () => {
    const named = (kept: Kept) =>
      remembering(kept, () => {
        keptName("new", false);
        return undefined;
      });
    expect((await named({})).told).to.deep.equal({ "airflow-name": { byteLength: 2, keepers: { name: "new" } } });
  });
});
