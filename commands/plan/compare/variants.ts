/** The configs that a plan is compared with: the same Airflow on each way out of MWAA, and on GKE spot and on-demand. Pure. */
import type { Settings } from "../../../config";
import { gcpRegions, mwaaRegions, nearestRegion } from "../../../config/places/regions";
import type { StackFile } from "../../stackFile";

/** One config to compare. */
export interface Variant {
  name: string;
  /** The config that is planned. */
  current: boolean;
  file: StackFile;
  /** Why it may not do, in a few words. */
  note?: string;
}

/** Regions that stand for each other where the other cloud is compared; for all others it is the nearest. */
const regionPairs: [aws: string, gcp: string][] = [
  ["ap-northeast-1", "asia-northeast1"],
  ["ap-northeast-2", "asia-northeast3"],
  ["ap-southeast-1", "asia-southeast1"],
  ["ap-southeast-2", "australia-southeast1"],
  ["ap-south-1", "asia-south1"],
  ["eu-west-1", "europe-west1"],
  ["eu-west-2", "europe-west2"],
  ["eu-central-1", "europe-west3"],
  ["us-east-1", "us-central1"],
];

/** The region of the other cloud that a comparison takes. */
export function pairedRegion(region: string): string {
  const other = regionPairs.flatMap(([aws, gcp]) => (aws === region ? [gcp] : gcp === region ? [aws] : []))[0];
  if (other !== undefined) return other;
  const isAws = /-\d$/.test(region);
  const near = nearestRegion(region, isAws ? Object.keys(gcpRegions) : mwaaRegions);
  return near ?? (isAws ? "us-central1" : "us-east-1");
}

type Config = Record<string, string>;
type Keys = Record<string, unknown>;

const parsed = (config: Config, key: string): Keys => JSON.parse(config[key] ?? "{}");

/** Config with keys replaced; undefined removes one. */
function changed(config: Config, keys: Keys): Config {
  const next = { ...config };
  for (const [key, value] of Object.entries(keys)) {
    if (value === undefined) delete next[key];
    else next[key] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return next;
}

/** What belongs to one home and would be refused, or mean another thing, in the other. */
const ofOneHome = { "airflow:airflowVersion": undefined, "airflow:access": undefined, "airflow:google": undefined };

/** An MWAA stack as small as a config can say it, for a GKE stack's Airflow. */
function asMwaa(config: Config, settings: Settings & { platform: "gke" }): Config {
  return changed(config, {
    ...ofOneHome,
    "airflow:platform": "mwaa",
    "airflow:gke": undefined,
    "airflow:mwaa": {},
    // MWAA does not read git.
    "airflow:dags": typeof settings.dags === "string" ? settings.dags : "external",
    "aws:region": pairedRegion(settings.gcpRegion),
    "aws:allowedAccountIds": ["111122223333"],
  });
}

function asGke(config: Config, settings: Settings & { platform: "mwaa" }): Config {
  return changed(config, {
    ...ofOneHome,
    "airflow:platform": "gke",
    "airflow:mwaa": undefined,
    "airflow:gke": { domain: "airflow.example.com" },
    "gcp:project": settings.gcpProject ?? "my-project",
    "gcp:region": pairedRegion(settings.aws.region),
  });
}

const ways = ["nat", "natPerZone", "endpoints"] as const;

function mwaaVariants(file: StackFile, settings: Settings): Variant[] {
  const own = settings.platform === "mwaa";
  const config = own ? file.config : asMwaa(file.config, settings);
  const mwaa = parsed(config, "airflow:mwaa");
  const egress = own ? settings.mwaa.egress : undefined;
  const made = ways.map((way): Variant => {
    const name = `MWAA, ${way}`;
    if (way === egress) return { name, current: true, file };
    const keys: Keys = {
      // A VPC that exists may lack what another way needs; a new one costs nothing itself.
      "airflow:mwaa": { ...mwaa, egress: way, network: undefined },
      ...(way === "endpoints" && { "airflow:google": { enabled: false } }),
    };
    const note = way === "endpoints" ? "no way to Google's APIs" : undefined;
    return { name, current: false, file: { ...file, config: changed(config, keys) }, note };
  });
  return egress === "existing" ? [{ name: "MWAA, existing way out", current: true, file }, ...made] : made;
}

function gkeVariants(file: StackFile, settings: Settings): Variant[] {
  const own = settings.platform === "gke";
  const config = own ? file.config : asGke(file.config, settings);
  const gke = parsed(config, "airflow:gke");
  return [true, false].map((spot) => {
    const name = spot ? "GKE, spot" : "GKE, on-demand";
    if (own && settings.gke.spot === spot) return { name, current: true, file };
    return { name, current: false, file: { ...file, config: changed(config, { "airflow:gke": { ...gke, spot } }) } };
  });
}

/** Every variant of a stack file, the stack itself among them. */
export const variants = (file: StackFile, settings: Settings): Variant[] => [
  ...mwaaVariants(file, settings),
  ...gkeVariants(file, settings),
];
