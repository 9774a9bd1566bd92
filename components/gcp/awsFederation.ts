import { WorkloadIdentityPool } from "@pulumi/gcp/iam/workloadIdentityPool";
import { WorkloadIdentityPoolProvider } from "@pulumi/gcp/iam/workloadIdentityPoolProvider";
import { IAMMember } from "@pulumi/gcp/serviceaccount/iammember";
import * as pulumi from "@pulumi/pulumi";
import { RandomId } from "@pulumi/random/randomId";
import { attributeCondition, attributeMapping, awsRole, principalSet } from "./awsTrust";
import { type CredentialConfig, credentialConfig } from "./credentialConfig";
import { fitId } from "./fitId";
import type { GoogleIdentity } from "./googleIdentity";
import type { GoogleInputs } from "./settings";

export interface AwsFederationArgs {
  project: string;
  /** Stack config `airflow:google`. */
  google: GoogleInputs;
  /** Name of the stack's Airflow; the pool's id is made from it unless config names one. */
  stackName: string;
  /** The one AWS role that may enter. */
  roleArn: pulumi.Input<string>;
  /** The service account it acts as. */
  identity: GoogleIdentity;
}

/** Lets one AWS role act as the Google service account, with no key: pool, AWS provider, binding. */
export class AwsFederation extends pulumi.ComponentResource {
  /** Full name of the provider. */
  readonly providerName: pulumi.Output<string>;
  /** Credential configuration for google-auth. */
  readonly credentials: pulumi.Output<CredentialConfig>;
  /** What must exist before the first token is asked for. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: AwsFederationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gcp:AwsFederation", name, args, opts);
    const role = pulumi.output(args.roleArn).apply(awsRole);
    // A deleted pool keeps its id for 30 days, so a new stack gets a new id unless config fixes one.
    // It changes with whatever could lead back to an id that was given up.
    const { poolId, providerId, existingPool } = args.google;
    const keepers = { project: args.project, ids: JSON.stringify({ poolId, providerId, existingPool }) };
    const suffix = new RandomId(`${name}-suffix`, { byteLength: 3, keepers }, { parent: this }).hex;
    const poolName = args.google.existingPool ?? this.pool(name, args, suffix).name;
    const provider = this.provider(name, args, pulumi.output(poolName), suffix, role);
    const binding = new IAMMember(
      `${name}-binding`,
      {
        serviceAccountId: args.identity.accountName,
        role: "roles/iam.workloadIdentityUser",
        member: pulumi.all([poolName, role]).apply(([pool, aws]) => principalSet(pool, aws)),
      },
      { parent: this },
    );
    this.providerName = provider.name;
    this.credentials = pulumi
      .all([provider.name, args.identity.email])
      .apply(([full, email]) => credentialConfig(full, email));
    this.ready = [provider, binding];
    this.registerOutputs({ providerName: this.providerName, credentials: this.credentials });
  }

  private pool(
    name: string,
    { project, google, stackName, identity }: AwsFederationArgs,
    suffix: pulumi.Output<string>,
  ) {
    const workloadIdentityPoolId =
      google.poolId ?? pulumi.interpolate`${fitId(stackName, 25, { prefix: "pl-" })}-${suffix}`;
    return new WorkloadIdentityPool(
      `${name}-pool`,
      { project, workloadIdentityPoolId, displayName: "Access from AWS MWAA", description: `Airflow ${stackName}` },
      { parent: this, dependsOn: identity.apis },
    );
  }

  private provider(
    name: string,
    { project, google, identity }: AwsFederationArgs,
    poolName: pulumi.Output<string>,
    suffix: pulumi.Output<string>,
    role: pulumi.Output<ReturnType<typeof awsRole>>,
  ) {
    return new WorkloadIdentityPoolProvider(
      `${name}-provider`,
      {
        // A pool that exists may belong to another project: its name tells which.
        project: google.existingPool?.split("/")[1] ?? project,
        workloadIdentityPoolId: poolName.apply((full) => full.split("/").pop() as string),
        workloadIdentityPoolProviderId: google.providerId ?? pulumi.interpolate`aws-${suffix}`,
        displayName: "AWS MWAA execution role",
        aws: { accountId: role.accountId },
        attributeMapping,
        attributeCondition: role.apply(attributeCondition),
      },
      { parent: this, dependsOn: identity.apis },
    );
  }
}
