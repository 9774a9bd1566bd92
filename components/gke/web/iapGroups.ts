import { Settings } from "@pulumi/gcp/iap/settings";
import * as pulumi from "@pulumi/pulumi";

export interface IapGroupsArgs {
  projectNumber: pulumi.Input<string>;
  /** The backend service whose callers are asked, and no other. */
  backendName: pulumi.Input<string>;
  /** Stack config `airflow:gke.groupsAttribute`. */
  attribute: string;
}

/** What IAP evaluates at each request (https://cloud.google.com/iap/docs/saml-attribute-propagation). */
export const groupsExpression = (attribute: string): string =>
  `attributes.saml_attributes.filter(attribute, attribute.name in ['${attribute}'])`;

/** Lets IAP tell Airflow, in the assertion that it signs, which groups a caller's SAML login had. */
export class IapGroups extends pulumi.ComponentResource {
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: IapGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:IapGroups", name, args, opts);
    const { projectNumber, backendName, attribute } = args;
    const settings = new Settings(
      `${name}-settings`,
      {
        name: pulumi.interpolate`projects/${projectNumber}/iap_web/compute/services/${backendName}`,
        applicationSettings: {
          attributePropagationSettings: {
            enable: true,
            expression: groupsExpression(attribute),
            // Not as a header: whoever reaches the pod could write one.
            outputCredentials: ["JWT"],
          },
        },
      },
      { parent: this },
    );
    this.ready = [settings];
    this.registerOutputs();
  }
}
