import { Network as Vpc } from "@pulumi/gcp/compute/network";
import { Router } from "@pulumi/gcp/compute/router";
import { RouterNat } from "@pulumi/gcp/compute/routerNat";
import { Subnetwork } from "@pulumi/gcp/compute/subnetwork";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkInputs } from "../settings";

export interface NetworkArgs {
  /** Stack config `airflow:gke.network`. */
  network: NetworkInputs;
  /** Google Cloud project of an adopted network. */
  project: string;
  region: string;
  /** Asleep there are no nodes, and no NAT that bills for them. */
  awake: boolean;
  /** What must be there first: the enabled APIs. */
  after: pulumi.Resource[];
}

const podRange = "pods";
const serviceRange = "services";

/** Where the private nodes live: a VPC with one subnet and two secondary ranges, adopted or new, and a way out. */
export class Network extends pulumi.ComponentResource {
  /** Self link of the VPC. */
  readonly vpc: pulumi.Output<string>;
  /** Self link of the nodes' subnet. */
  readonly subnet: pulumi.Output<string>;
  readonly podRange: pulumi.Output<string>;
  readonly serviceRange: pulumi.Output<string>;
  /** What nodes need before they can pull an image. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("airflow:gke:Network", name, args, opts);
    const { network } = args;
    const place = network.vpc === undefined ? this.made(name, args) : this.adopted(args);
    this.vpc = place.vpc;
    this.subnet = place.subnet;
    this.podRange = pulumi.output(network.podRange ?? podRange);
    this.serviceRange = pulumi.output(network.serviceRange ?? serviceRange);
    this.ready = network.egress === "nat" && args.awake ? [this.nat(name, args)] : [];
    this.registerOutputs({ vpc: this.vpc, subnet: this.subnet });
  }

  private made(name: string, { network, region, after }: NetworkArgs) {
    const vpc = new Vpc(
      `${name}-vpc`,
      { autoCreateSubnetworks: false, description: "Airflow's nodes" },
      { parent: this, dependsOn: after },
    );
    const subnet = new Subnetwork(
      `${name}-subnet`,
      {
        network: vpc.selfLink,
        region,
        ipCidrRange: network.nodeCidr,
        secondaryIpRanges: [
          { rangeName: podRange, ipCidrRange: network.podCidr },
          { rangeName: serviceRange, ipCidrRange: network.serviceCidr },
        ],
        // Google's APIs (logs, buckets, BigQuery) are reached without the NAT and its price by the GB.
        privateIpGoogleAccess: true,
      },
      { parent: this },
    );
    return { vpc: vpc.selfLink, subnet: subnet.selfLink };
  }

  private adopted({ network, project: own, region }: NetworkArgs) {
    const project = network.project ?? own;
    return {
      vpc: pulumi.interpolate`projects/${project}/global/networks/${network.vpc}`,
      subnet: pulumi.interpolate`projects/${project}/regions/${region}/subnetworks/${network.subnet}`,
    };
  }

  private nat(name: string, { network, region, after }: NetworkArgs): RouterNat {
    // A shared network's router is its project's too.
    const place = network.project === undefined ? {} : { project: network.project };
    const router = new Router(
      `${name}-router`,
      { ...place, network: this.vpc, region },
      { parent: this, dependsOn: after },
    );
    return new RouterNat(
      `${name}-nat`,
      {
        ...place,
        router: router.name,
        region,
        natIpAllocateOption: "AUTO_ONLY",
        sourceSubnetworkIpRangesToNat: "LIST_OF_SUBNETWORKS",
        subnetworks: [{ name: this.subnet, sourceIpRangesToNats: ["ALL_IP_RANGES"] }],
        logConfig: { enable: true, filter: "ERRORS_ONLY" },
      },
      { parent: this },
    );
  }
}
