import { WebBackendServiceIamMember } from "@pulumi/gcp/iap/webBackendServiceIamMember";
import * as pulumi from "@pulumi/pulumi";
import type { AccessLists } from "../../../config";

export interface IapAccessArgs {
  project: string;
  access: AccessLists;
  /** The backend service that the grants are for, and no other. */
  backendName: pulumi.Input<string>;
  /** What must be there before anybody is let in: the release, whose login knows who may do what. */
  after: pulumi.Resource[];
}

/** Everybody who is named anywhere, once, in the order of the alphabet. */
export function iapMembers(access: AccessLists): string[] {
  return [...new Set([...access.admins, ...access.viewers, ...access.triggerCallers, ...access.operators])].sort();
}

/** Who may pass IAP to this one backend service. Anybody else gets 403 from Google. */
export class IapAccess extends pulumi.ComponentResource {
  constructor(name: string, args: IapAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:IapAccess", name, args, opts);
    const { project, access, backendName, after } = args;
    for (const member of iapMembers(access))
      new WebBackendServiceIamMember(
        `${name}-${member}`,
        { project, webBackendService: backendName, role: "roles/iap.httpsResourceAccessor", member },
        { parent: this, dependsOn: after },
      );
    this.registerOutputs();
  }
}
