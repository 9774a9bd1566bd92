/**
 * What stands before moto: it tells calls apart, answers those that moto has no answer to, refuses all where a test wants that,
 * and hands the rest on. Each made-up answer is held against AWS's own model of it (botocore's).
 */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { checkAnswer } from "../../../conformance/aws/shapes";

/** One call, by botocore's names: `ec2`, `DescribeVpcs`. */
export interface Call {
  service: string;
  operation: string;
}

/** What a made-up answer is made of; anything but a structure is an error's name. */
export type Answer = Record<string, unknown> | { error: string; message?: string; status?: number };

interface Kept {
  status: number;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

export interface Front {
  url: string;
  /** Every call since the last `calls.length = 0`. */
  calls: Call[];
  /** Answers by `service.Operation`; what the call gives is in its input where the service speaks JSON or forms. */
  answers: Map<string, (input: Record<string, unknown>) => Answer>;
  /** Refuses every call, each in its service's words. */
  denied: boolean;
  /** Milliseconds before every answer. */
  latency: number;
  /** Keeps what moto answers, and gives it again without asking: then nothing but `latency` takes time. */
  kept?: Map<string, Kept>;
  /** Stands for the environment's name in questions to CloudWatch, as long as it: moto forgets no metric. */
  measured: string;
  /** Changes what moto answers, where moto itself cannot be brought to say it. */
  rewrite?: (call: Call, body: string) => string;
}

const s3Reads: [query: string, operation: string][] = [
  ["versioning", "GetBucketVersioning"],
  ["publicAccessBlock", "GetPublicAccessBlock"],
  ["encryption", "GetBucketEncryption"],
  ["list-type", "ListObjectsV2"],
];

function callOf(
  { headers, url = "", method }: IncomingMessage,
  body: string,
): Call & { input: Record<string, unknown> } {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "";
  const { pathname, searchParams } = new URL(url, "http://x");
  const target = headers["x-amz-target"];
  if (typeof target === "string")
    return { service, operation: target.split(".").at(-1) as string, input: JSON.parse(body || "{}") };
  const rpc = /\/operation\/(\w+)$/.exec(pathname)?.[1];
  if (rpc !== undefined) return { service, operation: rpc, input: {} };
  if (service === "airflow") {
    const name = decodeURIComponent(pathname.split("/")[2] ?? "");
    if (pathname.startsWith("/restapi/")) return { service, operation: "InvokeRestApi", input: { Name: name } };
    return name === ""
      ? { service, operation: "ListEnvironments", input: {} }
      : { service, operation: "GetEnvironment", input: { Name: name } };
  }
  if (service === "s3") {
    const read = s3Reads.find(([query]) => searchParams.has(query))?.[1];
    return { service, operation: method === "HEAD" ? "HeadBucket" : (read ?? `${method}`), input: {} };
  }
  const form = new URLSearchParams(body);
  return { service, operation: form.get("Action") ?? "", input: Object.fromEntries(form) };
}

/** In the form in which a service says it (https://smithy.io/2.0/aws/protocols/index.html). */
async function errorOf({ service }: Call, error: string, message: string, status: number) {
  if (["ec2"].includes(service))
    return {
      status,
      type: "text/xml",
      body: `<Response><Errors><Error><Code>${error}</Code><Message>${message}</Message></Error></Errors><RequestID>1</RequestID></Response>`,
    };
  if (service === "s3")
    return {
      status,
      type: "application/xml",
      body: `<Error><Code>${error}</Code><Message>${message}</Message></Error>`,
    };
  if (["iam", "sts"].includes(service))
    return {
      status,
      type: "text/xml",
      body: `<ErrorResponse><Error><Type>Sender</Type><Code>${error}</Code><Message>${message}</Message></Error></ErrorResponse>`,
    };
  return { status, type: "application/x-amz-json-1.1", body: JSON.stringify({ __type: error, message }), error };
}

const xml = (value: unknown): string => {
  if (Array.isArray(value)) return value.map((one) => `<member>${xml(one)}</member>`).join("");
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object" && value !== null)
    return Object.entries(value)
      .map(([key, inner]) => `<${key}>${xml(inner)}</${key}>`)
      .join("");
  return String(value);
};

const models: Record<string, string> = { airflow: "mwaa", servicequotas: "service-quotas" };

async function madeUp(call: Call, answer: Answer) {
  if ("error" in answer && typeof answer.error === "string")
    return errorOf(call, answer.error, String(answer.message ?? "no"), Number(answer.status ?? 400));
  const problems = checkAnswer(models[call.service] ?? call.service, call.operation, answer);
  if (problems.length > 0) throw new Error(`No answer of AWS's:\n  ${problems.join("\n  ")}`);
  if (call.service === "iam")
    return {
      status: 200,
      type: "text/xml",
      body: `<${call.operation}Response><${call.operation}Result>${xml(answer)}</${call.operation}Result></${call.operation}Response>`,
    };
  return { status: 200, type: "application/x-amz-json-1.1", body: JSON.stringify(answer) };
}

/** A denial as the service words it. */
async function denial(call: Call) {
  const action = `${call.service}:${call.operation}`;
  const names: Record<string, string> = {
    ec2: "UnauthorizedOperation",
    s3: "AccessDenied",
    iam: "AccessDenied",
    sts: "AccessDenied",
  };
  const message = `User: arn:aws:iam::222233334444:user/nobody is not authorized to perform: ${action}`;
  return errorOf(call, names[call.service] ?? "AccessDeniedException", message, call.service === "s3" ? 403 : 400);
}

/** @param moto its port */
export async function frontOf(moto: number): Promise<Front> {
  const front: Omit<Front, "url"> = {
    calls: [],
    answers: new Map(),
    denied: false,
    latency: 0,
    measured: "airflow-dev",
  };
  const server: Server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part: Buffer) => void parts.push(part));
    incoming.on("end", () => void answered(front, moto, incoming, Buffer.concat(parts), outgoing));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return Object.assign(front, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

async function answered(
  front: Omit<Front, "url">,
  moto: number,
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
): Promise<void> {
  const call = callOf(incoming, body.toString());
  front.calls.push({ service: call.service, operation: call.operation });
  if (front.latency > 0) await new Promise((resolve) => setTimeout(resolve, front.latency));
  const key = keyOf(call, incoming, body);
  const known = front.kept?.get(key);
  if (known !== undefined) return void outgoing.writeHead(known.status, known.headers).end(known.body);
  const own = front.answers.get(`${call.service}.${call.operation}`);
  if (!front.denied && own === undefined)
    return handedOn(
      moto,
      incoming,
      asked(call, body, front.measured),
      outgoing,
      (text) => front.rewrite?.(call, text) ?? text,
      (kept) => front.kept?.set(key, kept),
    );
  try {
    const made = front.denied || own === undefined ? await denial(call) : await madeUp(call, own(call.input));
    const { status, type, body: text } = made;
    const error = "error" in made && made.error ? { "x-amzn-errortype": made.error } : {};
    outgoing.writeHead(status, { "content-type": type, ...error }).end(incoming.method === "HEAD" ? undefined : text);
  } catch (error) {
    outgoing.writeHead(500, { "content-type": "text/plain" }).end((error as Error).message);
  }
}

/** The same question has the same key, whenever it is asked: times in it do not count. */
const keyOf = ({ service, operation }: Call, { method, url }: IncomingMessage, body: Buffer): string => {
  const text = service === "monitoring" ? "" : body.toString().replace(/\d{10,13}(\.\d+)?/g, "TIME");
  return [service, operation, method, url, text].join(" ");
};

/** The body with another environment in it. CBOR counts bytes: the name must be as long. */
const asked = ({ service }: Call, body: Buffer, measured: string): Buffer =>
  service === "monitoring" ? Buffer.from(body.toString("latin1").replaceAll("airflow-dev", measured), "latin1") : body;

function handedOn(
  port: number,
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
  rewrite: (text: string) => string,
  keep: (kept: Kept) => void,
): void {
  const { method, url, headers } = incoming;
  const onward = request({ host: "127.0.0.1", port, method, path: url, headers }, (answer) => {
    const { "content-length": _, ...headers } = answer.headers;
    const parts: Buffer[] = [];
    answer.on("data", (part: Buffer) => void parts.push(part));
    answer.on("end", () => {
      const whole = Buffer.concat(parts);
      const told = /xml/.test(headers["content-type"] ?? "") ? Buffer.from(rewrite(whole.toString())) : whole;
      keep({ status: answer.statusCode ?? 500, headers, body: told });
      outgoing.writeHead(answer.statusCode ?? 500, headers).end(told);
    });
  });
  onward.on("error", (error) => outgoing.writeHead(500).end(error.message));
  onward.end(body);
}
