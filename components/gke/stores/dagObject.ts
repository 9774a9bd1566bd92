import { getVersion } from "@pulumi/gcp/utilities";
import * as pulumi from "@pulumi/pulumi";

export interface DagObjectArgs {
  bucket: pulumi.Input<string>;
  /** Path in the bucket. */
  name: string;
  source: pulumi.asset.Asset;
}

/**
 * The provider's BucketObject, without the outputs that nobody reads of a DAG file: each is a promise, and a folder may
 * have thousands of files. To the engine it is the same resource.
 */
export class DagObject extends pulumi.CustomResource {
  constructor(name: string, args: DagObjectArgs, opts: pulumi.CustomResourceOptions) {
    super("gcp:storage/bucketObject:BucketObject", name, { ...args }, { version: getVersion(), ...opts });
  }
}
