/** Google's two answers on the way to a token: the exchange of AWS's word, and the service account's token. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface GoogleWay {
  /** A credential configuration that leads here; it has no secret. */
  config: Record<string, unknown>;
  /** Refuses one step in Google's words: `exchange` or `impersonate`. */
  refuse: { exchange?: object; impersonate?: object };
  /** Paths that were asked. */
  asked: string[];
  close(): void;
}

/** A token that must never be seen. */
export const token = "ya29.of-a-test-hunter2";

export async function googleWay(): Promise<GoogleWay> {
  const way: Pick<GoogleWay, "refuse" | "asked"> = { refuse: {}, asked: [] };
  const server: Server = createServer((request, response) => {
    request.resume().on("end", () => {
      const path = String(request.url);
      way.asked.push(path);
      const refused = path === "/token" ? way.refuse.exchange : way.refuse.impersonate;
      // https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token and …/iamcredentials.…/generateAccessToken
      const good =
        path === "/token"
          ? {
              access_token: token,
              issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
              token_type: "Bearer",
              expires_in: 3600,
            }
          : { accessToken: token, expireTime: "2999-01-01T00:00:00Z" };
      response.writeHead(refused === undefined ? 200 : 400, { "content-type": "application/json" });
      response.end(JSON.stringify(refused ?? good));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Whoever forgets to close it must not wait for it.
  server.unref();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = {
    type: "external_account",
    audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q",
    subject_token_type: "urn:ietf:params:aws:token-type:aws4_request",
    token_url: `${url}/token`,
    service_account_impersonation_url: `${url}/impersonate`,
  };
  return Object.assign(way, {
    config,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
}
