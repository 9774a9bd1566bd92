import { SubnetworkIAMMember } from "@pulumi/gcp/compute/subnetworkIAMMember";
import { CryptoKeyIAMMember } from "@pulumi/gcp/kms/cryptoKeyIAMMember";
import { IAMMember } from "@pulumi/gcp/projects/iammember";
import { ServiceIdentity } from "@pulumi/gcp/projects/serviceIdentity";
import { getProjectServiceAccountOutput } from "@pulumi/gcp/storage/getProjectServiceAccount";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkInputs } from "../settings";
import { agents, grantsOf } from "./grantsSpec";

export interface GrantsArgs {
  project: string;
  projectNumber: pulumi.Input<string>;
  region: string;
  kmsKey: pulumi.Input<string> | undefined;
  /** Stack config `airflow:gke.network`. */
  network: NetworkInputs;
  /** Whether the database is Cloud SQL. */
  cloudSql: boolean;
  /** Whether the program makes them, or only tells them. */
  make: boolean;
  after: pulumi.Resource[];
}

/** A grant as somebody else is told it. */
export interface ToldGrant {
  /** Full name of what it is on. */
  on: pulumi.Output<string>;
  role: string;
  member: pulumi.Output<string>;
}

/** What Google's agents of the project need on things that are not the project's: the key, the shared network. */
export class Grants extends pulumi.ComponentResource {
  readonly told: ToldGrant[];
  /** What must be there before anything is encrypted with the key, or is in the network. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: GrantsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:Grants", name, args, opts);
    const { kmsKey, network, cloudSql, make } = args;
    const wanted = grantsOf({ key: kmsKey !== undefined, sharedNetwork: network.project !== undefined, cloudSql });
    const { members, made } = this.agents(name, args);
    const grants = wanted.map(({ part, on, role, agent }) => ({ part, on, role, member: members(agent) }));
    const places = this.places(args);
    this.told = grants.map(({ on, role, member }) => ({ on: places[on], role, member }));
    this.ready = make
      ? grants.map(({ part, on, ...grant }) => this.grant(`${name}-${part}`, on, grant, args, made))
      : made;
    this.registerOutputs();
  }

  /** Some of Google's agents come into being only when they are asked for. */
  private agents(name: string, { project, projectNumber, kmsKey, cloudSql, after }: GrantsArgs) {
    const sql =
      kmsKey !== undefined && cloudSql
        ? [
            new ServiceIdentity(
              `${name}-sql-agent`,
              { project, service: "sqladmin.googleapis.com" },
              { parent: this, dependsOn: after },
            ),
          ]
        : [];
    const storage =
      kmsKey === undefined
        ? undefined
        : getProjectServiceAccountOutput({ project }, { parent: this, dependsOn: after }).emailAddress;
    const members = (agent: keyof ReturnType<typeof agents>) =>
      pulumi
        .all([projectNumber, agent === "storage" ? storage : undefined])
        .apply(([number, email]) => `serviceAccount:${email ?? agents(number)[agent]}`);
    return { members, made: sql };
  }

  private places({
    project,
    region,
    kmsKey,
    network,
  }: GrantsArgs): Record<"key" | "subnet" | "networkProject", pulumi.Output<string>> {
    const host = network.project ?? project;
    return {
      key: pulumi.output(kmsKey ?? ""),
      subnet: pulumi.interpolate`projects/${host}/regions/${region}/subnetworks/${network.subnet}`,
      networkProject: pulumi.interpolate`projects/${host}`,
    };
  }

  private grant(
    name: string,
    on: "key" | "subnet" | "networkProject",
    grant: { role: string; member: pulumi.Output<string> },
    { region, kmsKey = "", network, after }: GrantsArgs,
    made: pulumi.Resource[],
  ): pulumi.Resource {
    const child = { parent: this, dependsOn: [...after, ...made] };
    const project = network.project as pulumi.Input<string>;
    if (on === "key") return new CryptoKeyIAMMember(name, { cryptoKeyId: kmsKey, ...grant }, child);
    if (on === "networkProject") return new IAMMember(name, { project, ...grant }, child);
    const subnetwork = network.subnet as pulumi.Input<string>;
    return new SubnetworkIAMMember(name, { project, region, subnetwork, ...grant }, child);
  }
}
