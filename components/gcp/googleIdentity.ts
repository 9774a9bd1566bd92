import { IAMMember } from "@pulumi/gcp/projects/iammember";
import { Service } from "@pulumi/gcp/projects/service";
import { Account } from "@pulumi/gcp/serviceaccount/account";
import * as pulumi from "@pulumi/pulumi";
import { roleLabel } from "../shared/labels";
import { fitId } from "./fitId";
import type { GoogleInputs } from "./settings";

export interface GoogleIdentityArgs {
  /** Google Cloud project of the account and its roles. */
  project: string;
  /** Stack config `airflow:google`. */
  google: GoogleInputs;
  /** Name of the stack's Airflow; the account's id is made from it unless config names one. */
  stackName: string;
  /** APIs that must be on, such as `bigquery.googleapis.com`. Left alone where `google.enableApis` is false. */
  apis: string[];
}

/** Who Airflow is on Google Cloud: one service account, the same on both homes, with its project roles. */
export class GoogleIdentity extends pulumi.ComponentResource {
  /** Email of the account. */
  readonly email: pulumi.Output<string>;
  /** Full resource name, `projects/P/serviceAccounts/EMAIL`, as IAM bindings on the account take it. */
  readonly accountName: pulumi.Output<string>;
  /** `serviceAccount:EMAIL`, as IAM grants to the account take it. */
  readonly member: pulumi.Output<string>;
  /** The enabled APIs: whatever calls one of them depends on these. */
  readonly apis: Service[];

  constructor(name: string, args: GoogleIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gcp:GoogleIdentity", name, args, opts);
    const { project, google } = args;
    this.apis = google.enableApis ? this.enabled(name, project, args.apis) : [];
    this.email = pulumi.output(google.existingServiceAccount ?? this.account(name, args).email);
    const owner = google.existingServiceAccount === undefined ? project : this.email.apply(ownerOf);
    this.accountName = pulumi.interpolate`projects/${owner}/serviceAccounts/${this.email}`;
    this.member = pulumi.interpolate`serviceAccount:${this.email}`;
    for (const role of new Set(google.roles))
      new IAMMember(
        `${name}-${roleLabel(role)}`,
        { project, role, member: this.member },
        { parent: this, dependsOn: this.apis },
      );
    this.registerOutputs({ email: this.email, accountName: this.accountName });
  }

  private account(name: string, { project, google, stackName }: GoogleIdentityArgs): Account {
    const accountId = google.serviceAccountId ?? fitId(stackName, 30, { min: 6 });
    const args = {
      project,
      accountId,
      displayName: `Airflow ${stackName}`,
      description: "Airflow's tasks; managed by Pulumi",
    };
    return new Account(`${name}-account`, args, { parent: this, dependsOn: this.apis });
  }

  private enabled(name: string, project: string, apis: string[]): Service[] {
    const turnOn = (service: string, dependsOn: Service[]) => {
      const args = { project, service, disableOnDestroy: false, disableDependentServices: false };
      return new Service(`${name}-${service.split(".")[0]}`, args, { parent: this, dependsOn });
    };
    const first = apis.filter((api) => api === readBackApi).map((api) => turnOn(api, []));
    return [...first, ...apis.filter((api) => api !== readBackApi).map((api) => turnOn(api, first))];
  }
}

/** The provider reads every enabled API's project back through this one: while it is off, no other can be turned on. */
const readBackApi = "cloudresourcemanager.googleapis.com";

/** Project that holds an existing account; `-` lets Google find it where the email does not tell. */
const ownerOf = (email: string): string => /@([a-z0-9-]+)\.iam\.gserviceaccount\.com$/.exec(email)?.[1] ?? "-";
