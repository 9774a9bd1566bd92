/** The exact number of a backend service, which is in the audience of IAP's assertions. */
import { getClientConfigOutput } from "@pulumi/gcp/organizations/getClientConfig";
import * as pulumi from "@pulumi/pulumi";
import { underMocks } from "../../shared/underMocks";

/**
 * Address of a backend service in the Compute API.
 *
 * @param id `projects/P/global/backendServices/NAME`
 * @param endpoint the provider's own setting `gcp:computeCustomEndpoint`, where Compute is reached another way
 */
export function backendUrl(id: string, endpoint = "https://compute.googleapis.com/compute/v1/"): string {
  return `${endpoint.replace(/\/?$/, "/")}${id}?fields=id`;
}

/** @throws an Error where the answer has no number */
export function idIn(answer: unknown, url: string): string {
  const id = (answer as { id?: unknown } | null)?.id;
  if (typeof id === "string" && /^\d+$/.test(id)) return id;
  throw new Error(`${url} gave no number for the backend service: ${JSON.stringify(answer)}`);
}

async function read(url: string, token: string): Promise<string> {
  const { OAuth2Client } = await import("google-auth-library");
  const client = new OAuth2Client();
  client.setCredentials({ access_token: token });
  const { data } = await client.request({ url, retry: true, timeout: 30_000 });
  return idIn(data, url);
}

/**
 * Reads the number from Google. The resource's own `generatedId` cannot be used: it is a 64-bit number, and Pulumi
 * carries numbers as 64-bit floats, so the last digits are wrong (pulumi/pulumi #24608) and every login would be refused.
 *
 * @param id `projects/P/global/backendServices/NAME`, known once the service is made
 * @param generatedId used under mocks only, where there is nothing to ask
 */
export function exactBackendId(
  id: pulumi.Output<string>,
  generatedId: pulumi.Output<number>,
  opts: pulumi.InvokeOutputOptions,
): pulumi.Output<string> {
  if (underMocks()) return generatedId.apply(String);
  const endpoint = new pulumi.Config("gcp").get("computeCustomEndpoint");
  return pulumi
    .all([id, getClientConfigOutput(opts).accessToken])
    .apply(([full, token]) => read(backendUrl(full, endpoint), token));
}
