/** A cluster that is reached by address: its certificate is signed by its own authority, which Google tells. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Doctor } from "./examined";
import { kubernetesAnswer } from "./kubernetes";

const doctor = new Doctor();

describe("doctor on a cluster that is reached by address", () => {
  const folder = mkdtempSync(join(tmpdir(), "doctor-address-"));
  let server: Server | undefined;
  let port = 0;
  const made = (name: string) => readFileSync(join(folder, name), "utf8");

  before(async function () {
    try {
      const subject = ["-subj", "/CN=cluster", "-addext", "subjectAltName=IP:127.0.0.1"];
      const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")];
      execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...files, ...subject], {
        stdio: "ignore",
      });
    } catch {
      console.log("      skipped: openssl is not on PATH, so there is no certificate for a cluster");
      return this.skip();
    }
    await doctor.start();
    server = createServer({ key: made("key.pem"), cert: made("cert.pem") }, (request, response) => {
      const url = new URL(`https://127.0.0.1${request.url}`);
      const world = doctor.cloud.world as NonNullable<typeof doctor.cloud.world>;
      const [status, body] = kubernetesAnswer(world, url, (fault) => doctor.cloud.faults.push(fault));
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    if (server === undefined) return;
    server.closeAllConnections();
    server.close();
    await doctor.stop();
  });

  const masterAuth = (ca: string) => ({ clusterCaCertificate: Buffer.from(ca).toString("base64") });

  it("reads it, trusting its own authority", async () => {
    const found = await doctor.findings({
      stack: "byAddress",
      made: true,
      cloud: (cloud) => {
        Object.assign(cloud.cluster as object, {
          endpoint: `127.0.0.1:${port}`,
          masterAuth: masterAuth(made("cert.pem")),
        });
        cloud.kubernetes.nodes = [];
      },
    });
    expect(found).to.deep.equal([
      "broken kubernetes.nodes the cluster: has no node | npm run doctor -- --only node-supply",
    ]);
  });

  it("sends no token to a server that another authority signed", async () => {
    const { rootCertificates } = await import("node:tls");
    const found = await doctor.findings({
      stack: "byAddress",
      made: true,
      cloud: (cloud) => {
        const other = masterAuth(String(rootCertificates[0]));
        Object.assign(cloud.cluster as object, { endpoint: `127.0.0.1:${port}`, masterAuth: other });
      },
    });
    expect(found).to.have.length(6);
    for (const one of found) expect(one).to.match(/^unknown kubernetes\..*(self-signed|unable to|certificate)/);
  });
});
