/** A stack on GKE, on spot nodes, on-demand nodes, and both. Pure. */
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

/** What its nodes are: which of them Google may take back at any time. */
const forms = [
  { name: "GKE, spot", spot: true, steadyNode: false },
  { name: "GKE, spot for tasks", spot: true, steadyNode: true },
  { name: "GKE, on-demand", spot: false, steadyNode: false },
];

/** `own` is the stack's settings where it is on GKE itself. */
export function gkeVariants(file: StackFile, config: Config, own: GkeSettings | undefined): Variant[] {
  const gke = partOf(config, "airflow:gke");
  return forms.map(({ name, spot, steadyNode }) => {
    if (own?.gke.spot === spot && own.gke.steadyNode === steadyNode) return { name, current: true, file };
    const keys = { "airflow:gke": { ...gke, spot, steadyNode } };
    return { name, current: false, file: { ...file, config: changed(config, keys) } };
  });
}
