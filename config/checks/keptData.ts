/**
 * Changes that would replace the MWAA environment, which holds the run history, and that may be wanted all the same. Pure. A new
 * name and a new major version go through in no way and are refused beside the environment (components/aws/mwaa/live); what a GKE
 * stack keeps is guarded where it is made (components/gke/stores).
 */

import type { MwaaSettings, Settings } from "../settings";
import { conflict, type Problem } from "../words/messages";
import { word } from "../words/tell";

/** A resource as the stack's state has it, before this run. */
export interface PriorResource {
  urn?: string;
  type: string;
  outputs: Record<string, unknown>;
}

/** Set for one `up` that may lose data. */
export const override = "AIRFLOW_REPLACE_DATA";

const environmentType = "aws:mwaa/environment:Environment";
const own = (prior: readonly PriorResource[], type: string) =>
  prior.filter((one) => one.type === type).map(({ outputs }) => outputs);

/** A problem of one key; `was` is what the state has, and `loses` what would go. */
function lost(key: string, now: unknown, was: unknown, loses: string, more = ""): Problem {
  return conflict(
    key,
    now ?? "not set",
    (tell) => `it was ${word(tell(key, was))}, and the change would delete ${loses}`,
    `go back${more}, or lose it on purpose: ${override}=yes pulumi up`,
  );
}

/** @returns one problem for each key whose change would lose data */
export function dataAtRisk(settings: Settings, prior: readonly PriorResource[]): Problem[] {
  const [environment] = own(prior, environmentType);
  if (settings.platform === "mwaa")
    // Asleep, the environment goes on purpose.
    return environment === undefined || !settings.awake ? [] : environmentAtRisk(settings, environment, prior);
  return environment === undefined ? [] : [lost("airflow:platform", "gke", "mwaa", history(environment))];
}

const history = ({ name }: Record<string, unknown>) => `the environment ${name} with its run history`;

function environmentAtRisk(
  { aws: { region }, mwaa: { network, kmsKeyArn } }: MwaaSettings,
  environment: Record<string, unknown>,
  prior: readonly PriorResource[],
): Problem[] {
  const problems: Problem[] = [];
  const sleep = ", or put it to sleep first (airflow:awake false), which says that the history may go";
  const add = (key: string, now: unknown, was: unknown) =>
    problems.push(lost(key, now, was, history(environment), sleep));
  const oldRegion = String(environment.arn).split(":")[3];
  if (oldRegion !== region) add("aws:region", region, oldRegion);
  const oldKey = environment.kmsKey || "aws-owned";
  const ownKey = own(prior, "aws:kms/key:Key").some(({ arn }) => arn === environment.kmsKey);
  if (kmsKeyArn === undefined ? !ownKey : kmsKeyArn !== oldKey)
    add("airflow:mwaa.kmsKeyArn", kmsKeyArn, ownKey ? "not set" : oldKey);

  const [vpc] = own(prior, "aws:ec2/vpc:Vpc");
  if (network.vpcId !== undefined && vpc !== undefined) add("airflow:mwaa.network.vpcId", network.vpcId, "not set");
  if (network.vpcId === undefined && vpc === undefined) add("airflow:mwaa.network.vpcId", undefined, "another VPC");
  if (network.vpcId === undefined && vpc !== undefined && vpc.cidrBlock !== network.vpcCidr)
    add("airflow:mwaa.network.vpcCidr", network.vpcCidr, vpc.cidrBlock);

  const { subnetIds = [] } = (environment.networkConfiguration ?? {}) as { subnetIds?: string[] };
  const { privateSubnetIds, privateSubnetCidrs, zones } = network;
  if (privateSubnetIds?.some((id) => !subnetIds.includes(id)))
    add("airflow:mwaa.network.privateSubnetIds", privateSubnetIds, subnetIds);
  const made = own(prior, "aws:ec2/subnet:Subnet").filter(({ id }) => subnetIds.includes(String(id)));
  // The first zone is the first subnet's: to swap them would move both.
  const byName = (one: Record<string, unknown>) => String((one.tags as Record<string, string> | undefined)?.Name);
  const oldZones = made.sort((a, b) => (byName(a) < byName(b) ? -1 : 1)).map((one) => String(one.availabilityZone));
  const oldCidrs = made.map(({ cidrBlock }) => String(cidrBlock));
  if (
    privateSubnetCidrs !== undefined &&
    vpc === undefined &&
    made.length > 0 &&
    privateSubnetCidrs.join() !== oldCidrs.join()
  )
    add("airflow:mwaa.network.privateSubnetCidrs", privateSubnetCidrs, oldCidrs);
  if (zones !== undefined && made.length > 0 && zones.join() !== oldZones.join())
    add("airflow:mwaa.network.zones", zones, oldZones);
  return problems;
}
