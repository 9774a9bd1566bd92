import { existsSync, readFileSync } from "node:fs";
import { BucketObjectv2 } from "@pulumi/aws/s3/bucketObjectv2";
import * as pulumi from "@pulumi/pulumi";
import { filesBelow } from "../../shared/folder";
import { zipFile } from "../../shared/pluginsZip";
import type { EnvironmentBucket } from "./bucket";
import { DagObject } from "./dagObject";

export interface ArtifactsArgs {
  bucket: EnvironmentBucket;
  /** Folder of the DAGs on this machine; undefined where the user's own CI uploads them. */
  dagFolder: string | undefined;
  /** Folder of the DAGs in the bucket. */
  dagPath: string;
  /** Folder of the plugins on this machine. */
  pluginFolder: string;
  requirements: string;
  startupScript: pulumi.Input<string>;
}

/** An object that the environment reads in one version. */
export interface VersionedObject {
  path: pulumi.Output<string>;
  version: pulumi.Output<string>;
}

/** What MWAA reads from its bucket. Each change is a new version id, so the environment sees it. */
export class Artifacts extends pulumi.ComponentResource {
  readonly plugins: VersionedObject;
  readonly requirements: VersionedObject;
  readonly startupScript: VersionedObject;

  constructor(name: string, args: ArtifactsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:aws:Artifacts", name, args, opts);
    const options = { parent: this, dependsOn: args.bucket.ready };
    const bucket = args.bucket.bucketName;
    const versioned = (part: string, key: string, content: Content): VersionedObject => {
      const object = new BucketObjectv2(`${name}-${part}`, { bucket, key, ...content }, options);
      return { path: object.key, version: object.versionId };
    };
    const zip = zipFile(args.pluginFolder, ".cache/plugins");
    this.plugins = versioned("plugins", "plugins.zip", { source: new pulumi.asset.FileAsset(zip) });
    this.requirements = versioned("requirements", "requirements.txt", { content: args.requirements });
    this.startupScript = versioned("startup", "startup.sh", { content: args.startupScript });
    for (const file of args.dagFolder === undefined ? [] : filesBelow(args.dagFolder)) {
      const source = new pulumi.asset.FileAsset(`${args.dagFolder}/${file}`);
      new DagObject(`${name}-dag/${file}`, { bucket, key: `${args.dagPath}/${file}`, source }, options);
    }
    this.registerOutputs();
  }
}

type Content = { source: pulumi.asset.Asset } | { content: pulumi.Input<string> };

/** A file's text, or nothing where there is none. */
export const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");
