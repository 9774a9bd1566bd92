// A program of somebody else's: a VPC of its own, and both homes in it.
import { RouteTable } from "@pulumi/aws/ec2/routeTable";
import { Subnet } from "@pulumi/aws/ec2/subnet";
import { Vpc } from "@pulumi/aws/ec2/vpc";
import { Network } from "@pulumi/gcp/compute/network";
import { Subnetwork } from "@pulumi/gcp/compute/subnetwork";
import { AirflowOnGke, AirflowOnMwaa } from "airflow-two-clouds";

export function program() {
  const vpc = new Vpc("mine", { cidrBlock: "10.0.0.0/16" });
  const subnet = (name: string, cidrBlock: string, availabilityZone: string) =>
    new Subnet(name, { vpcId: vpc.id, cidrBlock, availabilityZone });
  const [first, second, open] = [
    subnet("first", "10.0.1.0/24", "eu-west-1a"),
    subnet("second", "10.0.2.0/24", "eu-west-1b"),
    subnet("open", "10.0.3.0/24", "eu-west-1a"),
  ];
  const mwaa = new AirflowOnMwaa("etl", {
    aws: { region: "eu-west-1", accountId: "444455556666" },
    gcpProject: "their-project",
    dags: "dags",
    mwaa: {
      network: {
        vpcId: vpc.id,
        privateSubnetIds: [first.id, second.id],
        publicSubnetIds: [open.id],
        privateRouteTableIds: [new RouteTable("routes", { vpcId: vpc.id }).id],
      },
    },
  });

  const network = new Network("mine", { autoCreateSubnetworks: false });
  const nodes = new Subnetwork("nodes", { network: network.id, ipCidrRange: "10.10.0.0/20", region: "europe-west1" });
  const gke = new AirflowOnGke("lab", {
    gcpProject: "their-project",
    gcpRegion: "europe-west1",
    dags: "dags",
    gke: {
      domain: "airflow.their-company.com",
      network: { vpc: network.name, subnet: nodes.name, podRange: "pods", serviceRange: "services" },
    },
  });
  return { mwaa: mwaa.outputs, gke: gke.outputs };
}
