import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import * as pulumi from "@pulumi/pulumi";
import { ownFolder } from "../../shared/airflowFolder";
import { filesBelow } from "../../shared/folder";

export interface IapLoginArgs {
  namespace: pulumi.Input<string>;
  /** The cluster, where it goes with everything in it. */
  deletedWith: pulumi.Resource | undefined;
  after: pulumi.Resource[];
}

/** The files of the login, by name. `airflow/iap/README.md` tells how they are used. */
export function iapFiles(folder = ownFolder("iap")): Record<string, string> {
  const files = filesBelow(folder).filter((file) => /^[^/]+\.py$/.test(file));
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

/** Airflow's one login, IAP's signed assertion, as files that every pod mounts. */
export class IapLogin extends pulumi.ComponentResource {
  /** Name of the ConfigMap. */
  readonly configMap: pulumi.Output<string>;

  constructor(name: string, args: IapLoginArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:IapLogin", name, args, opts);
    const files = new ConfigMap(
      `${name}-files`,
      // Changed files are a new object with a new name, so the pods restart with them.
      { metadata: { namespace: args.namespace }, immutable: true, data: iapFiles() },
      { parent: this, dependsOn: args.after, deletedWith: args.deletedWith },
    );
    this.configMap = files.metadata.name;
    this.registerOutputs({ configMap: this.configMap });
  }
}
