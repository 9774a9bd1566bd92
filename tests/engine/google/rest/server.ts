/**
 * Google's REST APIs, as far as the real google provider needs them to make, read, change and delete what a stack has. It
 * listens on this machine; `endpoints` are the provider's settings that lead there.
 */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { compute } from "./compute";
import { container } from "./container";
import { dns, grants, iam, projects, services, storage } from "./others";
import { type Fields, Refused, type Request, Store } from "./store";

export interface GoogleRest {
  /** Provider settings: `gcp:computeCustomEndpoint` and its like. */
  endpoints: Record<string, string>;
  store: Store;
  close(): void;
}

/** @param hasNeg whether GKE has made an endpoint group, by its path */
export async function startGoogleRest(hasNeg: (path: string) => boolean): Promise<GoogleRest> {
  const store = new Store();
  const server = createServer((request, response) => {
    void read(request)
      .then((asked) => {
        store.asked.push(`${asked.method} ${asked.api}/${asked.path}`);
        return answer(asked);
      })
      .then((body) => {
        send(200, body ?? {});
      })
      .catch((error: unknown) => {
        const { status = 500, message, reason = "backendError" } = error as Refused;
        send(status, { error: { code: status, message, errors: [{ message, reason, domain: "global" }] } });
      });
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const engine = compute(store, `${root}/compute/v1/`, hasNeg);
  const clusters = container(store, `${root}/container/v1/`);

  function answer(asked: Request & { api: string }): unknown {
    const granted = grants(store, asked);
    if (granted !== undefined) return granted;
    switch (asked.api) {
      case "compute":
        return engine(asked);
      case "container":
        return clusters(asked);
      case "iam":
        return iam(store, asked);
      case "crm":
        return projects(asked);
      case "billing":
        return { name: asked.path, billingAccountName: "billingAccounts/012345-6789AB-CDEF01", billingEnabled: true };
      case "services":
        return services(store, asked);
      case "dns":
        return dns(store, asked);
      case "storage":
        return storage(store, asked);
      default:
        throw new Refused(404, `no API ${asked.api} here: ${asked.method} ${asked.path}`, "notFound");
    }
  }

  const at = (path: string) => `${root}/${path}/`;
  return {
    store,
    close: () => server.close(),
    endpoints: {
      computeCustomEndpoint: at("compute/v1"),
      containerCustomEndpoint: at("container/v1"),
      cloudBillingCustomEndpoint: at("billing/v1"),
      dnsCustomEndpoint: at("dns/v1"),
      iamCustomEndpoint: at("iam"),
      iamBetaCustomEndpoint: at("iam/v1"),
      iapCustomEndpoint: at("iap/v1"),
      cloudResourceManagerCustomEndpoint: at("crm"),
      resourceManagerCustomEndpoint: at("crm/v1"),
      serviceUsageCustomEndpoint: at("services/v1"),
      storageCustomEndpoint: at("storage/v1"),
    },
  };
}

async function read(request: IncomingMessage): Promise<Request & { api: string }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? "", "http://google");
  const upload = url.pathname.startsWith("/upload/");
  const [, api = "", path = ""] = /^(?:\/upload)?\/(\w+)\/(?:v\d\w*\/)?(.*)$/.exec(url.pathname) ?? [];
  const text = Buffer.concat(chunks);
  return {
    api,
    method: request.method ?? "GET",
    path: decodeURI(path.replace(/^v\d\w*\//, "")),
    query: url.searchParams,
    body: upload ? uploaded(text) : text.length === 0 ? {} : (JSON.parse(text.toString()) as Fields),
  };
}

/** The metadata of a multipart upload, with what Google makes out of the content. */
function uploaded(text: Buffer): Fields {
  const [, metadata = "{}"] = /\r\n\r\n([\s\S]*?)\r\n--/.exec(text.toString("latin1")) ?? [];
  const content = text.subarray(text.indexOf("\r\n\r\n", text.indexOf(metadata)) + 4, text.lastIndexOf("\r\n--"));
  return {
    ...(JSON.parse(metadata) as Fields),
    md5Hash: createHash("md5").update(content).digest("base64"),
    crc32c: "AAAAAA==",
  };
}
