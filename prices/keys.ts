/** The keys that the plan asks prices for. A key of no known form would never be read: it is a typing mistake. */
import { closest } from "fastest-levenshtein";
import aws from "./aws.json";
import gcp from "./gcp.json";

const sizes = "(micro|small|medium|large|xlarge|2xlarge)";
const forms = [
  new RegExp(`^mwaa\\.((worker|scheduler|webserver)\\.)?${sizes}\\.hour$`),
  /^cloudsql\.db-[a-z0-9-]+\.hour$/,
  /^cloudsql\.(ssd|hdd)\.gb\.month$/,
  /^pd-(standard|balanced|ssd)\.gb\.month$/,
  // Machine types: e2-standard-2, n2d-custom-4-8192 …
  /^[a-z][a-z0-9]*-[a-z0-9]+(-[a-z0-9]+)*(\.spot)?\.hour$/,
];
const single = [
  "logs.gcp.ingest.gb",
  "gcs.gb.month",
  "gcs.class-a.10k",
  "psc.endpoint.hour",
  "ssm.advanced-parameter.month",
  ...new Set([...aws, ...gcp].map(({ key }) => key)),
];

/** Whether the plan can ask for this key. */
export const isKnownKey = (key: string): boolean => single.includes(key) || forms.some((form) => form.test(key));

/** The known key that is nearest to a mistyped one. */
export const nearestKey = (key: string): string => closest(key, single);

/** What one unit of a key is, by the end of its name. */
export function unitOf(key: string): string {
  if (/\.hour(\.az)?$/.test(key)) return "hour";
  if (/\.gb\.month$/.test(key)) return "GB-month";
  if (/\.gb$/.test(key)) return "GB";
  if (/\.10k$/.test(key)) return "10k requests";
  if (/\.million$/.test(key)) return "million";
  return "month";
}
