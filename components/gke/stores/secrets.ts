import { Secret } from "@pulumi/kubernetes/core/v1/secret";
import * as pulumi from "@pulumi/pulumi";
import { RandomBytes } from "@pulumi/random/randomBytes";
import { RandomPassword } from "@pulumi/random/randomPassword";

export interface SecretsArgs {
  namespace: pulumi.Input<string>;
  /** Connection to the metadata database. Secret. */
  connection: pulumi.Output<string>;
  /** The cluster, where it goes with everything in it. */
  deletedWith: pulumi.Resource | undefined;
  after: pulumi.Resource[];
}

/** Names of the Kubernetes secrets that the chart reads. */
export interface SecretNames<T = pulumi.Input<string>> {
  fernet: T;
  api: T;
  jwt: T;
  metadata: T;
  redis: T;
}

/** Fernet's alphabet is the one for URLs (https://github.com/fernet/spec). */
export const urlSafe = (base64: string): string => base64.replaceAll("+", "-").replaceAll("/", "_");

/**
 * Airflow's secrets, made once and kept in Pulumi's state encrypted. A secret that changes is a new object with a new
 * name, so the pods that read it restart.
 */
export class Secrets extends pulumi.ComponentResource {
  readonly names: SecretNames<pulumi.Output<string>>;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: SecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:Secrets", name, args, opts);
    const bytes = (part: string, length: number) =>
      pulumi.secret(new RandomBytes(`${name}-${part}-key`, { length }, { parent: this }).base64);
    const redis = pulumi.secret(
      new RandomPassword(`${name}-redis-password`, { length: 32, special: false }, { parent: this }).result,
    );
    const object = (part: string, stringData: Record<string, pulumi.Output<string>>) =>
      new Secret(
        `${name}-${part}`,
        { metadata: { namespace: args.namespace }, immutable: true, stringData },
        { parent: this, dependsOn: args.after, deletedWith: args.deletedWith },
      );
    const made = {
      fernet: object("fernet", { "fernet-key": bytes("fernet", 32).apply(urlSafe) }),
      api: object("api", { "api-secret-key": bytes("api", 48) }),
      jwt: object("jwt", { "jwt-secret": bytes("jwt", 48) }),
      metadata: object("metadata", { connection: args.connection }),
      // Also without Celery: the chart would make its own by a Helm hook, which an uninstall leaves behind.
      redis: object("redis", {
        password: redis,
        connection: pulumi.interpolate`redis://:${redis}@airflow-redis:6379/0`,
      }),
    };
    this.names = {
      fernet: made.fernet.metadata.name,
      api: made.api.metadata.name,
      jwt: made.jwt.metadata.name,
      metadata: made.metadata.metadata.name,
      redis: made.redis.metadata.name,
    };
    this.ready = Object.values(made);
    this.registerOutputs();
  }
}
