/**
 * Where a DAG run is started: the value of a stack's `trigger` output, which holds no secret.
 *
 * Each kind may carry `airflowVersion` ("3.2.2"): with it the client knows the API's version and does not have to ask.
 */
import { TriggerError } from "./errors";

/** An MWAA environment, reached through AWS's own API with the caller's AWS credentials. */
export interface MwaaTarget {
  kind: "mwaa";
  /** AWS region, "eu-west-1". */
  region: string;
  /** The environment's name. */
  environment: string;
  /** `https://…` of its web server; only used to print where a run can be looked at. */
  url?: string;
  airflowVersion?: string;
}

/** Airflow behind Identity-Aware Proxy. */
export interface IapTarget {
  kind: "iap";
  /** `https://DOMAIN` of Airflow. */
  url: string;
  /**
   * E-mail of the service account to call as: the one with IAP's role and an Airflow role. The caller needs
   * roles/iam.serviceAccountTokenCreator on it. Default: the caller's own service account (on Cloud Run, GKE, GCE).
   */
  serviceAccount?: string;
  airflowVersion?: string;
}

/** Cloud Composer 2 or 3, reached with an access token of the caller. */
export interface ComposerTarget {
  kind: "composer";
  /** The environment's Airflow web server, `https://…composer.googleusercontent.com`. */
  url: string;
  airflowVersion?: string;
}

/** A plain Airflow server with a login of its own: see `Credentials`. */
export interface AirflowTarget {
  kind: "airflow";
  url: string;
  airflowVersion?: string;
}

export type Target = MwaaTarget | IapTarget | ComposerTarget | AirflowTarget;

const KEYS = {
  mwaa: { needed: ["region", "environment"], more: ["url"] },
  iap: { needed: ["url"], more: ["serviceAccount"] },
  composer: { needed: ["url"], more: [] },
  airflow: { needed: ["url"], more: [] },
} as const;

const FORMS: Record<string, [RegExp, string]> = {
  region: [/^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region such as eu-west-1"],
  environment: [/^[a-zA-Z][0-9a-zA-Z_-]{0,79}$/, "an MWAA environment's name"],
  url: [/^https?:\/\/[^\s?#]+$/, "an address such as https://airflow.my-company.com"],
  serviceAccount: [/^[^@\s]+@[^@\s]+$/, "a service account's e-mail address"],
  airflowVersion: [/^\d+\.\d+/, "a version such as 3.2.2"],
};

/**
 * A target from data that was read somewhere, checked; a trailing slash of `url` goes away.
 * @throws TriggerError (layer `usage`) that names the key, its value and what is allowed.
 */
export function parseTarget(value: unknown): Target {
  const record = value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
  const kind = record.kind as Target["kind"];
  if (!Object.hasOwn(KEYS, String(kind))) {
    throw badTarget(`target.kind is ${quoted(record.kind)}: allowed are ${Object.keys(KEYS).join(", ")}`);
  }
  const { needed, more } = KEYS[kind];
  const known: string[] = ["kind", ...needed, ...more, "airflowVersion"];
  const unknown = Object.keys(record).filter((key) => !known.includes(key));
  if (unknown.length > 0) {
    throw badTarget(`target.${unknown[0]} is not a key of a target of kind ${kind}: allowed are ${known.join(", ")}`);
  }
  const target: Record<string, unknown> = { kind };
  for (const key of known.slice(1)) {
    const given = record[key];
    if (given === undefined && !(needed as readonly string[]).includes(key)) continue;
    const [form, meaning] = FORMS[key];
    if (typeof given !== "string" || !form.test(given))
      throw badTarget(`target.${key} is ${quoted(given)}: give ${meaning}`);
    target[key] = key === "url" ? given.replace(/\/+$/, "") : given;
  }
  const { url } = target as { url?: string };
  if ((kind === "iap" || kind === "composer") && !url?.startsWith("https://")) {
    throw badTarget(`target.url is ${quoted(url)}: ${kind} is reached by https only`);
  }
  return target as unknown as Target;
}

/** A target from text as the command takes it: JSON, or the address of a plain Airflow server. */
export function readTarget(text: string): Target {
  if (/^https?:\/\//.test(text)) return parseTarget({ kind: "airflow", url: text });
  try {
    return parseTarget(JSON.parse(text));
  } catch (problem) {
    if (problem instanceof TriggerError) throw problem;
    throw badTarget(`the target ${quoted(text)} is neither JSON nor an address that starts with https:// or http://`);
  }
}

const quoted = (value: unknown) => (value === undefined ? "missing" : JSON.stringify(value));

const badTarget = (message: string) => new TriggerError("usage", "bad-target", message);
