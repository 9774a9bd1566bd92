/** The part of the Compute API that the program asks itself, with the caller's token. */
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { GoogleCloud } from "./world";

/** Of every backend service: more digits than a 64-bit float holds. */
export const backendNumber = "7340980954839285761";

export interface ComputeApi {
  /** What goes into `gcp:computeCustomEndpoint`. */
  endpoint: string;
  /** Paths that were asked for, in order. */
  asked: string[];
  close(): void;
}

export async function startComputeApi(cloud: GoogleCloud): Promise<ComputeApi> {
  const asked: string[] = [];
  const server: Server = createServer(({ url = "", headers }, response) => {
    const path = url.replace("/compute/v1/", "").replace(/\?.*/, "");
    asked.push(path);
    if (!cloud.tokens.has((headers.authorization ?? "").replace("Bearer ", ""))) return send(response, 401, {});
    if (path.includes("/backendServices/")) return send(response, 200, { id: backendNumber });
    if (path.includes("/disks/")) return send(response, 200, { users: cloud.usersOf(path) });
    return cloud.hasNeg(path)
      ? send(response, 200, { name: path.split("/").at(-1) })
      : send(response, 404, { error: { code: 404, message: `The resource '${path}' was not found` } });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}/compute/v1/`, asked, close: () => server.close() };
}

const send = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};
