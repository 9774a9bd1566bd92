/** A stack on MWAA, by each way to the internet. Pure. */
import type { Settings } from "../../../config";
import type { MwaaSettings } from "../../../config/settings";
import type { StackFile } from "../../stack/stackFile";
import { type Config, changed, type Keys, ofOneHome, partOf, type Variant } from "./variant";

/** An MWAA stack as small as a config can say it, for another home's Airflow. */
export const onMwaa = (config: Config, settings: Settings, region: string): Config =>
  changed(config, {
    ...ofOneHome,
    "airflow:platform": "mwaa",
    "airflow:gke": undefined,
    "airflow:mwaa": {},
    // MWAA does not read git.
    "airflow:dags": typeof settings.dags === "string" ? settings.dags : "external",
    "aws:region": region,
    "aws:allowedAccountIds": ["111122223333"],
  });

const ways = ["nat", "natPerZone", "endpoints"] as const;

/** `own` is the stack's settings where it is on MWAA itself. */
export function mwaaVariants(file: StackFile, config: Config, own: MwaaSettings | undefined): Variant[] {
  const mwaa = partOf(config, "airflow:mwaa");
  const egress = own?.mwaa.egress;
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
