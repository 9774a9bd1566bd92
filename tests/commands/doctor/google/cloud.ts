/** Google on loopback: one HTTP server for all hosts, which answers from a world and refuses what Google would. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answers, Missing } from "./answers";
import { BadRequest, called, checkAnswer } from "./discovery";
import { kubernetesAnswer } from "./kubernetes";
import type { CloudWorld } from "./world";

/** The token that the stand-in gives; no output may ever have it. */
export const token = "ya29.stand-in-token-that-nobody-may-see";

/** Before any stand-in replaced it. */
const ownFetch = globalThis.fetch;

export class Cloud {
  private readonly server: Server = createServer((request, response) => void this.serve(request, response));
  private readonly folder = mkdtempSync(join(tmpdir(), "doctor-google-"));
  /** Of other tests' stand-ins, perhaps. */
  private before: { fetch: typeof fetch; credentials: string | undefined } = { fetch, credentials: undefined };
  private url = "";
  /** A port where nobody listens. */
  private nowhere = "";
  world: CloudWorld | undefined;
  /** Nobody answers. */
  unreachable = false;
  /** Milliseconds before each answer. */
  delay = 0;
  /** What the tests' own worlds did wrong: checked after each test. */
  readonly faults: string[] = [];
  /** What was asked: method, address, body. */
  readonly calls: string[] = [];

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
    this.nowhere = `http://127.0.0.1:${(gone.address() as AddressInfo).port}`;
    await new Promise((resolve) => gone.close(resolve));
    const subject = join(this.folder, "subject");
    const file = join(this.folder, "google.json");
    writeFileSync(subject, "a CI's own token");
    const audience = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/v";
    const kind = { type: "external_account", subject_token_type: "urn:ietf:params:oauth:token-type:jwt" };
    writeFileSync(
      file,
      JSON.stringify({ ...kind, audience, token_url: `${this.url}/token`, credential_source: { file: subject } }),
    );
    this.before = { fetch: globalThis.fetch, credentials: process.env.GOOGLE_APPLICATION_CREDENTIALS };
    process.env.GOOGLE_APPLICATION_CREDENTIALS = file;
    // The addresses stay Google's own; only the way there leads here.
    globalThis.fetch = ((input: string | URL | Request, options?: RequestInit) => {
      const asked = new URL(String(input));
      const to = this.unreachable ? this.nowhere : this.url;
      if (asked.host === new URL(this.url).host) return ownFetch(input, options);
      const headers = { ...(options?.headers as Record<string, string>), "x-host": asked.host };
      return ownFetch(`${to}${asked.pathname}${asked.search}`, { ...options, headers });
    }) as typeof fetch;
  }

  async stop(): Promise<void> {
    globalThis.fetch = this.before.fetch;
    delete process.env.GOOGLE_APPLICATION_CREDENTIALS;
    const { credentials } = this.before;
    if (credentials !== undefined) process.env.GOOGLE_APPLICATION_CREDENTIALS = credentials;
    rmSync(this.folder, { recursive: true });
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const reply = (status: number, body: unknown, headers = {}) =>
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
    if (request.url?.startsWith("/token"))
      return void reply(200, { access_token: token, expires_in: 3600, token_type: "Bearer", issued_token_type: "x" });
    const url = new URL(`https://${request.headers["x-host"]}${request.url}`);
    await new Promise((resolve) => setTimeout(resolve, this.delay));
    const world = this.world as CloudWorld;
    const entry = world.pages[url.host];
    if (entry !== undefined) return void reply(entry.status, {}, entry.headers);
    if (request.headers.authorization !== `Bearer ${token}`)
      return void reply(401, { error: { code: 401, message: "no token" } });
    try {
      if (url.host === world.kubernetesHost) {
        const [status, body] = kubernetesAnswer(world, url, (fault) => this.faults.push(fault));
        return void reply(status, body);
      }
      const call = called(request.method ?? "", url, text === "" ? undefined : JSON.parse(text));
      this.calls.push(`${request.method} ${url} ${text}`);
      const handler = answers[call.name];
      if (handler === undefined) throw new BadRequest(`no stand-in for ${call.name}`);
      const { permission, answer } = handler;
      const off = world.off.find((api) => api === url.host);
      if (off !== undefined) return void reply(403, serviceDisabled(off, world.number));
      if (world.denied === "all" || (permission !== undefined && world.denied.includes(permission)))
        return void reply(403, forbidden(url.host, permission));
      const body = answer(world, call);
      checkAnswer(call.name, body);
      reply(200, body);
    } catch (error) {
      if (error instanceof Missing)
        return void reply(404, { error: { code: 404, message: "not found", status: "NOT_FOUND" } });
      this.faults.push((error as Error).message);
      const status = error instanceof BadRequest ? 400 : 500;
      reply(status, { error: { code: status, message: (error as Error).message, status: "INVALID_ARGUMENT" } });
    }
  }
}

/** Compute Engine and Cloud DNS say it in the message, newer APIs in an ErrorInfo (https://docs.cloud.google.com/apis/design/errors). */
function forbidden(host: string, full = "resourcemanager.projects.get"): object {
  // As github.com/hashicorp/terraform-provider-google/issues/17508 shows it.
  const permission = full.replace("iam.googleapis.com/", "iam.");
  const message = `Required '${permission}' permission for 'projects/my-company-data'`;
  if (/^(compute|dns|storage)\./.test(host))
    return { error: { code: 403, message, errors: [{ message, domain: "global", reason: "forbidden" }] } };
  const info = {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    reason: "IAM_PERMISSION_DENIED",
    domain: host,
    metadata: { permission, resource: "x" },
  };
  return {
    error: {
      code: 403,
      message: `Permission '${permission}' denied on resource 'x' (or it may not exist).`,
      status: "PERMISSION_DENIED",
      details: [info],
    },
  };
}

function serviceDisabled(service: string, project: string): object {
  const info = {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    reason: "SERVICE_DISABLED",
    domain: "googleapis.com",
    metadata: { service, consumer: `projects/${project}` },
  };
  return {
    error: {
      code: 403,
      message: `${service} has not been used in project ${project} before or it is disabled.`,
      status: "PERMISSION_DENIED",
      details: [info],
    },
  };
}
