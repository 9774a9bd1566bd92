import { InternetGateway } from "@pulumi/aws/ec2/internetGateway";
import { Route } from "@pulumi/aws/ec2/route";
import { RouteTable } from "@pulumi/aws/ec2/routeTable";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { Subnet } from "@pulumi/aws/ec2/subnet";
import { Vpc } from "@pulumi/aws/ec2/vpc";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import * as pulumi from "@pulumi/pulumi";
import { labelled } from "../../shared/labels";
import type { NetworkInputs } from "../settings";
import { quarters } from "./cidr";
import { firstZones, inTwoZones } from "./zones";

export interface NetworkArgs {
  /** Stack config `airflow:mwaa.network`: what it names is adopted, the rest is made. */
  network: NetworkInputs;
  /** How many public subnets the egress needs: 0, 1 or 2. */
  publicSubnets: number;
  /** Whether people inside a new VPC open the Airflow page at its private address. */
  privatePage: boolean;
}

/** Where MWAA lives: a VPC with two private subnets in two zones, and the environment's security group. */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  /** Two, in different zones. */
  readonly privateSubnetIds: pulumi.Output<string>[];
  /** As many as asked for. */
  readonly publicSubnetIds: pulumi.Output<string>[];
  /** Route tables of the private subnets; two where they are made here. */
  readonly privateRouteTableIds: pulumi.Output<string>[];
  /** Security groups of the environment. */
  readonly securityGroupIds: pulumi.Output<string>[];

  /** The way in and out of public subnets made here: a NAT gateway can be made only when it is there. */
  readonly publicReady: pulumi.Resource[] = [];
  /** What ids do not carry: associations with route tables, rules of the security group. */
  readonly ready: pulumi.Resource[] = [];

  private readonly child = { parent: this };
  private readonly zonesNamed: boolean;

  constructor(
    private readonly label: string,
    args: NetworkArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("airflow:aws:Network", label, args, opts);
    const { network } = args;
    this.zonesNamed = network.zones !== undefined;
    const [publicA, publicB, privateA, privateB] = quarters(network.vpcCidr);
    const zones = () => pulumi.output((network.zones as [string, string] | undefined) ?? firstZones(this.child));
    const privateCidrs = network.privateSubnetCidrs ?? [privateA, privateB];
    this.vpcId = pulumi.output(network.vpcId ?? this.vpc(network.vpcCidr).id);
    this.publicSubnetIds =
      network.vpcId === undefined
        ? this.publicSubnets([publicA, publicB].slice(0, args.publicSubnets), zones)
        : adopted(network.publicSubnetIds?.slice(0, args.publicSubnets));
    if (network.privateSubnetIds !== undefined) {
      this.privateSubnetIds = inTwoZones(network.privateSubnetIds, this.vpcId, this.child);
      this.privateRouteTableIds = adopted(network.privateRouteTableIds);
    } else {
      const subnets = this.subnets("private", privateCidrs, zones());
      this.privateSubnetIds = subnets.map((subnet) => subnet.id);
      this.privateRouteTableIds = subnets.map((subnet, index) => this.privateRouteTable(subnet, index + 1));
    }
    this.securityGroupIds = network.securityGroupIds
      ? adopted(network.securityGroupIds)
      : [this.securityGroup(args.privatePage ? network : undefined)];
    this.registerOutputs({ vpcId: this.vpcId, privateSubnetIds: this.privateSubnetIds });
  }

  private tagged(part: string) {
    return { Name: `${this.label}-${part}` };
  }

  private vpc(cidrBlock: string): Vpc {
    // Private DNS of endpoints needs both.
    const dns = { enableDnsSupport: true, enableDnsHostnames: true };
    return new Vpc(`${this.label}-vpc`, { cidrBlock, ...dns, tags: this.tagged("vpc") }, this.child);
  }

  private subnets(kind: "public" | "private", cidrs: string[], zones: pulumi.Output<[string, string]>): Subnet[] {
    // A zone that AWS adds later must not move a subnet that is in use; one that config names must.
    const ignoreChanges = this.zonesNamed ? [] : ["availabilityZone"];
    return cidrs.map((cidrBlock, index) => {
      const availabilityZone = zones.apply((both) => both[index] as string);
      const part = `${kind}-${index + 1}`;
      // The ranges of two subnets must not meet, also while one replaces the other.
      const options = {
        ...this.child,
        ignoreChanges,
        deleteBeforeReplace: true,
        // A subnet goes when the environment in it is gone, which may take MWAA longer than the provider's 20 minutes.
        customTimeouts: { delete: "90m" },
      };
      const args = { vpcId: this.vpcId, cidrBlock, availabilityZone, tags: this.tagged(part) };
      return new Subnet(`${this.label}-${part}`, args, options);
    });
  }

  private publicSubnets(cidrs: string[], zones: () => pulumi.Output<[string, string]>): pulumi.Output<string>[] {
    if (cidrs.length === 0) return [];
    const gateway = new InternetGateway(
      `${this.label}-internet`,
      { vpcId: this.vpcId, tags: this.tagged("internet") },
      // It cannot leave a VPC whose addresses are in use: a new VPC gets one of its own.
      { ...this.child, replaceOnChanges: ["vpcId"] },
    );
    const table = this.routeTable("public");
    const route = new Route(
      `${this.label}-public-default`,
      { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: gateway.id },
      this.child,
    );
    this.publicReady.push(route);
    return this.subnets("public", cidrs, zones()).map((subnet, index) => {
      this.publicReady.push(this.associate(`public-${index + 1}`, subnet, table));
      return subnet.id;
    });
  }

  private privateRouteTable(subnet: Subnet, number: number): pulumi.Output<string> {
    const table = this.routeTable(`private-${number}`);
    this.ready.push(this.associate(`private-${number}`, subnet, table));
    return table.id;
  }

  private routeTable(part: string): RouteTable {
    return new RouteTable(`${this.label}-${part}-routes`, { vpcId: this.vpcId, tags: this.tagged(part) }, this.child);
  }

  private associate(part: string, subnet: Subnet, table: RouteTable): RouteTableAssociation {
    return new RouteTableAssociation(
      `${this.label}-${part}-routes`,
      { subnetId: subnet.id, routeTableId: table.id },
      this.child,
    );
  }

  /**
   * MWAA's components talk to each other in any way; everything may go out (egress decides what that means).
   *
   * @param pageOf network whose people open the page at its private address
   */
  private securityGroup(pageOf: NetworkInputs | undefined): pulumi.Output<string> {
    const description = "MWAA environment: its components among themselves";
    const group = new SecurityGroup(
      `${this.label}-environment`,
      { vpcId: this.vpcId, description, tags: this.tagged("environment") },
      // MWAA's network interfaces go a while after the environment.
      { ...this.child, customTimeouts: { delete: "45m" } },
    );
    const securityGroupId = group.id;
    this.ready.push(
      new SecurityGroupIngressRule(
        `${this.label}-from-itself`,
        { securityGroupId, referencedSecurityGroupId: group.id, ipProtocol: "-1" },
        this.child,
      ),
      new SecurityGroupEgressRule(
        `${this.label}-to-anywhere`,
        { securityGroupId, cidrIpv4: "0.0.0.0/0", ipProtocol: "-1" },
        this.child,
      ),
    );
    if (pageOf !== undefined) this.openPage(pageOf, securityGroupId);
    return group.id;
  }

  private openPage({ pageFrom, vpcId, vpcCidr }: NetworkInputs, securityGroupId: pulumi.Output<string>): void {
    const https = { securityGroupId, ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    const open = (label: string, peer: object) =>
      new SecurityGroupIngressRule(`${this.label}-https${label}`, { ...https, ...peer }, this.child);
    if (pageFrom !== undefined)
      for (const [label, from] of labelled(pageFrom, (id) => id)) open(`-${label}`, peerOf(from));
    else if (vpcId === undefined) open("", { cidrIpv4: vpcCidr });
  }
}

/** A peer of a rule, by what its id says it is. */
function peerOf(from: pulumi.Input<string>) {
  const where = (form: RegExp) =>
    typeof from === "string" ? given(from, form) : pulumi.output(from).apply((id) => given(id, form));
  return { cidrIpv4: where(/\//), prefixListId: where(/^pl-/), referencedSecurityGroupId: where(/^sg-/) };
}

const given = (id: string, form: RegExp): string | undefined => (form.test(id) ? id : undefined);

const adopted = (ids: pulumi.Input<string>[] = []): pulumi.Output<string>[] => ids.map((id) => pulumi.output(id));
