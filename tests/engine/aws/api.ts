/** MWAA's control plane over the stand-in account: GetEnvironment and UpdateEnvironment, for the program that asks by itself. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Properties } from "../wire";
import type { EnvironmentRecord, Environments } from "./environments";

export interface MwaaApi {
  /** Environment variables for who is to ask here: the address. */
  env: Record<string, string>;
  /** Requests so far, as `GET airflow-dev`. */
  asked: string[];
  /** Whether callers are denied. */
  denies: boolean;
  stop(): void;
}

const pascal = (key: string): string => `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
const camel = (key: string): string => `${key.charAt(0).toLowerCase()}${key.slice(1)}`;

function renamed(value: unknown, rename: (key: string) => string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      rename(key),
      camel(key) === "airflowConfigurationOptions" ? inner : renamed(inner, rename),
    ]),
  );
}

function described(name: string, { status, createdAt, settings, tags, lastUpdate }: EnvironmentRecord): Properties {
  const { error } = lastUpdate ?? {};
  return {
    ...(renamed(settings, pascal) as Properties),
    Name: name,
    Status: status,
    CreatedAt: createdAt,
    Tags: tags,
    ...(lastUpdate && {
      LastUpdate: {
        Status: lastUpdate.status,
        WorkerReplacementStrategy: lastUpdate.strategy,
        ...(error !== undefined && { Error: { ErrorCode: "INCORRECT_CONFIGURATION", ErrorMessage: error } }),
      },
    }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Properties> {
  let text = "";
  for await (const part of request) text += part;
  return text === "" ? {} : JSON.parse(text);
}

export async function startMwaaApi(environments: Environments): Promise<MwaaApi> {
  const server = createServer(async (request, response) => {
    const name = decodeURIComponent(request.url?.split("/").pop() ?? "");
    api.asked.push(`${request.method} ${name}`);
    const answer = (status: number, value: unknown) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    };
    const body = await bodyOf(request);
    const record = environments.records.get(name);
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
    if (!/^AWS4-HMAC-SHA256 Credential=.*\/airflow\/aws4_request/.test(request.headers.authorization ?? ""))
      answer(403, { message: "Missing Authentication Token" });
    else if (api.denies) answer(403, { message: "User is not authorized to perform: airflow:GetEnvironment" });
    else if (record === undefined) answer(404, { message: "Environment not found" });
    else if (request.method === "PATCH") {
      environments.send(name, renamed(body, camel) as Properties);
      answer(200, { Arn: "arn" });
    } else answer(200, { Environment: described(name, record) });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const api: MwaaApi = {
    env: {
      AWS_ENDPOINT_URL_MWAA: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AIRFLOW_MWAA_POLL_SECONDS: "0.05",
    },
    asked: [],
    denies: false,
    stop: () => server.close(),
  };
  return api;
}
