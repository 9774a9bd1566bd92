/** Airflow as Amazon MWAA, from checked settings: config -> role -> federation -> artifacts -> environment, in one pass. */
import * as pulumi from "@pulumi/pulumi";
import type { MwaaSettings } from "../../config";
import { ExecutionRole } from "./iam/executionRole";
import { Access } from "./mwaa/access";
import { Artifacts, textOf } from "./mwaa/artifacts";
import { EnvironmentBucket } from "./mwaa/bucket";
import { MwaaEnvironment } from "./mwaa/environment";
import { customerKey } from "./mwaa/key";
import { LogGroups } from "./mwaa/logGroups";
import { zonesFor } from "./mwaa/preflight";
import { requirements } from "./mwaa/requirements";
import { startupScript } from "./mwaa/startupScript";
import { Egress, publicSubnetsOf } from "./network/egress";
import { Network } from "./network/network";

/** APIs that grants, federation and a BigQuery job call. */
const googleApis = ["cloudresourcemanager", "iam", "iamcredentials", "sts", "bigquery"].map(
  (api) => `${api}.googleapis.com`,
);

/** @returns the stack's outputs */
export async function mwaaHome(settings: MwaaSettings): Promise<Record<string, unknown>> {
  const { name, awake, airflowVersion } = settings;
  const { airflowOptions, ...mwaa } = settings.mwaa;
  const place = settings.aws;
  const zones = await zonesFor(mwaa.network);

  const network = new Network(`${name}-network`, {
    network: mwaa.network,
    zones,
    publicSubnets: publicSubnetsOf(mwaa.egress),
  });
  const egress = new Egress(`${name}-egress`, {
    mode: mwaa.egress,
    network,
    region: place.region,
    existingEndpoints: mwaa.network.existingEndpoints,
    awake,
    keepAddresses: mwaa.keepAddresses,
  });
  const kmsKeyArn = customerKey(`${name}-key`, mwaa.kmsKeyArn, place, name, {});
  const bucket = new EnvironmentBucket(name, { existing: mwaa.bucketName, region: place.region, kmsKeyArn });
  const role = new ExecutionRole(`${name}-execution`, {
    place,
    environment: name,
    bucketArn: bucket.arn,
    kmsKeyArn,
    ecrRepositories: mwaa.ecrRepositories,
    policyArns: mwaa.policyArns,
  });
  const google = await googleSide(settings, role.arn);
  const artifacts = new Artifacts(name, {
    bucket,
    dagFolder: settings.dags === "external" ? undefined : (settings.dags as string),
    dagPath: mwaa.dagPath,
    pluginFolder: "airflow/plugins",
    requirements: requirements({
      airflowVersion,
      google: google !== undefined,
      // EcrDockerOperator is in the plugins and in an example DAG; with endpoints alone nothing can be installed.
      ecr: mwaa.egress !== "endpoints",
      user: textOf("airflow/requirements.txt"),
    }),
    startupScript: pulumi.output(google?.credentials).apply((credentialConfig) =>
      startupScript({
        googleProject: settings.gcpProject,
        credentialConfig,
        userScript: textOf("airflow/startup.sh"),
      }),
    ),
  });
  const logs = new LogGroups(`${name}-logs`, { environment: name, retentionInDays: mwaa.logRetentionDays, kmsKeyArn });
  const access = new Access(`${name}-access`, { place, environment: name, access: settings.access });
  // Asleep, the environment is what goes: it cannot be paused. Everything above stays.
  const environment = awake
    ? new MwaaEnvironment(name, {
        environment: name,
        airflowVersion,
        mwaa,
        airflowOptions: pulumi.secret(airflowOptions),
        network,
        bucket,
        artifacts,
        executionRoleArn: role.readyArn,
        kmsKeyArn,
        startsAfter: [...egress.ready, ...logs.groups, ...(google?.ready ?? [])],
      })
    : undefined;

  return {
    platform: "mwaa",
    awake,
    dagsBucket: bucket.bucketName,
    executionRoleArn: role.arn,
    // The engine warns of an output without a value: what is not there is not named.
    ...(environment && { airflowUrl: environment.airflowUrl }),
    ...(google && {
      googleServiceAccount: google.email,
      workloadIdentityProvider: google.providerName,
      credentialConfig: google.credentials,
    }),
    accessPolicyArns: access.policyArns,
    trigger: {
      kind: "mwaa",
      region: place.region,
      environment: name,
      ...(environment && { url: environment.airflowUrl }),
      airflowVersion,
    },
  };
}

/** The Google identity of the execution role; loads the Google SDK only where it is wanted. */
async function googleSide(
  { name: stackName, google, gcpProject: project }: MwaaSettings,
  roleArn: pulumi.Output<string>,
) {
  if (project === undefined) return undefined;
  const { GoogleIdentity } = await import("../gcp/googleIdentity");
  const { AwsFederation } = await import("../gcp/awsFederation");
  const identity = new GoogleIdentity(`${stackName}-google`, { project, google, stackName, apis: googleApis });
  const federation = new AwsFederation(`${stackName}-federation`, { project, google, stackName, roleArn, identity });
  const { providerName, credentials, ready } = federation;
  return { email: identity.email, providerName, credentials, ready };
}
