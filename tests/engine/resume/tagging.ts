/** The API that tells what has a tag (Resource Groups Tagging), over the memory. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { marks } from "../../../components/shared/ownership";
import type { Memory } from "./memory";

/** Starts it. Its address goes into AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API. */
export async function startTagging(memory: Memory): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const { TagFilters } = JSON.parse(body) as { TagFilters: { Key: string; Values: string[] }[] };
      const list = [...memory.things.values()]
        .filter(({ type }) => type.startsWith("aws:"))
        .map(({ id, inputs, state }) => ({
          ResourceARN: String(state.arn ?? `arn:aws:ec2:us-east-1:222233334444:thing/${id}`),
          Tags: Object.entries((inputs.tags ?? {}) as Record<string, string>).map(([Key, Value]) => ({ Key, Value })),
        }))
        .filter(({ Tags }) =>
          TagFilters.every((filter) =>
            Tags.some(({ Key, Value }) => Key === filter.Key && filter.Values.includes(Value)),
          ),
        )
        .filter(({ Tags }) => Tags.some(({ Key }) => Key === marks.urn));
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.end(JSON.stringify({ ResourceTagMappingList: list }));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
