/** What may keep people, or workers, from MWAA's web server. */
import type { Mwaa } from "./keys";

/** One line for each. */
export function webserverWarnings(
  { webserverAccess, egress, network, packages }: Mwaa,
  airflowVersion: string,
): string[] {
  const key = "airflow:mwaa.webserverAccess";
  const warnings: string[] = [];
  if (webserverAccess === "PRIVATE_ONLY") {
    warnings.push(
      `${key} PRIVATE_ONLY: the Airflow page can be opened from inside the VPC only (VPN, peering, bastion)${packages.source === "pypi" ? ", and requirements.txt needs wheels that plugins.zip or an index inside the VPC has (airflow:mwaa.packages.source)" : ""}.`,
    );
    if (network.vpcId !== undefined && network.securityGroupIds === undefined && network.pageFrom === undefined)
      warnings.push(
        `${key} PRIVATE_ONLY: the environment's new security group admits itself only, so nobody opens the page. Name the ranges of your people in airflow:mwaa.network.pageFrom.`,
      );
  }
  // Workers of Airflow 3 call the execution API at MWAA__CORE__API_SERVER_URL (aws/amazon-mwaa-docker-images, mwaa/config/airflow.py);
  // only the private modes have an endpoint for the web server in the VPC.
  if (webserverAccess === "PUBLIC_ONLY" && egress === "endpoints" && Number(airflowVersion.split(".")[0]) >= 3)
    warnings.push(
      `${key} PUBLIC_ONLY: workers of Airflow 3 call the web server, and AWS does not say that a VPC with endpoints alone reaches a public one. Safe are PUBLIC_AND_PRIVATE (Airflow 3.2 and later) and PRIVATE_ONLY.`,
    );
  return warnings;
}
