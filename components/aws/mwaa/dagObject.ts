import { getVersion } from "@pulumi/aws/utilities";
import * as pulumi from "@pulumi/pulumi";

export interface DagObjectArgs {
  bucket: pulumi.Input<string>;
  key: pulumi.Input<string>;
  source: pulumi.asset.Asset;
  kmsKeyId?: pulumi.Input<string>;
  serverSideEncryption?: string;
}

/**
 * The provider's BucketObjectv2, without the thirty outputs that nobody reads of a DAG file: each is a promise, and with
 * 2,000 files they were three quarters of a plan's time. To the engine it is the same resource.
 */
export class DagObject extends pulumi.CustomResource {
  constructor(name: string, args: DagObjectArgs, opts: pulumi.CustomResourceOptions) {
    super("aws:s3/bucketObjectv2:BucketObjectv2", name, { ...args }, { version: getVersion(), ...opts });
  }
}
