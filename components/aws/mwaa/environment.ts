import { Environment, type EnvironmentArgs } from "@pulumi/aws/mwaa/environment";
import * as pulumi from "@pulumi/pulumi";
import { underMocks } from "../../shared/underMocks";
import type { AwsPlace } from "../iam/arn";
import type { Network } from "../network/network";
import type { MwaaInputs } from "../settings";
import type { Artifacts } from "./artifacts";
import type { EnvironmentBucket } from "./bucket";
import { airflowOptionsOf, countsOf, loggingOf, timeoutsOf, workerReplacementOf } from "./environmentSpec";
import { type Before, environmentBefore, type Settings } from "./live/before";
import { decide, foreseen, remakeTrigger } from "./live/decide";
import { settle } from "./live/send";
import { refuseOtherMajor } from "./live/upgrade";
import { retryRolePropagation } from "./rolePropagation";

export interface MwaaEnvironmentArgs {
  /** Name of the environment; log groups, role and secrets are named after it. */
  environment: string;
  place: AwsPlace;
  airflowVersion: string;
  /** Stack config `airflow:mwaa`. */
  mwaa: Omit<MwaaInputs, "airflowOptions">;
  /** Airflow options of the config. They may hold a password, so they come as a secret: a component's arguments are kept in the state. */
  airflowOptions: pulumi.Output<Record<string, string>>;
  network: Network;
  bucket: EnvironmentBucket;
  artifacts: Artifacts;
  /** Execution role, known only when its policies are attached. */
  executionRoleArn: pulumi.Input<string>;
  /** When the role was made: MWAA refuses one that is too new. */
  roleCreated: pulumi.Output<string | undefined>;
  kmsKeyArn: pulumi.Input<string> | undefined;
  /** What is asked before the environment is deleted. */
  guard: pulumi.ResourceHookBinding | undefined;
  /** What must be there before the environment starts: its way out, its log groups, its Google binding. */
  startsAfter: pulumi.Resource[];
}

/** The MWAA environment. Making one takes 20 to 40 minutes, two hours when AWS is slow; an update 10 to 30. */
export class MwaaEnvironment extends pulumi.ComponentResource {
  /** Address of the Airflow page, with scheme; undefined while MWAA waits for endpoints of the customer's. */
  readonly airflowUrl: pulumi.Output<string | undefined>;
  /** Endpoints that the VPC's owner makes; undefined where MWAA makes them. */
  readonly endpoints: pulumi.Output<CustomerEndpoints> | undefined;

  constructor(name: string, args: MwaaEnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    const { guard, ...told } = args;
    super("airflow:aws:MwaaEnvironment", name, told, opts);
    const { mwaa, place } = args;
    const replacement = workerReplacementOf(mwaa.workerReplacement, place.region);
    const before = pulumi.output(environmentBefore(place, args.environment));
    const wanted = settingsOf(args, before);
    const environment = new Environment(
      `${name}-environment`,
      {
        name: args.environment,
        kmsKey: args.kmsKeyArn,
        ...endpointManagementOf(mwaa.endpointManagement, before),
        ...settled(wanted, before, replacement, args),
      } as EnvironmentArgs,
      {
        parent: this,
        dependsOn: args.startsAfter,
        hooks: underMocks() ? undefined : { ...retryRolePropagation(name, args.roleCreated), ...guard },
        // A name is there once; what MWAA failed to make goes before it is made again.
        deleteBeforeReplace: true,
        replacementTrigger: underMocks() ? undefined : before.apply(remakeTrigger),
        customTimeouts: timeoutsOf(replacement),
      },
    );
    this.airflowUrl = environment.webserverUrl.apply((host) => (host ? `https://${host}` : undefined));
    this.endpoints = mwaa.endpointManagement === "CUSTOMER" ? endpointsToMake(environment, args) : undefined;
    this.registerOutputs({ airflowUrl: this.airflowUrl });
  }
}

/**
 * Said only where it is, or was, another than the default: to the provider it is computed, so that a value left out keeps what
 * there is, and one that is new makes another environment.
 */
const endpointManagementOf = (wanted: "SERVICE" | "CUSTOMER", before: pulumi.Output<Before>) =>
  wanted === "CUSTOMER"
    ? { endpointManagement: wanted }
    : {
        endpointManagement: before.apply(({ state }) =>
          state?.endpointManagement === "CUSTOMER" ? wanted : undefined,
        ),
      };

/** The two interface endpoints that an environment needs, by the names of their services. */
export interface CustomerEndpoints {
  databaseService: string;
  webserverService: string;
  subnetIds: string[];
  securityGroupIds: string[];
}

/**
 * The provider is content with PENDING (internal/service/mwaa/environment.go, waitEnvironmentCreated), in which MWAA waits for the
 * endpoints for 72 hours (https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-endpoint-management.html).
 */
function endpointsToMake(
  { status, databaseVpcEndpointService, webserverVpcEndpointService }: Environment,
  { network, environment }: MwaaEnvironmentArgs,
): pulumi.Output<CustomerEndpoints> {
  if (!underMocks())
    status.apply((known) =>
      known === "PENDING"
        ? pulumi.log.warn(
            `MWAA waits, for 72 hours at most, for the two endpoints that \`pulumi stack output endpoints\` names; then run \`pulumi refresh\`. Until then the environment ${environment} is not there.`,
          )
        : undefined,
    );
  return pulumi
    .all([databaseVpcEndpointService, webserverVpcEndpointService, network.privateSubnetIds, network.securityGroupIds])
    .apply(([databaseService, webserverService, subnetIds, securityGroupIds]) => ({
      databaseService,
      webserverService,
      subnetIds,
      securityGroupIds,
    }));
}

/** What an update can change, by the provider's names. */
function settingsOf(args: MwaaEnvironmentArgs, before: pulumi.Output<Before>): Record<string, pulumi.Input<unknown>> {
  const { mwaa, network, bucket, artifacts } = args;
  return {
    airflowVersion: before.apply((known) => {
      refuseOtherMajor(known, args.environment, args.airflowVersion);
      return args.airflowVersion;
    }),
    environmentClass: mwaa.environmentClass,
    ...countsOf(mwaa),
    webserverAccessMode: mwaa.webserverAccess,
    weeklyMaintenanceWindowStart: mwaa.maintenanceWindow,
    executionRoleArn: args.executionRoleArn,
    sourceBucketArn: bucket.arn,
    dagS3Path: artifacts.dagPath,
    pluginsS3Path: artifacts.plugins.path,
    pluginsS3ObjectVersion: artifacts.plugins.version,
    requirementsS3Path: artifacts.requirements.path,
    requirementsS3ObjectVersion: artifacts.requirements.version,
    startupScriptS3Path: artifacts.startupScript.path,
    startupScriptS3ObjectVersion: artifacts.startupScript.version,
    networkConfiguration: { subnetIds: network.privateSubnetIds, securityGroupIds: network.securityGroupIds },
    loggingConfiguration: loggingOf(mwaa.logging),
    airflowConfigurationOptions: args.airflowOptions.apply((options) => airflowOptionsOf(args.environment, options)),
  };
}

/** The settings as the provider gets them: during `up`, after the program has done what the provider would not. */
function settled(
  wanted: Record<string, pulumi.Input<unknown>>,
  before: pulumi.Output<Before>,
  replacement: string,
  { place, environment, kmsKeyArn: kmsKey, startsAfter }: MwaaEnvironmentArgs,
): Record<string, pulumi.Input<unknown>> {
  const known = pulumi.all([before, pulumi.unsecret(pulumi.output({ ...wanted, kmsKey }))]);
  if (pulumi.runtime.isDryRun() || underMocks())
    return {
      // One by one: a setting that is not known yet must not hide the others, or a preview shows a replacement.
      ...Object.fromEntries(
        Object.entries(wanted).map(([key, value]) => [
          key,
          pulumi.all([before, value]).apply(([was, plain]) => foreseen(was, key, plain)),
        ]),
      ),
      workerReplacementStrategy: known.apply(([was, all]) => decide(was, all, replacement).strategy),
    };
  // What the environment needs is there before the program changes it, as it is before the provider does.
  const ready = pulumi.all(startsAfter.map(({ urn }) => urn));
  const decision = pulumi
    .all([known, ready])
    .apply(async ([[was, all]]) => ({ ...(await settle(place, environment, was, all, replacement)), was, all }));
  const given = (key: string) =>
    decision.apply(({ settled: keys, was, all }) => (keys.includes(key) ? was.state?.[key] : (all as Settings)[key]));
  return {
    ...Object.fromEntries(Object.keys(wanted).map((key) => [key, given(key)])),
    airflowConfigurationOptions: pulumi.secret(given("airflowConfigurationOptions")),
    workerReplacementStrategy: decision.strategy,
  };
}
