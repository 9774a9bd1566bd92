/** What a checked stack config is: a union of the two homes. Types only. */
import type { Gke } from "./gke/keys";
import type { Mwaa } from "./mwaa/keys";
import type { AccessLists, Alerts, Dags, Google } from "./shared";

/** Stack config as the engine hands it over: full keys, every value as text (objects and lists as JSON). */
export type RawConfig = Record<string, string>;

interface CommonSettings {
  /** Name of the stack's Airflow, 2 to 32 characters. */
  name: string;
  airflowVersion: string;
  awake: boolean;
  dags: Dags;
  google: Google;
  access: AccessLists;
  /** Whether what holds data is neither deleted nor replaced. */
  protection: boolean;
  /** Undefined where nobody is told of anything. */
  alerts?: Alerts | undefined;
  /** What is allowed but deserves a second look. */
  warnings: string[];
}

/** A checked MWAA stack. */
export interface MwaaSettings extends CommonSettings {
  platform: "mwaa";
  /** A folder, or `external`: MWAA reads no git repository. */
  dags: string;
  aws: { region: string; accountId: string };
  /** Undefined only when `google.enabled` is false. */
  gcpProject: string | undefined;
  mwaa: Mwaa;
}

/** A checked GKE stack. */
export interface GkeSettings extends CommonSettings {
  platform: "gke";
  gcpProject: string;
  gcpRegion: string;
  /** Undefined unless `airflow:gke.aws` is set. */
  aws: { region: string; accountId: string } | undefined;
  gke: Gke;
}

export type Settings = MwaaSettings | GkeSettings;
