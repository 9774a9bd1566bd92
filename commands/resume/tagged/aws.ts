/**
 * What carries the stack's tags in an AWS region: one API for all services, and so one permission, `tag:GetResources`
 * (https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html). Loaded only when used.
 */
import { marks } from "../../../components/shared/ownership";
import { CommandError } from "../../line/errors";
import { EXIT } from "../../line/exitCodes";

/** One thing with the stack's marks. */
export interface Tagged {
  /** ARN, or Google's full name. */
  name: string;
  /** Its mark: a URN in the form of a tag, or its digest. */
  urn: string;
}

interface Page {
  PaginationToken?: string;
  ResourceTagMappingList?: { ResourceARN: string; Tags?: { Key: string; Value: string }[] }[];
}

const target = "ResourceGroupsTaggingAPI_20170126.GetResources";

function endpoint(region: string, env: NodeJS.ProcessEnv): URL {
  const given = env.AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API || env.AWS_ENDPOINT_URL;
  return new URL(given || `https://tagging.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`);
}

/**
 * @param mark value of the stack's tag
 * @param profile the provider's own `profile`, where config names one
 */
export async function taggedOnAws(mark: string, region: string, profile?: string): Promise<Tagged[]> {
  const [{ defaultProvider }, { SignatureV4 }, { Sha256 }] = await Promise.all([
    import("@aws-sdk/credential-provider-node"),
    import("@smithy/signature-v4"),
    import("@aws-crypto/sha256-js"),
  ]);
  const credentials = defaultProvider({ clientConfig: { region }, ...(profile && { profile }) });
  const signer = new SignatureV4({ service: "tagging", region, credentials, sha256: Sha256 });
  const url = endpoint(region, process.env);
  const all: Tagged[] = [];
  for (let token = ""; ; ) {
    const body = JSON.stringify({
      TagFilters: [{ Key: marks.stack, Values: [mark] }],
      ResourcesPerPage: 100,
      ...(token && { PaginationToken: token }),
    });
    const page = await post(signer, url, body);
    for (const { ResourceARN, Tags = [] } of page.ResourceTagMappingList ?? [])
      all.push({ name: ResourceARN, urn: Tags.find(({ Key }) => Key === marks.urn)?.Value ?? "" });
    token = page.PaginationToken ?? "";
    if (token === "") return all;
  }
}

async function post(signer: InstanceType<typeof import("@smithy/signature-v4").SignatureV4>, url: URL, body: string) {
  const request = {
    method: "POST",
    protocol: url.protocol,
    hostname: url.hostname,
    port: url.port ? Number(url.port) : undefined,
    path: "/",
    query: {},
    headers: { host: url.host, "content-type": "application/x-amz-json-1.1", "x-amz-target": target },
    body,
  };
  let answer: Response;
  try {
    const { host: _, ...headers } = (await signer.sign(request)).headers;
    answer = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(60_000) });
  } catch (cause) {
    throw refused(`${(cause as Error).message}`, cause);
  }
  const text = await answer.text();
  if (!answer.ok) throw refused(`${answer.status} ${text.slice(0, 300)}`);
  return JSON.parse(text) as Page;
}

const refused = (why: string, cause?: unknown) =>
  new CommandError("aws", "not-allowed", EXIT.notReachable, `AWS does not tell what has the stack's tags: ${why}`, {
    fix: "log in as for `pulumi up`, with the permission tag:GetResources",
    cause,
  });

/** The id that the provider imports, from an ARN: `…:natgateway/nat-0abc` -> `nat-0abc`. */
export const idInArn = (arn: string): string => arn.slice(Math.max(arn.lastIndexOf("/"), arn.lastIndexOf(":")) + 1);
