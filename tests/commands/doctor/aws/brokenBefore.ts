/** Worlds that are wrong in one way before the first `up`. */
import { closed, endpoint, goodKeyPolicy, type Network } from "./build";
import { type Cloud, quotas } from "./cloud";

/** One way to be wrong. */
export interface Broken {
  /** Which stack meets it: a key of the stacks of before.spec.ts. */
  stack: string;
  /** What doctor says, whole; `{vpc}` and the like are filled in by `named`. */
  says: (cloud: Cloud) => string | string[];
  /** Breaks it, and gives what mends it. */
  wrong: (cloud: Cloud) => Promise<() => unknown>;
}

const nat = "a VPC with a NAT gateway";
const shut = "a VPC with endpoints";
const gets = "a VPC that gets NAT gateways";
const out = "0.0.0.0/0";

/** An answer of the front's for one world; answers are set anew before each. */
const answer =
  (call: string, give: (input: Record<string, unknown>) => Record<string, unknown>) => async (all: Cloud) => {
    const before = all.front.answers.get(call);
    all.front.answers.set(call, give);
    return () => before && all.front.answers.set(call, before);
  };

const quota = (code: string, value: number) => async () => {
  const before = quotas[code] as number;
  quotas[code] = value;
  return () => {
    quotas[code] = before;
  };
};

const simulated = (action: RegExp, more: object) =>
  answer("iam.SimulatePrincipalPolicy", (input) => ({
    EvaluationResults: Object.entries(input)
      .filter(([key]) => key.startsWith("ActionNames.member."))
      .map(([, name]) => ({
        EvalActionName: name,
        EvalResourceName: "*",
        EvalDecision: "allowed",
        ...(action.test(String(name)) && more),
      })),
    IsTruncated: false,
  }));

/** moto wants some calls to name a key by its id. */
const uuid = (arn = ""): string => arn.split("/")[1] ?? "";

const user = "arn:aws:sts::222233334444:user/moto";

export const brokenBefore: Record<string, Broken> = {
  "subnets in one zone": {
    stack: nat,
    says: ({ open }) => `willBreak aws.subnets ${open.subnets[1]}: is in us-east-1a, as ${open.subnets[0]} is`,
    wrong: async ({ ec2, open }) => {
      // A subnet does not move: the second one is another for a while.
      const [, second] = open.subnets;
      const made = await ec2.createSubnet({
        VpcId: open.vpc,
        CidrBlock: "10.1.50.0/24",
        AvailabilityZone: "us-east-1a",
      });
      const other = made.Subnet?.SubnetId as string;
      await ec2.associateRouteTable({ RouteTableId: open.tables[1], SubnetId: other });
      open.subnets[1] = other;
      return () => {
        open.subnets[1] = second;
      };
    },
  },
  "a subnet that is not there": {
    stack: nat,
    says: () => "willBreak aws.subnets subnet-00000000000000000: is not in this account and region",
    wrong: async ({ open }) => {
      const [, second] = open.subnets;
      open.subnets[1] = "subnet-00000000000000000";
      return () => {
        open.subnets[1] = second;
      };
    },
  },
  "a public subnet": {
    stack: nat,
    says: ({ open }) =>
      `willBreak aws.subnet-private ${open.subnets[0]}: is public: ${open.tables[0]} sends 0.0.0.0/0 to ${open.gateway}`,
    wrong: async ({ ec2, open }) => {
      const route = { RouteTableId: open.tables[0], DestinationCidrBlock: out };
      await ec2.replaceRoute({ ...route, GatewayId: open.gateway });
      return () => ec2.replaceRoute({ ...route, NatGatewayId: open.nat });
    },
  },
  "a way out by a peering": {
    stack: nat,
    says: ({ open }) =>
      `willBreak aws.way-out ${open.subnets[0]}: its default route leads to the peering ${open.extra}, which carries nothing further (${open.tables[0]})`,
    wrong: async ({ ec2, open, shut: other }) => {
      const route = { RouteTableId: open.tables[0], DestinationCidrBlock: out };
      const { VpcPeeringConnection } = await ec2.createVpcPeeringConnection({ VpcId: open.vpc, PeerVpcId: other.vpc });
      open.extra = VpcPeeringConnection?.VpcPeeringConnectionId;
      await ec2.replaceRoute({ ...route, VpcPeeringConnectionId: open.extra });
      return () => ec2.replaceRoute({ ...route, NatGatewayId: open.nat });
    },
  },
  "no way out": {
    stack: nat,
    says: ({ open }) =>
      `willBreak aws.endpoints ${open.vpc}: ${open.subnets[0]} have no way out, and no endpoint for s3, monitoring, logs, ecr.api, ecr.dkr, sqs, kms, airflow.api, airflow.env`,
    wrong: async ({ ec2, open }) => {
      const route = { RouteTableId: open.tables[0], DestinationCidrBlock: out };
      await ec2.deleteRoute(route);
      return () => ec2.createRoute({ ...route, NatGatewayId: open.nat });
    },
  },
  "a NAT gateway whose own subnet is not public": {
    stack: nat,
    says: ({ open }) =>
      open.subnets.map(
        (subnet, index) =>
          `willBreak aws.way-out ${subnet}: its default route leads to ${open.nat}, whose own subnet ${open.publicSubnets[0]} has no internet gateway (${open.tables[index]})`,
      ),
    wrong: async ({ ec2, open }) => {
      const route = { RouteTableId: open.publicTable, DestinationCidrBlock: out };
      await ec2.deleteRoute(route);
      return () => ec2.createRoute({ ...route, GatewayId: open.gateway });
    },
  },
  "a network ACL that stops HTTPS": {
    stack: nat,
    says: ({ open }) => `willBreak aws.network-acl ${open.acl}: stops port 443 to the internet`,
    wrong: aclRule({ Egress: true, PortRange: { From: 443, To: 443 }, CidrBlock: out }),
  },
  "a network ACL that stops PostgreSQL": {
    stack: nat,
    says: ({ open }) => `willBreak aws.network-acl ${open.acl}: stops port 5432 from 10.1.0.0/24`,
    wrong: aclRule({ Egress: false, PortRange: { From: 5432, To: 5432 }, CidrBlock: out }),
  },
  "a network ACL that stops answers": {
    stack: nat,
    says: ({ open }) => `willBreak aws.network-acl ${open.acl}: stops answers from the internet (port 32768)`,
    wrong: aclRule({ Egress: false, PortRange: { From: 30000, To: 40000 }, CidrBlock: out }),
  },
  "a VPC without DNS host names": {
    stack: nat,
    says: ({ open }) => `willBreak aws.vpc-dns ${open.vpc}: has DNS host names off`,
    wrong: async ({ ec2, open }) => {
      await ec2.modifyVpcAttribute({ VpcId: open.vpc, EnableDnsHostnames: { Value: false } });
      return () => ec2.modifyVpcAttribute({ VpcId: open.vpc, EnableDnsHostnames: { Value: true } });
    },
  },
  "a VPC without DNS resolution": {
    stack: nat,
    says: ({ open }) => `willBreak aws.vpc-dns ${open.vpc}: has DNS resolution off`,
    wrong: async ({ ec2, open }) => {
      await ec2.modifyVpcAttribute({ VpcId: open.vpc, EnableDnsSupport: { Value: false } });
      return () => ec2.modifyVpcAttribute({ VpcId: open.vpc, EnableDnsSupport: { Value: true } });
    },
  },
  "a security group that does not admit itself": {
    stack: nat,
    says: ({ open }) => `willBreak aws.security-group ${open.group}: does not admit itself`,
    wrong: async ({ ec2, open }) => {
      const rule = {
        GroupId: open.group,
        IpPermissions: [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: open.group }] }],
      };
      await ec2.revokeSecurityGroupIngress(rule);
      return () => ec2.authorizeSecurityGroupIngress(rule);
    },
  },
  "a security group that lets nothing out": {
    stack: nat,
    says: ({ open }) =>
      `willBreak aws.security-group ${open.group}: does not let the environment out by ports 443 and 5432`,
    wrong: async ({ ec2, open }) => {
      const rule = { GroupId: open.group, IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: out }] }] };
      await ec2.revokeSecurityGroupEgress(rule);
      return () => ec2.authorizeSecurityGroupEgress(rule);
    },
  },
  "a security group of another VPC": {
    stack: nat,
    says: ({ open, bare }) => `willBreak aws.security-group ${bare.group}: is not in ${open.vpc}`,
    wrong: async ({ open, bare }) => {
      const { group } = open;
      open.group = bare.group;
      return () => {
        open.group = group;
      };
    },
  },
  "a missing endpoint": {
    stack: shut,
    says: (all) =>
      `willBreak aws.endpoints ${all.shut.vpc}: ${all.shut.subnets.join(" and ")} have no way out, and no endpoint for sqs`,
    wrong: async ({ ec2, shut: network }) => {
      await ec2.deleteVpcEndpoints({ VpcEndpointIds: [network.endpoints.sqs as string] });
      return async () => {
        network.endpoints.sqs = await endpoint(ec2, network, "sqs");
      };
    },
  },
  "an endpoint without private DNS": {
    stack: shut,
    says: ({ shut: { endpoints } }) =>
      `willBreak aws.endpoint-dns ${endpoints.kms}: has private DNS off (com.amazonaws.us-east-1.kms)`,
    wrong: otherEndpoint("kms", () => ({ PrivateDnsEnabled: false })),
  },
  "an endpoint in one subnet": {
    stack: shut,
    says: ({ shut: { endpoints, subnets } }) =>
      `willBreak aws.endpoint-subnets ${endpoints.logs}: is not in ${subnets[1]} (com.amazonaws.us-east-1.logs)`,
    wrong: otherEndpoint("logs", ({ subnets }) => ({ SubnetIds: [subnets[0]] })),
  },
  "a gateway endpoint in one route table": {
    stack: shut,
    says: ({ shut: { endpoints, tables } }) =>
      `willBreak aws.endpoint-subnets ${endpoints.s3}: has no route in ${tables[1]} (com.amazonaws.us-east-1.s3)`,
    wrong: otherEndpoint("s3", ({ tables }) => ({ RouteTableIds: [tables[0]] })),
  },
  "an endpoint that admits nobody": {
    stack: shut,
    says: ({ shut: { endpoints, group } }) =>
      `willBreak aws.endpoint-groups ${endpoints.monitoring}: does not admit HTTPS from ${group} (com.amazonaws.us-east-1.monitoring)`,
    wrong: async (all) => {
      const { GroupId = "" } = await all.ec2.createSecurityGroup({
        GroupName: `deaf-${Date.now()}`,
        Description: "admits nobody",
        VpcId: all.shut.vpc,
      });
      return otherEndpoint("monitoring", () => ({ SecurityGroupIds: [GroupId] }))(all);
    },
  },
  "a route table with a default route": {
    stack: gets,
    says: ({ bare, open }) =>
      `willBreak aws.default-route ${bare.tables[1]}: has a default route already, to ${open.nat}`,
    wrong: async ({ ec2, bare, open }) => {
      const route = { RouteTableId: bare.tables[1], DestinationCidrBlock: out };
      await ec2.createRoute({ ...route, NatGatewayId: open.nat });
      return () => ec2.deleteRoute(route);
    },
  },
  "a route table of no private subnet": {
    stack: gets,
    says: ({ bare }) =>
      `willBreak aws.route-tables ${bare.subnets[1]}: goes by ${bare.tables[1]}, which is not among ${bare.tables[0]}, ${bare.publicTable}`,
    wrong: async ({ bare, ec2 }) => {
      const [, table] = bare.tables;
      const before = bare.publicTable;
      // The public subnets' own table has a default route, which is another way to be wrong.
      const made = await ec2.createRouteTable({ VpcId: bare.vpc });
      bare.tables[1] = made.RouteTable?.RouteTableId as string;
      bare.publicTable = bare.tables[1];
      const named: [string, string] = [bare.tables[0], bare.tables[1]];
      bare.named = named;
      bare.tables[1] = table;
      return () => {
        bare.named = undefined;
        bare.publicTable = before;
      };
    },
  },
  "a public subnet without an internet gateway": {
    stack: gets,
    says: ({ bare }) =>
      bare.publicSubnets.map(
        (subnet) =>
          `willBreak aws.public-subnets ${subnet}: is to hold a NAT gateway, and has no route to an internet gateway (${bare.publicTable})`,
      ),
    wrong: async ({ ec2, bare }) => {
      const route = { RouteTableId: bare.publicTable, DestinationCidrBlock: out };
      await ec2.deleteRoute(route);
      return () => ec2.createRoute({ ...route, GatewayId: bare.gateway });
    },
  },
  "an endpoint that is there already": {
    stack: "a VPC that gets endpoints",
    says: ({ bare }) =>
      `willBreak aws.endpoint-conflict ${bare.endpoints.sqs}: is there already for com.amazonaws.us-east-1.sqs`,
    wrong: async ({ ec2, bare }) => {
      bare.endpoints.sqs = await endpoint(ec2, bare, "sqs");
      return () => ec2.deleteVpcEndpoints({ VpcEndpointIds: [bare.endpoints.sqs as string] });
    },
  },
  "a range that meets another subnet's": {
    stack: "a VPC that gets subnets",
    says: ({ open }) => `willBreak aws.subnet-ranges 10.1.100.0/24: meets ${open.extra} (10.1.100.128/25)`,
    wrong: async ({ ec2, open }) => {
      const made = await ec2.createSubnet({
        VpcId: open.vpc,
        CidrBlock: "10.1.100.128/25",
        AvailabilityZone: "us-east-1a",
      });
      open.extra = made.Subnet?.SubnetId;
      return () => ec2.deleteSubnet({ SubnetId: open.extra });
    },
  },
  "a bucket that is not there": {
    stack: nat,
    says: () => "willBreak aws.bucket acme-nowhere: is not there",
    wrong: async ({ stores }) => {
      const { bucket } = stores;
      stores.bucket = "acme-nowhere";
      return () => {
        stores.bucket = bucket;
      };
    },
  },
  "a bucket of another region": {
    stack: nat,
    says: () => "willBreak aws.bucket acme-frankfurt: is in eu-central-1, and the environment in us-east-1",
    wrong: async ({ s3, stores }) => {
      const { bucket } = stores;
      stores.bucket = "acme-frankfurt";
      await s3.createBucket({
        Bucket: stores.bucket,
        CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
      });
      await s3.putBucketVersioning({ Bucket: stores.bucket, VersioningConfiguration: { Status: "Enabled" } });
      await s3.putPublicAccessBlock({ Bucket: stores.bucket, PublicAccessBlockConfiguration: closed });
      return () => {
        stores.bucket = bucket;
      };
    },
  },
  "a bucket without versions": {
    stack: nat,
    says: ({ stores }) => `willBreak aws.bucket-versioned ${stores.bucket}: has its versions suspended`,
    wrong: async ({ s3, stores: { bucket } }) => {
      await s3.putBucketVersioning({ Bucket: bucket, VersioningConfiguration: { Status: "Suspended" } });
      return () => s3.putBucketVersioning({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } });
    },
  },
  "a bucket that is half open": {
    stack: nat,
    says: ({ stores }) =>
      `willBreak aws.bucket-closed ${stores.bucket}: does not block public access (BlockPublicPolicy)`,
    wrong: async ({ s3, stores: { bucket } }) => {
      const block = (BlockPublicPolicy: boolean) =>
        s3.putPublicAccessBlock({ Bucket: bucket, PublicAccessBlockConfiguration: { ...closed, BlockPublicPolicy } });
      await block(false);
      return () => block(true);
    },
  },
  "a bucket that says nothing of public access": {
    stack: nat,
    says: ({ stores }) =>
      `willBreak aws.bucket-closed ${stores.bucket}: does not block public access (BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets)`,
    wrong: async ({ s3, stores: { bucket } }) => {
      await s3.deletePublicAccessBlock({ Bucket: bucket });
      return () => s3.putPublicAccessBlock({ Bucket: bucket, PublicAccessBlockConfiguration: closed });
    },
  },
  "a bucket whose key is off": {
    stack: nat,
    says: ({ stores }) => `willBreak aws.bucket-key ${stores.bucket}: encrypts with ${stores.other}, which is Disabled`,
    wrong: async ({ kms, s3, stores }) => {
      const { KeyMetadata } = await kms.createKey({});
      stores.other = KeyMetadata?.Arn;
      await kms.disableKey({ KeyId: uuid(stores.other) });
      const rule = { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: stores.other };
      await s3.putBucketEncryption({
        Bucket: stores.bucket,
        ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: rule }] },
      });
      return () => kms.enableKey({ KeyId: uuid(stores.other) });
    },
  },
  "a key that is off": {
    stack: nat,
    says: ({ stores }) => `willBreak aws.key ${stores.key}: is Disabled`,
    wrong: async ({ kms, stores: { key } }) => {
      await kms.disableKey({ KeyId: uuid(key) });
      return () => kms.enableKey({ KeyId: uuid(key) });
    },
  },
  "a key about to be deleted": {
    stack: nat,
    says: ({ stores }) => `willBreak aws.key ${stores.key}: is about to be deleted`,
    wrong: async ({ kms, stores: { key } }) => {
      await kms.scheduleKeyDeletion({ KeyId: uuid(key), PendingWindowInDays: 7 });
      return async () => {
        await kms.cancelKeyDeletion({ KeyId: uuid(key) });
        await kms.enableKey({ KeyId: uuid(key) });
      };
    },
  },
  "a key that CloudWatch Logs may not use": {
    stack: nat,
    says: ({ stores }) =>
      `willBreak aws.key-policy ${stores.key}: has a policy without kms:Encrypt, kms:Decrypt, kms:ReEncryptTo, kms:GenerateDataKey, kms:DescribeKey for logs.us-east-1.amazonaws.com and airflow-airflow-dev-Task`,
    // A policy for another environment's log groups.
    wrong: policyOfKey(goodKeyPolicy.replace("airflow-airflow-dev-*", "airflow-other-*")),
  },
  "a key that leaves nothing to IAM": {
    stack: nat,
    says: ({ stores }) => `willBreak aws.key-policy ${stores.key}: has a policy that lets no role of the account in`,
    wrong: policyOfKey(goodKeyPolicy.replace("arn:aws:iam::222233334444:root", "arn:aws:iam::222233334444:role/data")),
  },
  "a repository that is not there": {
    stack: nat,
    says: () => "willBreak aws.repositories etl: is no repository of 222233334444 in us-east-1",
    wrong: async ({ ecr }) => {
      await ecr.deleteRepository({ repositoryName: "etl" });
      return () => ecr.createRepository({ repositoryName: "etl" });
    },
  },
  "a policy that is not there": {
    stack: nat,
    says: () => "willBreak aws.policies arn:aws:iam::222233334444:policy/lost: is no policy of this account",
    wrong: async ({ stores }) => {
      const { policy } = stores;
      stores.policy = "arn:aws:iam::222233334444:policy/lost";
      return () => {
        stores.policy = policy;
      };
    },
  },
  "an admin that is not there": {
    stack: nat,
    says: () => "willBreak aws.policies data: is no role of this account",
    wrong: async ({ iam }) => {
      await iam.deleteRole({ RoleName: "data" });
      const trust = JSON.stringify({ Version: "2012-10-17", Statement: [] });
      return () => iam.createRole({ RoleName: "data", AssumeRolePolicyDocument: trust });
    },
  },
  "a log group that is there already": {
    stack: "all new",
    says: () =>
      "willBreak aws.names airflow-airflow-dev-Task: a log group of that name is there already, of an earlier environment perhaps",
    wrong: async ({ logs }) => {
      await logs.createLogGroup({ logGroupName: "airflow-airflow-dev-Task" });
      return () => logs.deleteLogGroup({ logGroupName: "airflow-airflow-dev-Task" });
    },
  },
  "an environment that is there already": {
    stack: "all new",
    says: () => "willBreak aws.names airflow-dev: an environment of that name is there already",
    wrong: answer("airflow.GetEnvironment", () => ({ Environment: { Name: "airflow-dev", Status: "AVAILABLE" } })),
  },
  "no room for a VPC": {
    stack: "all new",
    says: () => "willBreak aws.quota-vpcs VPCs in the region: 4 of 4 are used, and the plan adds 1",
    wrong: quota("L-F678F1CE", 4),
  },
  "no room for an address": {
    stack: gets,
    says: () =>
      "willBreak aws.quota-addresses Elastic IP addresses in the region: 1 of 2 are used, and the plan adds 2",
    wrong: quota("L-0263D0A3", 2),
  },
  "no room for a NAT gateway in a zone": {
    stack: gets,
    says: () => "willBreak aws.quota-nat-gateways NAT gateways in one zone: 1 of 1 are used, and the plan adds 1",
    wrong: quota("L-FE5A380F", 1),
  },
  "no room for endpoints": {
    stack: "a VPC that gets endpoints",
    says: () => "willBreak aws.quota-endpoints interface endpoints in the VPC: 0 of 10 are used, and the plan adds 11",
    wrong: quota("L-29B6F2EB", 10),
  },
  "no room for an environment": {
    stack: "all new",
    says: () =>
      "willBreak aws.quota-environments MWAA environments in the region: 10 of 10 are used, and the plan adds 1",
    wrong: answer("airflow.ListEnvironments", () => ({
      Environments: Array.from({ length: 10 }, (_, one) => `e${one}`),
    })),
  },
  "no room for a key": {
    stack: "all new",
    says: () => "willBreak aws.quota-keys customer keys in the region: 2 of 2 are used, and the plan adds 1",
    wrong: quota("L-C2F1777E", 2),
  },
  "a caller that may not make a NAT gateway": {
    stack: "all new",
    says: () => `willBreak aws.permissions ${user}: may not: ec2:CreateNatGateway`,
    wrong: simulated(/CreateNatGateway/, { EvalDecision: "implicitDeny" }),
  },
  "a caller that MWAA will not let manage VPC endpoints": {
    stack: nat,
    says: () => `willBreak aws.permissions ${user}: may not: ec2:CreateVpcEndpoint`,
    wrong: simulated(/CreateVpcEndpoint/, { EvalDecision: "implicitDeny" }),
  },
  "a caller whose organisation forbids it": {
    stack: "all new",
    says: () => `willBreak aws.permissions ${user}: is forbidden by the organisation's policies: iam:CreateRole`,
    wrong: simulated(/iam:CreateRole/, {
      EvalDecision: "explicitDeny",
      OrganizationsDecisionDetail: { AllowedByOrganizations: false },
    }),
  },
  "a region that is not turned on": {
    stack: "all new",
    says: () => "broken aws.region us-east-1: is not turned on",
    wrong: async ({ front }) => {
      front.rewrite = (call, body) =>
        call.operation === "DescribeRegions"
          ? body
              .split("</item>")
              .map((item) =>
                item.includes("<regionName>us-east-1<")
                  ? item.replace(/<optInStatus>[\w-]+</, "<optInStatus>not-opted-in<")
                  : item,
              )
              .join("</item>")
          : body;
      return () => {
        front.rewrite = undefined;
      };
    },
  },
};

function aclRule(rule: { Egress: boolean; PortRange: { From: number; To: number }; CidrBlock: string }) {
  return async ({ ec2, open }: Cloud) => {
    const entry = { NetworkAclId: open.acl, RuleNumber: 50 };
    await ec2.createNetworkAclEntry({ ...entry, ...rule, Protocol: "6", RuleAction: "deny" });
    return () => ec2.deleteNetworkAclEntry({ ...entry, Egress: rule.Egress });
  };
}

/** An endpoint is made anew, otherwise; and mended the same way. */
function otherEndpoint(service: string, more: (network: Network) => object) {
  return async ({ ec2, shut: network }: Cloud) => {
    const anew = async (how: object) => {
      await ec2.deleteVpcEndpoints({ VpcEndpointIds: [network.endpoints[service] as string] });
      network.endpoints[service] = await endpoint(ec2, network, service, how);
    };
    await anew(more(network));
    return () => anew({});
  };
}

function policyOfKey(Policy: string) {
  return async ({ kms, stores: { key } }: Cloud) => {
    await kms.putKeyPolicy({ KeyId: key, PolicyName: "default", Policy });
    return () => kms.putKeyPolicy({ KeyId: key, PolicyName: "default", Policy: goodKeyPolicy });
  };
}
