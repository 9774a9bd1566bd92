import { Eip } from "@pulumi/aws/ec2/eip";
import { getVpcEndpointServiceOutput } from "@pulumi/aws/ec2/getVpcEndpointService";
import { NatGateway } from "@pulumi/aws/ec2/natGateway";
import { Route } from "@pulumi/aws/ec2/route";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { VpcEndpoint } from "@pulumi/aws/ec2/vpcEndpoint";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import * as pulumi from "@pulumi/pulumi";
import type { Mwaa } from "../../../config";
import { endpointServices } from "../../../config/mwaa/keys";
import type { Network } from "./network";

export interface EgressArgs {
  /** Stack config `airflow:mwaa.egress`. */
  mode: Mwaa["egress"];
  network: Network;
  region: string;
  /** Endpoint services that the VPC has already. */
  existingEndpoints: readonly string[];
  /** false leaves out what bills by the hour: gateways and interface endpoints. */
  awake: boolean;
  /** Whether addresses stay when the rest goes. */
  keepAddresses: boolean;
}

/** How many public subnets a mode needs. */
export const publicSubnetsOf = (mode: Mwaa["egress"]): number =>
  ({ nat: 1, natPerZone: 2, endpoints: 0, existing: 0 })[mode];

/** How the private subnets reach AWS and the internet. */
export class Egress extends pulumi.ComponentResource {
  /** Routes and endpoints: the environment can start only when they are there. */
  readonly ready: pulumi.Resource[];

  private readonly child: pulumi.CustomResourceOptions = { parent: this };

  constructor(
    private readonly label: string,
    private readonly args: EgressArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("airflow:aws:Egress", label, args, opts);
    this.ready = args.mode === "endpoints" ? this.endpoints() : this.gateways(publicSubnetsOf(args.mode));
    this.registerOutputs();
  }

  /** One gateway serves both zones, or each zone has its own; every private route table gets a default route. */
  private gateways(count: number): pulumi.Resource[] {
    const { network, awake, keepAddresses } = this.args;
    if (!awake && !keepAddresses) return [];
    const addresses = network.publicSubnetIds.slice(0, count).map(
      (_subnet, index) =>
        // Kept asleep: others may have this address on their allow list.
        new Eip(
          `${this.label}-address-${index + 1}`,
          { domain: "vpc", tags: { Name: `${this.label}-${index + 1}` } },
          this.child,
        ),
    );
    if (!awake || count === 0) return [];
    const gateways = addresses.map(
      (address, index) =>
        new NatGateway(
          `${this.label}-nat-${index + 1}`,
          {
            subnetId: network.publicSubnetIds[index] as pulumi.Output<string>,
            allocationId: address.id,
            tags: { Name: `${this.label}-${index + 1}` },
          },
          // An address is with one gateway at a time.
          { ...this.child, deleteBeforeReplace: true, dependsOn: network.publicReady },
        ),
    );
    return network.privateRouteTableIds.map((routeTableId, index) => {
      const natGatewayId = (gateways[index] ?? (gateways[0] as NatGateway)).id;
      const args = { routeTableId, destinationCidrBlock: "0.0.0.0/0", natGatewayId };
      return new Route(`${this.label}-default-${index + 1}`, args, this.child);
    });
  }

  private endpoints(): pulumi.Resource[] {
    const wanted = endpointServices.filter((service) => !this.args.existingEndpoints.includes(service));
    const { group, rules } = this.endpointGroup();
    const endpoints = wanted
      .filter((service) => this.args.awake || service === "s3")
      .map((service) => (service === "s3" ? this.gatewayEndpoint(service) : this.interfaceEndpoint(service, group)));
    return [...endpoints, ...rules];
  }

  /** Admits HTTPS from the environment, and nothing else. */
  private endpointGroup(): { group: SecurityGroup; rules: pulumi.Resource[] } {
    const { vpcId, securityGroupIds } = this.args.network;
    const description = "VPC endpoints: HTTPS from the MWAA environment";
    const group = new SecurityGroup(
      `${this.label}-endpoints`,
      { vpcId, description, tags: { Name: `${this.label}-endpoints` } },
      this.child,
    );
    const https = { securityGroupId: group.id, ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    const rules = securityGroupIds.map(
      (referencedSecurityGroupId, index) =>
        new SecurityGroupIngressRule(
          `${this.label}-endpoints-from-${index + 1}`,
          { ...https, referencedSecurityGroupId },
          this.child,
        ),
    );
    return { group, rules };
  }

  /** In China some services have a prefix of their own, and no list of AWS's says which: AWS is asked. */
  private serviceName(service: string): pulumi.Input<string> {
    const name = `com.amazonaws.${this.args.region}.${service}`;
    if (service === "s3" || !this.args.region.startsWith("cn-")) return name;
    const filters = [{ name: "service-name", values: [name, `cn.${name}`] }];
    return getVpcEndpointServiceOutput({ filters }, { parent: this }).serviceName;
  }

  private gatewayEndpoint(service: string): VpcEndpoint {
    const { vpcId, privateRouteTableIds } = this.args.network;
    return new VpcEndpoint(
      `${this.label}-${service}`,
      {
        vpcId,
        serviceName: this.serviceName(service),
        vpcEndpointType: "Gateway",
        routeTableIds: privateRouteTableIds,
      },
      this.child,
    );
  }

  private interfaceEndpoint(service: string, group: SecurityGroup): VpcEndpoint {
    const { vpcId, privateSubnetIds } = this.args.network;
    return new VpcEndpoint(
      `${this.label}-${service}`,
      {
        vpcId,
        serviceName: this.serviceName(service),
        vpcEndpointType: "Interface",
        subnetIds: privateSubnetIds,
        securityGroupIds: [group.id],
        privateDnsEnabled: true,
        tags: { Name: `${this.label}-${service}` },
      },
      // A name is answered by one endpoint of a VPC; and a subnet cannot go while an endpoint is in it.
      { ...this.child, deleteBeforeReplace: true, replaceOnChanges: ["subnetIds"] },
    );
  }
}
