/** What an account has that stacks of these tests adopt: made once in moto, all as it must be. */

import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { EC2 } from "@aws-sdk/client-ec2";
import { ECR } from "@aws-sdk/client-ecr";
import { IAM } from "@aws-sdk/client-iam";
import { KMS } from "@aws-sdk/client-kms";
import { S3 } from "@aws-sdk/client-s3";
import { keyPolicy } from "../../../../components/aws/iam/policies";
import { account } from "./moto";

export const region = "us-east-1";
export const place = { region, accountId: account };

export const credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY",
};

/** Clients that speak to moto itself: what a test changes is no call of doctor's. */
export function clients(port: number) {
  const config = { region, credentials, endpoint: `http://127.0.0.1:${port}` };
  return {
    ec2: new EC2(config),
    ecr: new ECR(config),
    iam: new IAM(config),
    kms: new KMS(config),
    logs: new CloudWatchLogs(config),
    metrics: new CloudWatch(config),
    s3: new S3(config),
  };
}

export type Clients = ReturnType<typeof clients>;

export interface Network {
  vpc: string;
  /** Private, in two zones. */
  subnets: [string, string];
  publicSubnets: [string, string];
  /** Of the private subnets. */
  tables: [string, string];
  publicTable: string;
  gateway: string;
  /** Undefined where nothing leads out. */
  nat: string | undefined;
  address: string | undefined;
  group: string;
  acl: string;
  endpoints: Record<string, string>;
  /** Route tables that the stack names instead of its own; only in a world that is wrong so. */
  named?: [string, string];
  /** A subnet that is in the way. */
  extra?: string;
}

const id = (value: string | undefined): string => {
  if (value === undefined) throw new Error("moto gave no id.");
  return value;
};

/** A VPC as an organisation has it. `way`: by which the private subnets reach AWS. */
export async function network({ ec2 }: Clients, range: string, way: "nat" | "endpoints" | "none"): Promise<Network> {
  const vpc = id((await ec2.createVpc({ CidrBlock: `${range}.0.0/16` })).Vpc?.VpcId);
  await ec2.modifyVpcAttribute({ VpcId: vpc, EnableDnsHostnames: { Value: true } });
  const subnet = async (number: number, zone: string) =>
    id(
      (await ec2.createSubnet({ VpcId: vpc, CidrBlock: `${range}.${number}.0/24`, AvailabilityZone: zone })).Subnet
        ?.SubnetId,
    );
  const table = async (...members: string[]) => {
    const made = id((await ec2.createRouteTable({ VpcId: vpc })).RouteTable?.RouteTableId);
    for (const SubnetId of members) await ec2.associateRouteTable({ RouteTableId: made, SubnetId });
    return made;
  };
  const subnets: [string, string] = [await subnet(0, "us-east-1a"), await subnet(1, "us-east-1b")];
  const publicSubnets: [string, string] = [await subnet(8, "us-east-1a"), await subnet(9, "us-east-1b")];
  const tables: [string, string] = [await table(subnets[0]), await table(subnets[1])];
  const publicTable = await table(...publicSubnets);
  const gateway = id((await ec2.createInternetGateway({})).InternetGateway?.InternetGatewayId);
  await ec2.attachInternetGateway({ InternetGatewayId: gateway, VpcId: vpc });
  const out = { DestinationCidrBlock: "0.0.0.0/0" };
  await ec2.createRoute({ RouteTableId: publicTable, ...out, GatewayId: gateway });
  const group = id(
    (await ec2.createSecurityGroup({ GroupName: "airflow", Description: "airflow", VpcId: vpc })).GroupId,
  );
  await ec2.authorizeSecurityGroupIngress({
    GroupId: group,
    IpPermissions: [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: group }] }],
  });
  const acls = await ec2.describeNetworkAcls({ Filters: [{ Name: "vpc-id", Values: [vpc] }] });
  const acl = id(acls.NetworkAcls?.[0]?.NetworkAclId);
  const made: Network = {
    vpc,
    subnets,
    publicSubnets,
    tables,
    publicTable,
    gateway,
    nat: undefined,
    address: undefined,
    group,
    acl,
    endpoints: {},
  };
  if (way === "nat") {
    made.address = id((await ec2.allocateAddress({ Domain: "vpc" })).AllocationId);
    made.nat = id(
      (await ec2.createNatGateway({ SubnetId: publicSubnets[0], AllocationId: made.address })).NatGateway?.NatGatewayId,
    );
    for (const RouteTableId of tables) await ec2.createRoute({ RouteTableId, ...out, NatGatewayId: made.nat });
  }
  if (way === "endpoints") {
    const services = [
      "s3",
      "monitoring",
      "logs",
      "ecr.api",
      "ecr.dkr",
      "sqs",
      "kms",
      "airflow.api",
      "airflow.env",
      "secretsmanager",
    ];
    const all = await Promise.all(services.map((service) => endpoint(ec2, made, service)));
    made.endpoints = Object.fromEntries(services.map((service, index) => [service, all[index] as string]));
  }
  return made;
}

export async function endpoint(
  ec2: EC2,
  { vpc, subnets, tables, group }: Network,
  service: string,
  more = {},
): Promise<string> {
  const { VpcEndpoint } = await ec2.createVpcEndpoint({
    VpcId: vpc,
    ServiceName: `com.amazonaws.${region}.${service}`,
    ...(service === "s3"
      ? { VpcEndpointType: "Gateway", RouteTableIds: tables }
      : { VpcEndpointType: "Interface", SubnetIds: subnets, SecurityGroupIds: [group], PrivateDnsEnabled: true }),
    ...more,
  });
  return id(VpcEndpoint?.VpcEndpointId);
}

export const closed = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};

export interface Stores {
  bucket: string;
  key: string;
  policy: string;
  /** Another key. */
  other?: string;
}

export const goodKeyPolicy = JSON.stringify(keyPolicy(place, "airflow-dev"));

export async function stores({ s3, kms, ecr, iam }: Clients): Promise<Stores> {
  const bucket = "acme-airflow";
  await s3.createBucket({ Bucket: bucket });
  await s3.putBucketVersioning({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } });
  await s3.putPublicAccessBlock({ Bucket: bucket, PublicAccessBlockConfiguration: closed });
  const { KeyMetadata } = await kms.createKey({ Policy: goodKeyPolicy, KeyUsage: "ENCRYPT_DECRYPT" });
  const key = id(KeyMetadata?.Arn);
  await ecr.createRepository({ repositoryName: "etl" });
  const { Policy } = await iam.createPolicy({
    PolicyName: "lake",
    PolicyDocument: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
    }),
  });
  await iam.createRole({
    RoleName: "data",
    AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [] }),
  });
  return { bucket, key, policy: id(Policy?.Arn) };
}
