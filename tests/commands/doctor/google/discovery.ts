/**
 * Requests and answers by Google's own discovery documents: an unknown path, parameter or field is refused as Google does,
 * and an answer that a document does not allow is a mistake of the test's world.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { validatorOf } from "../../../conformance/google";

interface Method {
  host: string;
  verb: string;
  path: string;
  query: string[];
  repeated: string[];
  patterns: Record<string, string>;
  request?: string;
  response?: string;
}

const file = join(__dirname, "../../../conformance/data/googleMethods.json");
const { source: _, ...apis } = JSON.parse(readFileSync(file, "utf8")) as Record<string, Record<string, Method>>;

const all = Object.entries(apis).flatMap(([api, methods]) =>
  Object.entries(methods).map(([name, method]) => ({ api, name: `${api}.${name}`, method, form: formOf(method.path) })),
);

/** A path's template as an expression: `{+name}` may hold slashes. */
function formOf(path: string): RegExp {
  const parts = path.split(/(\{\+?[\w]+\})/);
  const text = parts.map((part) => {
    const [, plus, key] = /^\{(\+?)(\w+)\}$/.exec(part) ?? [];
    if (key !== undefined) return plus ? `(?<${key}>[^:?]+)` : `(?<${key}>[^/:]+)`;
    return part.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${text.join("")}$`);
}

export interface Called {
  /** `compute.v1.regions.get` */
  name: string;
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
}

/** Why a request is no request of Google's. */
export class BadRequest extends Error {}

/** @throws BadRequest for what the documents do not know */
export function called(verb: string, url: URL, body: unknown): Called {
  const path = decodeURIComponent(url.pathname);
  const fits = all.flatMap(({ api, name, method, form }) => {
    const found = method.host === url.host && method.verb === verb ? form.exec(path) : null;
    const params = found?.groups ?? {};
    const legal = Object.entries(method.patterns).every(([key, pattern]) =>
      new RegExp(`^(?:${pattern})$`).test(params[key] ?? ""),
    );
    return found && legal ? [{ api, name, method, params: { ...params } }] : [];
  });
  const [one] = fits;
  if (one === undefined) throw new BadRequest(`no method: ${verb} ${url.host}${path}`);
  for (const key of new Set(url.searchParams.keys())) {
    if (!one.method.query.includes(key)) throw new BadRequest(`Unknown name "${key}": Cannot bind query parameter.`);
    if (url.searchParams.getAll(key).length > 1 && !one.method.repeated.includes(key))
      throw new BadRequest(`Invalid value at "${key}": not repeated`);
  }
  if (one.method.request !== undefined) check(one.api, one.method.request, body, (said) => new BadRequest(said));
  else if (body !== undefined && Object.keys(body as object).length > 0)
    throw new BadRequest(`${one.name} takes no body`);
  return { name: one.name, params: one.params, query: url.searchParams, body };
}

/** @throws Error where a world's answer is none that Google could give */
export function checkAnswer(name: string, answer: unknown): void {
  const one = all.find((method) => method.name === name);
  if (one?.method.response === undefined) throw new Error(`${name} has no answer in its document.`);
  check(one.api, one.method.response, answer, (said) => new Error(`The world's answer to ${name}: ${said}`));
}

function check(api: string, schema: string, value: unknown, failed: (said: string) => Error): void {
  const validate = validatorOf(api, schema);
  if (validate(value)) return;
  throw failed(
    (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`).join("; "),
  );
}
