/** Changes that would replace what holds data: the environment with its run history, the database's disk, the buckets. Pure. */
import { conflict, type Problem } from "./messages";
import type { GkeSettings, MwaaSettings, Settings } from "./settings";
import { word } from "./tell";

/** A resource as the stack's state has it, before this run. */
export interface PriorResource {
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
  const home = environment === undefined ? [] : [lost("airflow:platform", "gke", "mwaa", history(environment))];
  return [...home, ...storesAtRisk(settings, prior)];
}

const history = ({ name }: Record<string, unknown>) => `the environment ${name} with its run history`;

function environmentAtRisk(
  { name, aws: { region }, mwaa: { network, kmsKeyArn } }: MwaaSettings,
  environment: Record<string, unknown>,
  prior: readonly PriorResource[],
): Problem[] {
  const problems: Problem[] = [];
  const sleep = ", or put it to sleep first (airflow:awake false), which says that the history may go";
  const add = (key: string, now: unknown, was: unknown) =>
    problems.push(lost(key, now, was, history(environment), sleep));
  if (environment.name !== name) add("airflow:name", name, environment.name);
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
  const { privateSubnetIds, zones } = network;
  if (privateSubnetIds?.some((id) => !subnetIds.includes(id)))
    add("airflow:mwaa.network.privateSubnetIds", privateSubnetIds, subnetIds);
  const made = own(prior, "aws:ec2/subnet:Subnet").filter(({ id }) => subnetIds.includes(String(id)));
  const oldZones = made.map(({ availabilityZone }) => String(availabilityZone)).sort();
  if (zones !== undefined && made.length > 0 && [...zones].sort().join() !== oldZones.join())
    add("airflow:mwaa.network.zones", zones, oldZones);
  return problems;
}

function storesAtRisk({ gcpRegion, gcpProject, gke }: GkeSettings, prior: readonly PriorResource[]): Problem[] {
  const problems: Problem[] = [];
  const zone = gke.zone ?? `${gcpRegion}-b`;
  for (const disk of own(prior, "gcp:compute/disk:Disk")) {
    const history = "the database's disk with Airflow's history";
    if (gke.database.kind !== "cluster")
      problems.push(lost("airflow:gke.database.kind", gke.database.kind, "cluster", history));
    if (disk.zone !== zone) problems.push(lost("airflow:gke.zone", zone, disk.zone, history));
  }
  for (const instance of own(prior, "gcp:sql/databaseInstance:DatabaseInstance")) {
    const history = "the Cloud SQL instance with Airflow's history";
    if (gke.database.kind !== "cloudSql")
      problems.push(lost("airflow:gke.database.kind", gke.database.kind, "cloudSql", history));
    if (instance.region !== gcpRegion) problems.push(lost("gcp:region", gcpRegion, instance.region, history));
  }
  for (const { location, name } of own(prior, "gcp:storage/bucket:Bucket")) {
    const old = String(location).toLowerCase();
    if (old !== gcpRegion)
      problems.push(lost("gcp:region", gcpRegion, old, `the bucket ${name} with all that is in it`));
  }
  for (const { project } of [
    ...own(prior, "gcp:compute/disk:Disk"),
    ...own(prior, "gcp:sql/databaseInstance:DatabaseInstance"),
  ])
    if (project !== undefined && project !== gcpProject)
      problems.push(lost("gcp:project", gcpProject, project, "the database with Airflow's history"));
  return problems;
}
