/** The exact number of a backend service, which is in the audience of IAP's assertions. */
import type * as pulumi from "@pulumi/pulumi";
import { underMocks } from "../../shared/underMocks";
import { readCompute } from "./computeApi";

/** @throws an Error where the answer has no number */
export function idIn(answer: unknown, url: string): string {
  const id = (answer as { id?: unknown } | null)?.id;
  if (typeof id === "string" && /^\d+$/.test(id)) return id;
  throw new Error(`${url} gave no number for the backend service: ${JSON.stringify(answer)}`);
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
  opts: pulumi.InvokeOptions,
): pulumi.Output<string> {
  if (underMocks()) return generatedId.apply(String);
  return id.apply(async (full) => {
    const { url, data } = await readCompute(full, "id", opts);
    return idIn(data, url);
  });
}
