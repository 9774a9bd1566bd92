import { OpenIdConnectProvider } from "@pulumi/aws/iam/openIdConnectProvider";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import * as pulumi from "@pulumi/pulumi";
import { arnLabel, labelled } from "../../shared/labels";
import type { AwsPlace } from "./arn";
import { podTrust } from "./podTrust";
import { ecrStatements, policy } from "./policies";

export interface WebIdentityArgs {
  place: AwsPlace;
  /** Issuer of the cluster's tokens, `https://container.googleapis.com/v1/projects/…/locations/…/clusters/…`. */
  issuer: pulumi.Input<string>;
  namespace: string;
  /** Kubernetes service accounts that may take the role. */
  serviceAccounts: readonly string[];
  /** ECR repositories that tasks may pull from: names, or ARNs. */
  ecrRepositories: string[];
  /** Managed policies of the role. */
  policyArns: pulumi.Input<string>[];
}

/** AWS for Airflow's pods on GKE without a key: the cluster's issuer as identity provider, and a role for its pods. */
export class WebIdentity extends pulumi.ComponentResource {
  readonly roleArn: pulumi.Output<string>;
  /** What must exist before a pod asks for credentials. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: WebIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:aws:WebIdentity", name, args, opts);
    const { place, namespace, serviceAccounts, ecrRepositories, policyArns } = args;
    const child = { parent: this };
    const provider = new OpenIdConnectProvider(
      `${name}-issuer`,
      { url: args.issuer, clientIdLists: ["sts.amazonaws.com"] },
      child,
    );
    const trust = pulumi
      .all([provider.arn, args.issuer])
      .apply(([providerArn, issuer]) => podTrust({ providerArn, issuer, namespace, serviceAccounts }));
    const role = new Role(
      `${name}-role`,
      { description: `Airflow's pods in ${namespace} on GKE`, assumeRolePolicy: pulumi.jsonStringify(trust) },
      child,
    );
    this.roleArn = role.arn;
    const statements = ecrStatements({ ...place, ecrRepositories });
    const own =
      statements.length > 0
        ? [new RolePolicy(`${name}-ecr`, { role: role.name, policy: JSON.stringify(policy(...statements)) }, child)]
        : [];
    const more = labelled(policyArns, arnLabel).map(
      ([label, policyArn]) => new RolePolicyAttachment(`${name}-${label}`, { role: role.name, policyArn }, child),
    );
    this.ready = [role, ...own, ...more];
    this.registerOutputs({ roleArn: this.roleArn });
  }
}
