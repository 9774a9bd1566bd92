import * as pulumi from "@pulumi/pulumi";
import { owning } from "../shared/ownership";
import { protecting } from "../shared/protection";
import { ignoreSyntax } from "../shared/upload/ignoreFiles";
import { type AirflowOnMwaaArgs, mwaaSettings } from "./airflowOnMwaaArgs";
import { guarded } from "./guardRails";
import { ExecutionRole } from "./iam/executionRole";
import type { UsedRole } from "./iam/existingRole";
import { AccessPolicies } from "./mwaa/accessPolicies";
import { Artifacts } from "./mwaa/artifacts";
import { EnvironmentBucket } from "./mwaa/bucket";
import { MwaaEnvironment } from "./mwaa/environment";
import { federated } from "./mwaa/federated";
import { customerKey } from "./mwaa/key";
import { environmentGuard } from "./mwaa/live/guard";
import { LogGroups } from "./mwaa/logGroups";
import { Egress, publicSubnetsOf } from "./network/egress";
import { Network } from "./network/network";
import type { MwaaHomeSettings } from "./settings";

/** A role that exists is checked with code that nobody else loads. */
function usedRole(roleArn: pulumi.Input<string>, settings: MwaaHomeSettings, opts: pulumi.InvokeOptions): UsedRole {
  const { existingRole } = require("./iam/existingRole") as typeof import("./iam/existingRole");
  const { name: environment, aws, mwaa } = settings;
  const { bucketName, kmsKeyArn, packages } = mwaa;
  const use = { ...aws, environment, bucketName, kmsKeyArn, indexSecretId: packages.indexSecretId };
  return existingRole(roleArn, use, opts);
}

/**
 * Airflow as Amazon MWAA: config -> role -> federation -> artifacts -> environment, in one pass. The root of everything it
 * makes: providers, transforms, protection and aliases in its options reach all of it.
 */
export class AirflowOnMwaa extends pulumi.ComponentResource {
  /** The stack's outputs. None is a secret; what is not there while the stack sleeps is not named. */
  readonly outputs: Record<string, unknown>;

  constructor(name: string, args: AirflowOnMwaaArgs, opts?: pulumi.ComponentResourceOptions) {
    const settings = mwaaSettings(name, args);
    const { airflowOptions, ...mwaa } = settings.mwaa;
    // They may hold a password, and a component's arguments are kept in the state.
    const options = pulumi.secret(airflowOptions);
    super(
      "airflow:aws:AirflowOnMwaa",
      name,
      { ...settings, mwaa: { ...mwaa, airflowOptions: options } },
      protecting(owning(guarded(opts, mwaa)), settings.protection),
    );
    const { name: environmentName, awake, airflowVersion, aws: place, alerts } = settings;
    const child = { parent: this };

    const network = new Network(
      `${name}-network`,
      {
        network: mwaa.network,
        publicSubnets: publicSubnetsOf(mwaa.egress),
        privatePage: mwaa.webserverAccess !== "PUBLIC_ONLY",
      },
      child,
    );
    const egress = new Egress(
      `${name}-egress`,
      {
        mode: mwaa.egress,
        network,
        region: place.region,
        existingEndpoints: mwaa.network.existingEndpoints,
        awake,
        keepAddresses: mwaa.keepAddresses,
      },
      child,
    );
    const existingRoleArn = mwaa.executionRoleArn;
    const users = { existingRoleArn, alarms: alerts !== undefined };
    const kmsKeyArn = customerKey(`${name}-key`, mwaa.kmsKeyArn, place, environmentName, users, child);
    const bucket = new EnvironmentBucket(
      name,
      { environment: environmentName, existing: mwaa.bucketName, region: place.region, kmsKeyArn, existingRoleArn },
      child,
    );
    const role =
      existingRoleArn === undefined
        ? new ExecutionRole(
            `${name}-execution`,
            {
              place,
              environment: environmentName,
              bucketArn: bucket.arn,
              bucketExists: mwaa.bucketName !== undefined,
              kmsKeyArn,
              ecrRepositories: mwaa.ecrRepositories,
              policyArns: mwaa.policyArns,
              trustedPrincipals: mwaa.trustedPrincipals,
              indexSecretId: mwaa.packages.indexSecretId,
            },
            child,
          )
        : usedRole(existingRoleArn, settings, child);
    const google = federated(name, settings, role.arn, child);
    const artifacts = new Artifacts(
      name,
      {
        bucket,
        airflowVersion,
        dags: settings.dags,
        ignoreSyntax: ignoreSyntax(airflowVersion, airflowOptions["core.dag_ignore_file_syntax"]),
        dagPath: mwaa.dagPath,
        egress: mwaa.egress,
        packages: mwaa.packages,
        googleProject: settings.gcpProject,
        credentialConfig: google?.credentialConfig,
      },
      child,
    );
    const logs = new LogGroups(
      `${name}-logs`,
      { environment: environmentName, retentionInDays: mwaa.logRetentionDays, kmsKeyArn },
      child,
    );
    const access = new AccessPolicies(
      `${name}-access`,
      { place, environment: environmentName, access: settings.access, fixedNames: mwaa.fixedPolicyNames },
      child,
    );
    const guard = environmentGuard(place, environmentName, settings);
    // Asleep, the environment is what goes: it cannot be paused. Everything above stays.
    const environment = awake
      ? new MwaaEnvironment(
          name,
          {
            environment: environmentName,
            place,
            airflowVersion,
            mwaa,
            airflowOptions: options,
            network,
            bucket,
            artifacts,
            executionRoleArn: role.readyArn,
            roleCreated: role.created,
            kmsKeyArn,
            guard,
            startsAfter: [...network.ready, ...egress.ready, ...logs.groups, ...(google?.ready ?? [])],
          },
          child,
        )
      : undefined;
    if (alerts) {
      const { Alerts } = require("./watch/alerts") as typeof import("./watch/alerts");
      const { environmentClass } = mwaa;
      const watched = { place, environment: environmentName, environmentClass, alerts, kmsKeyArn, awake };
      new Alerts(`${name}-alerts`, { ...watched, after: environment ? [environment] : [] }, child);
    }

    this.outputs = {
      platform: "mwaa",
      awake,
      dagsBucket: bucket.bucketName,
      // Where the user's own CI, or `dags push`, uploads: only where the program does not own the objects.
      ...(settings.dags === "external" && {
        dagsFolder: pulumi.interpolate`s3://${bucket.bucketName}/${artifacts.dagPath}`,
      }),
      // Where `npm run sleep` keeps what a new environment lacks, and where that environment's DAGs are.
      sleep: {
        folder: pulumi.interpolate`s3://${bucket.bucketName}/${bucket.folder}sleep`,
        dags: pulumi.interpolate`s3://${bucket.bucketName}/${artifacts.dagPath}`,
      },
      executionRoleArn: role.arn,
      ...(environment && { airflowUrl: environment.airflowUrl }),
      ...(google && {
        googleServiceAccount: google.email,
        workloadIdentityProvider: google.providerName,
        credentialConfig: google.credentialConfig,
      }),
      ...(environment?.endpoints && { endpoints: environment.endpoints }),
      accessPolicyArns: access.policyArns,
      trigger: {
        kind: "mwaa",
        region: place.region,
        environment: environmentName,
        ...(environment && { url: environment.airflowUrl }),
        airflowVersion,
      },
    };
    this.registerOutputs(this.outputs);
  }
}
