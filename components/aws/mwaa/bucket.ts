import { Bucket } from "@pulumi/aws/s3/bucket";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning";
import * as pulumi from "@pulumi/pulumi";
import { RandomId } from "@pulumi/random/randomId";
import { bucketArnOf } from "../iam/arn";
import { bucketPolicy } from "../iam/policies";

export interface EnvironmentBucketArgs {
  /** Name of the MWAA environment: in a bucket that exists, the stack's folder is named after it. */
  environment: string;
  /** Name of a bucket that exists. It must be versioned and closed to the public: MWAA refuses it otherwise. */
  existing: pulumi.Input<string> | undefined;
  region: string;
  /** Customer key for new objects; without it S3's own key is used. */
  kmsKeyArn: pulumi.Input<string> | undefined;
  /** Execution role that exists: a new bucket admits it. */
  existingRoleArn?: pulumi.Input<string> | undefined;
}

/** The bucket that MWAA reads: versioned, encrypted, closed to the public, TLS only. */
export class EnvironmentBucket extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** Where the stack's objects are: "" in a bucket of its own, else a folder that nobody has, with an ending slash. */
  readonly folder: pulumi.Output<string>;
  /**
   * How each object is encrypted: said, so that another key means a new upload. What the old key encrypted is lost with it. A
   * bucket that exists has its owner's way.
   */
  readonly encryption: { kmsKeyId?: pulumi.Input<string>; serverSideEncryption?: string };
  /** What must be in place before an object is put or the environment made. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: EnvironmentBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:aws:EnvironmentBucket", name, args, opts);
    // Emptied by `destroy` of what the program put there, and of nothing else: others may have uploaded too.
    const bucket = args.existing === undefined ? new Bucket(`${name}-bucket`, {}, { parent: this }) : undefined;
    // The provider writes over what has the same key, and deletes every version of it (terraform-provider-aws, internal/service/s3/object.go).
    this.folder = bucket
      ? pulumi.output("")
      : pulumi.interpolate`${args.environment}-${new RandomId(`${name}-folder`, { byteLength: 3 }, { parent: this }).hex}/`;
    this.bucketName = bucket?.bucket ?? pulumi.output(args.existing as pulumi.Input<string>);
    this.arn = this.bucketName.apply((found) => bucketArnOf(args.region, found));
    const own = args.kmsKeyArn === undefined ? { serverSideEncryption: "AES256" } : { kmsKeyId: args.kmsKeyArn };
    this.encryption = bucket ? own : {};
    this.ready = bucket ? this.guards(name, bucket, args) : [];
    this.registerOutputs({ bucketName: this.bucketName, arn: this.arn, folder: this.folder });
  }

  private guards(
    name: string,
    { bucket }: Bucket,
    { kmsKeyArn, existingRoleArn }: EnvironmentBucketArgs,
  ): pulumi.Resource[] {
    const document = pulumi.all([this.arn, existingRoleArn]).apply(([arn, role]) => bucketPolicy(arn, role));
    const child = { parent: this };
    const block = new BucketPublicAccessBlock(
      `${name}-public-access`,
      { bucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      child,
    );
    const applyServerSideEncryptionByDefault =
      kmsKeyArn === undefined ? { sseAlgorithm: "AES256" } : { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn };
    return [
      block,
      new BucketVersioning(`${name}-versions`, { bucket, versioningConfiguration: { status: "Enabled" } }, child),
      new BucketServerSideEncryptionConfiguration(
        `${name}-encryption`,
        { bucket, rules: [{ applyServerSideEncryptionByDefault, bucketKeyEnabled: true }] },
        child,
      ),
      // S3 refuses two changes of a bucket's policy settings at once.
      new BucketPolicy(
        `${name}-tls-only`,
        { bucket, policy: pulumi.jsonStringify(document) },
        { ...child, dependsOn: [block] },
      ),
    ];
  }
}
