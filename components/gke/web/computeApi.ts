/** Reads of the Compute API with the token that the Google provider itself uses. */
import { getClientConfig } from "@pulumi/gcp/organizations/getClientConfig";
import * as pulumi from "@pulumi/pulumi";

/**
 * Address of a resource in the Compute API.
 *
 * @param id `projects/P/global/COLLECTION/NAME`, or of a zone
 * @param endpoint the provider's own setting `gcp:computeCustomEndpoint`, where Compute is reached another way
 */
export function computeUrl(
  id: string,
  fields: string,
  endpoint = "https://compute.googleapis.com/compute/v1/",
): string {
  return `${endpoint.replace(/\/?$/, "/")}${id}?fields=${fields}`;
}

/** Asks with a token of now: one that the program was started with may end in the middle of an `up`. */
export async function readCompute(
  id: string,
  fields: string,
  opts: pulumi.InvokeOptions,
): Promise<{ status: number; url: string; data: unknown }> {
  const { accessToken } = await getClientConfig(opts);
  const { OAuth2Client } = await import("google-auth-library");
  const client = new OAuth2Client();
  client.setCredentials({ access_token: accessToken });
  const url = computeUrl(id, fields, new pulumi.Config("gcp").get("computeCustomEndpoint"));
  const { status, data } = await client.request({
    url,
    retry: true,
    timeout: 30_000,
    validateStatus: (code) => (code >= 200 && code < 300) || code === 404,
  });
  return { status, url, data };
}
