/** What a GKE stack may say, and a careful colleague would ask about. */
import type { AccessLists } from "../shared";
import { type Tell, word } from "../words/tell";
import { gkeKey } from "./draft";
import { type Gke, knownChartVersion } from "./keys";

/** One line for each. */
export function gkeWarnings(gke: Gke, access: AccessLists, tell: Tell): string[] {
  const told = (key: "chartVersion" | "domain") => word(tell(gkeKey(key), gke[key]));
  const warnings: string[] = [];
  if (gke.chartVersion !== knownChartVersion)
    warnings.push(
      `airflow:gke.chartVersion ${told("chartVersion")}: the program's values are written for ${knownChartVersion}; keys of airflow:gke.values are not checked.`,
    );
  if (gke.dnsZone === "external")
    warnings.push(
      `airflow:gke.dnsZone external: make the A record of ${told("domain")} to the output staticIp yourself; the certificate waits for it.`,
    );
  if (gke.dnsZone === "external" && gke.certificate === "dnsAuthorized")
    warnings.push(
      `airflow:gke.certificate dnsAuthorized: make the CNAME record of the output certificateRecord yourself too; it stays for as long as the certificate is renewed.`,
    );
  if (gke.regional)
    warnings.push(
      "airflow:gke.regional: the free credit of GKE covers a zonal cluster's fee only, not a regional one's.",
    );
  if (access.admins.length === 0)
    warnings.push("airflow:access.admins is empty: nobody can change anything in Airflow.");
  return warnings;
}
