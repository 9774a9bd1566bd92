import { Environment } from "@pulumi/aws/mwaa/environment";
import * as pulumi from "@pulumi/pulumi";
import type { Network } from "../network/network";
import type { MwaaInputs } from "../settings";
import type { Artifacts } from "./artifacts";
import type { EnvironmentBucket } from "./bucket";
import { airflowOptionsOf, countsOf, loggingOf } from "./environmentSpec";
import { retryRolePropagation } from "./rolePropagation";

export interface MwaaEnvironmentArgs {
  /** Name of the environment; log groups, role and secrets are named after it. */
  environment: string;
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
  kmsKeyArn: pulumi.Input<string> | undefined;
  /** What must be there before the environment starts: its way out, its log groups, its Google binding. */
  startsAfter: pulumi.Resource[];
}

/** The MWAA environment. Making one takes 20 to 30 minutes, an update 10 to 30. */
export class MwaaEnvironment extends pulumi.ComponentResource {
  /** Address of the Airflow page, with scheme. */
  readonly airflowUrl: pulumi.Output<string>;

  constructor(name: string, args: MwaaEnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:aws:MwaaEnvironment", name, args, opts);
    const { mwaa, network, bucket, artifacts } = args;
    const environment = new Environment(
      `${name}-environment`,
      {
        name: args.environment,
        airflowVersion: args.airflowVersion,
        environmentClass: mwaa.environmentClass,
        ...countsOf(mwaa),
        webserverAccessMode: mwaa.webserverAccess,
        weeklyMaintenanceWindowStart: mwaa.maintenanceWindow,
        workerReplacementStrategy: mwaa.workerReplacement,
        executionRoleArn: args.executionRoleArn,
        kmsKey: args.kmsKeyArn,
        sourceBucketArn: bucket.arn,
        dagS3Path: mwaa.dagPath,
        pluginsS3Path: artifacts.plugins.path,
        pluginsS3ObjectVersion: artifacts.plugins.version,
        requirementsS3Path: artifacts.requirements.path,
        requirementsS3ObjectVersion: artifacts.requirements.version,
        startupScriptS3Path: artifacts.startupScript.path,
        startupScriptS3ObjectVersion: artifacts.startupScript.version,
        networkConfiguration: { subnetIds: network.privateSubnetIds, securityGroupIds: network.securityGroupIds },
        loggingConfiguration: loggingOf(mwaa.logging),
        airflowConfigurationOptions: args.airflowOptions.apply((options) =>
          airflowOptionsOf(args.environment, options),
        ),
      },
      {
        parent: this,
        dependsOn: args.startsAfter,
        hooks: retryRolePropagation(),
        // A graceful update waits for running tasks, 12 h at most.
        customTimeouts: { create: "90m", update: mwaa.workerReplacement === "GRACEFUL" ? "13h" : "90m", delete: "90m" },
      },
    );
    this.airflowUrl = pulumi.interpolate`https://${environment.webserverUrl}`;
    this.registerOutputs({ airflowUrl: this.airflowUrl });
  }
}
