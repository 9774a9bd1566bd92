import { BucketObjectv2 } from "@pulumi/aws/s3/bucketObjectv2";
import * as pulumi from "@pulumi/pulumi";
import type { Dags, Mwaa } from "../../../config";
import type { Packages } from "../../../config/mwaa/companyKeys";
import { dagFolder, pluginFolders, userText } from "../../shared/airflowFolder";
import { filesBelow } from "../../shared/folder";
import { zipFile } from "../../shared/pluginsZip";
import type { IgnoreSyntax } from "../../shared/upload/ignoreFiles";
import type { PackagesInputs } from "../settings";
import type { EnvironmentBucket } from "./bucket";
import { DagObject } from "./dagObject";
import { pipOptions, requirements } from "./requirements";
import { startupScript } from "./startupScript";

export interface ArtifactsArgs {
  bucket: EnvironmentBucket;
  airflowVersion: string;
  /** Stack config `airflow:dags`. */
  dags: Dags;
  /** Syntax in which this Airflow reads `.airflowignore`. */
  ignoreSyntax: IgnoreSyntax;
  /** Stack config `airflow:mwaa.dagPath`. */
  dagPath: string;
  /** Stack config `airflow:mwaa.egress`: with endpoints alone nothing can be installed. */
  egress: Mwaa["egress"];
  /** Stack config `airflow:mwaa.packages`: where MWAA's installation finds packages. */
  packages: PackagesInputs;
  /** Google Cloud project that jobs run in; undefined without Google. */
  googleProject: string | undefined;
  /** Credential configuration of the federation. */
  credentialConfig: pulumi.Input<object> | undefined;
}

/** An object that the environment reads in one version. */
export interface VersionedObject {
  path: pulumi.Output<string>;
  version: pulumi.Output<string>;
}

/** What MWAA reads from its bucket. Each change is a new version id, so the environment sees it. */
export class Artifacts extends pulumi.ComponentResource {
  /** Folder of the DAGs in the bucket: below the stack's own where the program uploads them. */
  readonly dagPath: pulumi.Output<string>;
  readonly plugins: VersionedObject;
  readonly requirements: VersionedObject;
  readonly startupScript: VersionedObject;

  constructor(name: string, args: ArtifactsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:aws:Artifacts", name, args, opts);
    const options = {
      parent: this,
      dependsOn: args.bucket.ready,
      // The provider would send the old key with the new way to encrypt (s3/object.go: both are read back), and S3 refuses the two.
      // The old object first: deleting it later takes the new one's versions too.
      replaceOnChanges: ["kmsKeyId", "serverSideEncryption"],
      deleteBeforeReplace: true,
    };
    const { bucketName: bucket, folder, encryption } = args.bucket;
    const versioned = (part: string, file: string, content: Content): VersionedObject => {
      const key = pulumi.interpolate`${folder}${file}`;
      const object = new BucketObjectv2(`${name}-${part}`, { bucket, key, ...encryption, ...content }, options);
      return { path: object.key, version: object.versionId };
    };
    const zip = zipFile(pluginFolders(), ".cache/plugins");
    this.plugins = versioned("plugins", "plugins.zip", { source: new pulumi.asset.FileAsset(zip) });
    this.requirements = versioned("requirements", "requirements.txt", { content: requirementsOf(args) });
    this.startupScript = versioned("startup", "startup.sh", { content: startupScriptOf(args) });
    const dags = dagFolder(args.dags);
    this.dagPath = dags === undefined ? pulumi.output(args.dagPath) : pulumi.interpolate`${folder}${args.dagPath}`;
    for (const file of dags === undefined ? [] : filesBelow(dags, args.ignoreSyntax)) {
      const source = new pulumi.asset.FileAsset(`${dags}/${file}`);
      new DagObject(
        `${name}-dag/${file}`,
        { bucket, key: pulumi.interpolate`${this.dagPath}/${file}`, ...encryption, source },
        options,
      );
    }
    this.registerOutputs({ dagPath: this.dagPath });
  }
}

type Content = { source: pulumi.asset.Asset } | { content: pulumi.Input<string> };

function requirementsOf({ airflowVersion, googleProject, egress, packages }: ArtifactsArgs): pulumi.Input<string> {
  const text = (known: Packages) =>
    requirements({
      airflowVersion,
      google: googleProject !== undefined,
      // EcrDockerOperator is in the plugins and in an example DAG. Wheels are the user's: what he wants of it he names.
      ecr: known.source === "index" || (known.source === "pypi" && egress !== "endpoints"),
      user: userText("requirements.txt"),
      options: pipOptions(known),
    });
  return packages.source === "index" ? pulumi.output(packages).apply(text) : text({ source: packages.source });
}

const startupScriptOf = ({ googleProject, credentialConfig, packages }: ArtifactsArgs): pulumi.Output<string> =>
  pulumi.all([credentialConfig, packages]).apply(([config, { indexUrl, indexSecretId }]) =>
    startupScript({
      googleProject,
      credentialConfig: config,
      index: indexUrl && indexSecretId ? { url: indexUrl, secretId: indexSecretId } : undefined,
      userScript: userText("startup.sh"),
    }),
  );
