/** Quotas with what is used of them. Another quota is another row. */
import { type Check, defineCheck, willBreak } from "../../check";
import type { World } from "../../world";
import { aws, placeOf } from "../clients";
import { isNone } from "../errors";
import { onAws } from "./caller";
import { inOneZone, used } from "./used";

interface Quota {
  id: string;
  /** What is limited, in the plural: "VPCs in the region". */
  what: string;
  service: string;
  /** Code in Service Quotas; where AWS prints none, the quota's name. */
  code: string | RegExp;
  /** What AWS gives unasked, for services that Service Quotas does not know. */
  fallback?: number;
  source: string;
  /** Type of what is counted: a plan that makes none needs no room. */
  type: string;
  /** How many the plan adds. Default: of that type. */
  adds?(world: World): number | Promise<number>;
  /** How many there are. */
  used(world: World): Promise<number>;
  permissions: readonly string[];
}

const amazonVpc = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html";

const quotas: readonly Quota[] = [
  {
    id: "vpcs",
    what: "VPCs in the region",
    service: "vpc",
    code: "L-F678F1CE",
    source: amazonVpc,
    type: "aws:ec2/vpc:Vpc",
    used: used.vpcs,
    permissions: ["ec2:DescribeVpcs"],
  },
  {
    id: "internet-gateways",
    what: "internet gateways in the region",
    service: "vpc",
    code: "L-A4707A72",
    source: amazonVpc,
    type: "InternetGateway",
    used: used.internetGateways,
    permissions: ["ec2:DescribeInternetGateways"],
  },
  {
    id: "addresses",
    what: "Elastic IP addresses in the region",
    service: "ec2",
    code: "L-0263D0A3",
    fallback: 5,
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-eips",
    type: "Eip",
    used: used.addresses,
    permissions: ["ec2:DescribeAddresses"],
  },
  {
    id: "nat-gateways",
    what: "NAT gateways in one zone",
    service: "vpc",
    code: "L-FE5A380F",
    source: amazonVpc,
    type: "NatGateway",
    adds: inOneZone.adds,
    used: inOneZone.used,
    permissions: ["ec2:DescribeNatGateways", "ec2:DescribeSubnets"],
  },
  {
    id: "endpoints",
    what: "interface endpoints in the VPC",
    service: "vpc",
    code: "L-29B6F2EB",
    source: amazonVpc,
    type: "VpcEndpoint",
    // MWAA makes two of its own, for the database and the page.
    adds: (world) =>
      world.toMake("VpcEndpoint").filter(({ inputs }) => inputs.vpcEndpointType === "Interface").length + 2,
    used: used.endpoints,
    permissions: ["ec2:DescribeVpcEndpoints"],
  },
  {
    id: "environments",
    what: "MWAA environments in the region",
    service: "airflow",
    code: /environments/i,
    fallback: 10,
    source: "https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-quotas.html",
    type: "aws:mwaa/environment:Environment",
    used: used.environments,
    permissions: ["airflow:ListEnvironments"],
  },
  {
    id: "keys",
    what: "customer keys in the region",
    service: "kms",
    code: "L-C2F1777E",
    fallback: 100_000,
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html",
    type: "aws:kms/key:Key",
    used: used.keys,
    permissions: ["kms:ListKeys"],
  },
];

/** What the account may have, as Service Quotas knows it. */
async function allowed(world: World, { service, code, fallback }: Quota): Promise<{ most: number; code: string }> {
  const client = await aws(world, "quotas");
  try {
    if (typeof code === "string") {
      const { Quota } = await client.getServiceQuota({ ServiceCode: service, QuotaCode: code });
      if (Quota?.Value !== undefined) return { most: Quota.Value, code };
    } else {
      const { Quotas = [] } = await client.listServiceQuotas({ ServiceCode: service });
      const found = Quotas.find(({ QuotaName = "" }) => code.test(QuotaName));
      if (found?.Value !== undefined) return { most: found.Value, code: found.QuotaCode ?? "CODE" };
    }
  } catch (error) {
    if (!isNone(error) || fallback === undefined) throw error;
  }
  return { most: fallback ?? Number.POSITIVE_INFINITY, code: typeof code === "string" ? code : "CODE" };
}

const quotaCheck = (quota: Quota): Check =>
  defineCheck({
    id: `aws.quota-${quota.id}`,
    about: `the quota leaves room for the plan's ${quota.what}`,
    cloud: "aws",
    homes: ["mwaa"],
    when: "before",
    permissions: [
      ...quota.permissions,
      typeof quota.code === "string" ? "servicequotas:GetServiceQuota" : "servicequotas:ListServiceQuotas",
    ],
    why: "AWS refuses what goes beyond a quota, and raising one takes minutes to days",
    source: quota.source,
    applies: (world) => onAws(world) && world.toMake(quota.type).length > 0,
    run: async (world) => {
      const [{ most, code }, there, adds] = await Promise.all([
        allowed(world, quota),
        quota.used(world),
        quota.adds?.(world) ?? world.toMake(quota.type).length,
      ]);
      if (there + adds <= most) return [];
      const ask = `aws service-quotas request-service-quota-increase --service-code ${quota.service} --quota-code ${code}`;
      return [
        willBreak(
          quota.what,
          `${there} of ${most} are used, and the plan adds ${adds}`,
          `${ask} --desired-value ${there + adds} --region ${placeOf(world).region}`,
        ),
      ];
    },
  });

export const quotaChecks: readonly Check[] = quotas.map(quotaCheck);
