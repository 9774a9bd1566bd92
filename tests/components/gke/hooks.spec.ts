/** What a GKE stack does on an engine alone: hooks, and what it asks Google with the provider's token. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { failure, fresh, onHookedEngine } from "../hookedEngine";

class Parent extends pulumi.ComponentResource {
  constructor() {
    super("test:index:Parent", "parent");
  }
}

const value = <T>(output: pulumi.Output<T>): Promise<T> => (output as unknown as { promise(): Promise<T> }).promise();
const token = { call: () => ({ accessToken: "of-now" }) };

describe("on an engine, a GKE stack", () => {
  let server: Server;
  let asked: string[];
  /** By the path of the question. */
  let answers: Record<string, [status: number, body: unknown]>;

  beforeEach((done) => {
    [asked, answers] = [[], {}];
    server = createServer(({ url, headers }, response) => {
      asked.push(`${url} ${headers.authorization}`);
      const [status, body] = answers[`${url}`] ?? [404, {}];
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    }).listen(0, "127.0.0.1", done);
  });
  afterEach((done) => {
    pulumi.runtime.setAllConfig({});
    server.closeAllConnections();
    server.close(done);
  });
  const toServer = () =>
    pulumi.runtime.setAllConfig({
      "gcp:computeCustomEndpoint": `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });

  describe("whose database moves", () => {
    type Module = typeof import("../../../components/gke/stores/databaseDisk");
    const args = {
      project: "p",
      region: "us-central1",
      zone: "us-central1-c",
      diskGb: 10,
      movedFrom: "us-central1-b",
      restoreFrom: undefined,
      backupDays: 0,
      kmsKey: undefined,
      protect: false,
      after: [],
      allowed: <Value>(plain: Value) => pulumi.output(plain) as pulumi.Output<Value>,
    };

    it("makes no disk anew where the data should be, in previews too", () =>
      onHookedEngine(token, async ({ hook, names }) => {
        const { databaseDisk } = fresh<Module>("gke/stores/databaseDisk.ts");
        await value(databaseDisk("db", args, new Parent()).urn);
        expect(names().sort()).to.deep.equal(["db-free-disk", "db-moved-from"]);
        expect(await failure(hook("db-moved-from"))).to.equal(
          "airflow:gke.database.movedFrom is us-central1-b, and the stack has no database disk there. Fix: name the zone that the disk is in, or pulumi config rm --path 'airflow:gke.database.movedFrom'",
        );
      }));

    it("takes no snapshot of a disk that a node has", () =>
      onHookedEngine(token, async ({ hook }) => {
        toServer();
        const { databaseDisk } = fresh<Module>("gke/stores/databaseDisk.ts");
        await value(databaseDisk("db", args, new Parent()).urn);
        const sourceDisk = "projects/p/zones/z/disks/d";
        const path = `/${sourceDisk}?fields=users`;
        const told = () => failure(hook("db-free-disk", { newInputs: { sourceDisk } }));
        answers[path] = [200, { users: ["instances/vm-1", "instances/vm-2"] }];
        expect(await told()).to.equal(
          `The database's disk ${sourceDisk} is in use by instances/vm-1. Fix: put Airflow to sleep first, in the zone that it is in: pulumi config set airflow:awake false && pulumi up`,
        );
        answers[path] = [200, {}];
        expect(await told()).to.equal("nothing failed");
        expect(asked).to.deep.equal(Array(2).fill(`${path} Bearer of-now`));
      }));

    it("asks for no hook where nothing moves", () =>
      onHookedEngine(token, async ({ names }) => {
        const { databaseDisk } = fresh<Module>("gke/stores/databaseDisk.ts");
        await value(databaseDisk("db", { ...args, movedFrom: undefined }, new Parent()).urn);
        expect(names()).to.deep.equal([]);
      }));
  });

  describe("with a load balancer", () => {
    it("reads the backend's number from Google: Pulumi's own is a float", () =>
      onHookedEngine(token, async () => {
        toServer();
        const { exactBackendId } =
          fresh<typeof import("../../../components/gke/web/backendNumber")>("gke/web/backendNumber.ts");
        const id = "projects/p/global/backendServices/b";
        answers[`/${id}?fields=id`] = [200, { id: "1234567890123456789" }];
        const read = exactBackendId(pulumi.output(id), pulumi.output(1.2345678901234568e18), {});
        expect(await value(read)).to.equal("1234567890123456789");
        for (const wrong of [{ id: 12 }, { id: "12a" }, { id: "a12" }, {}, null]) {
          answers[`/${id}?fields=id`] = [200, wrong];
          expect(await failure(value(exactBackendId(pulumi.output(id), pulumi.output(1), {})))).to.match(
            /\/projects\/p\/global\/backendServices\/b\?fields=id gave no number for the backend service: (\{.*\}|null|"")$/,
          );
        }
      }));

    it("waits for each NEG before a backend service is made or changed", () =>
      onHookedEngine(token, async ({ hook, names }) => {
        toServer();
        const { negsFirst } = fresh<typeof import("../../../components/gke/web/negReady")>("gke/web/negReady.ts");
        const { beforeCreate, beforeUpdate, ...others } = negsFirst("web", {}) ?? {};
        expect([beforeCreate, others]).to.deep.equal([beforeUpdate, {}]);
        expect(names()).to.deep.equal(["web-negs"]);
        const groups = ["a", "b"].map((name) => `projects/p/zones/z/networkEndpointGroups/${name}`);
        for (const group of groups) answers[`/${group}?fields=name`] = [200, { name: group }];
        await hook("web-negs", { newInputs: { backends: groups.map((group) => ({ group })) } });
        expect(asked).to.deep.equal(groups.map((group) => `/${group}?fields=name Bearer of-now`));
        // A refusal is no lateness.
        answers[`/${groups[0]}?fields=name`] = [403, {}];
        expect(await failure(hook("web-negs", { newInputs: { backends: [{ group: groups[0] }] } }))).to.match(/403/);
      }));
  });
});
