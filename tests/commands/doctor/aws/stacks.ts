/** The stacks that meet these worlds, by what they adopt. */
import type { Change } from "../../../graph";
import type { Cloud } from "./cloud";

/** Everything adopted that can be. */
export const adopting = ({ stores }: Cloud, network: Cloud["open"], part: object, more: Change = {}): Change => ({
  "airflow:mwaa": {
    egress: "existing",
    network: { vpcId: network.vpc, privateSubnetIds: network.subnets, securityGroupIds: [network.group] },
    bucketName: stores.bucket,
    kmsKeyArn: stores.key,
    ecrRepositories: ["etl"],
    policyArns: [stores.policy],
    ...part,
  },
  "airflow:access": { admins: ["arn:aws:iam::222233334444:role/data"], viewers: [], triggerCallers: [] },
  ...more,
});

export const stacks: Record<string, (cloud: Cloud) => Change> = {
  "all new": () => ({}),
  "a VPC with a NAT gateway": (of) => adopting(of, of.open, {}),
  "a VPC with endpoints": (of) => adopting(of, of.shut, {}, { "airflow:google": { enabled: false } }),
  "a VPC that gets NAT gateways": ({ bare }) => ({
    "airflow:mwaa": {
      egress: "natPerZone",
      network: {
        vpcId: bare.vpc,
        privateSubnetIds: bare.subnets,
        publicSubnetIds: bare.publicSubnets,
        privateRouteTableIds: bare.named ?? bare.tables,
      },
    },
  }),
  "a VPC that gets endpoints": ({ bare }) => ({
    "airflow:google": { enabled: false },
    "airflow:mwaa": {
      egress: "endpoints",
      network: { vpcId: bare.vpc, privateSubnetIds: bare.subnets, privateRouteTableIds: bare.tables },
    },
  }),
  "a VPC that gets subnets": ({ open }) => ({
    "airflow:mwaa": {
      egress: "nat",
      network: {
        vpcId: open.vpc,
        publicSubnetIds: open.publicSubnets,
        privateSubnetCidrs: ["10.1.100.0/24", "10.1.101.0/24"],
      },
    },
  }),
};
