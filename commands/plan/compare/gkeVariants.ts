/** A stack on GKE, on spot and on-demand nodes. Pure. */
import type { Settings } from "../../../config";
import type { GkeSettings } from "../../../config/settings";
import type { StackFile } from "../../stack/stackFile";
import { type Config, changed, ofOneHome, partOf, type Variant } from "./variant";

/** A GKE stack as small as a config can say it, for another home's Airflow. */
export const onGke = (config: Config, settings: Settings, region: string): Config =>
  changed(config, {
    ...ofOneHome,
    "airflow:platform": "gke",
    "airflow:mwaa": undefined,
    "airflow:gke": { domain: "airflow.example.com" },
    "gcp:project": settings.gcpProject ?? "my-project",
    "gcp:region": region,
  });

/** `own` is the stack's settings where it is on GKE itself. */
export function gkeVariants(file: StackFile, config: Config, own: GkeSettings | undefined): Variant[] {
  const gke = partOf(config, "airflow:gke");
  return [true, false].map((spot) => {
    const name = spot ? "GKE, spot" : "GKE, on-demand";
    if (own?.gke.spot === spot) return { name, current: true, file };
    return { name, current: false, file: { ...file, config: changed(config, { "airflow:gke": { ...gke, spot } }) } };
  });
}
