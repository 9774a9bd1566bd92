/** The keys of `airflow:mwaa`. */
import { z } from "zod";
import { isAligned } from "../../components/aws/network/cidr";
import { choiceField, field, flagField, numberField, textField } from "../fields";
import { awsTags, ecrRepositories, iamPath, permissionsBoundary, policyArns } from "../shared";
import { nearestOf } from "../words/nearest";
import { executionRoleArn, packages, pageFrom, trustedPrincipals } from "./companyKeys";

/** Environment classes (https://docs.aws.amazon.com/mwaa/latest/userguide/environment-class.html). */
export const environmentClasses = [
  "mw1.micro",
  "mw1.small",
  "mw1.medium",
  "mw1.large",
  "mw1.xlarge",
  "mw1.2xlarge",
] as const;

const logLevels = ["CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG", "OFF"] as const;

/** Days that CloudWatch Logs takes (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html). */
export const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/**
 * Endpoint services that MWAA needs where there is no other way out, and the one its connections are read through; the
 * value is the part after com.amazonaws.REGION (https://docs.aws.amazon.com/mwaa/latest/userguide/vpc-vpe-create-access.html).
 */
export const endpointServices = [
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
] as const;

const id = (prefix: string) =>
  textField(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `an id ${prefix}-…`, `${prefix}-0123456789abcdef0`);
const ids = (prefix: string, min: number, max: number) => {
  const example = Array.from({ length: min }, (_, index) => `${prefix}-0123456789abcdef${index}`);
  const count = min === max ? `${min}` : `${min} to ${max}`;
  return field(
    z.array(id(prefix)).min(min).max(max),
    `a list of ${count} different ids ${prefix}-…`,
    JSON.stringify(example),
  );
};
const octet = "(\\d{1,2}|1\\d\\d|2[0-4]\\d|25[0-5])";
const ipv4Range = new RegExp(`^${octet}(\\.${octet}){3}/(1[6-9]|2[0-4])$`);
const cidr = (example: string) =>
  field(
    z.string().refine((range) => ipv4Range.test(range) && isAligned(range)),
    "an IPv4 range with a prefix from /16 to /24 that starts on its own boundary",
    example,
  );
const zone = textField(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, "an availability zone", "us-east-1a");

/** The network: what is named is adopted, what is left out is made. */
export const network = z.strictObject({
  /** VPC that exists. Default: a new one. */
  vpcId: id("vpc").optional(),
  /** Range of a new VPC. Default 10.192.0.0/16. */
  vpcCidr: cidr("10.192.0.0/16").default("10.192.0.0/16"),
  /** The two zones of new subnets. Default: the region's zones a and b. */
  zones: field(z.array(zone).length(2), "a list of two different zones", '["us-east-1a","us-east-1b"]').optional(),
  /** Two private subnets in different zones that exist. */
  privateSubnetIds: ids("subnet", 2, 2).optional(),
  /** Ranges of two new private subnets in a VPC that exists. Not needed in a new VPC. */
  privateSubnetCidrs: field(
    z.array(cidr("10.0.1.0/24")).length(2),
    "a list of 2 IPv4 ranges with a prefix from /16 to /24",
    '["10.0.1.0/24","10.0.2.0/24"]',
  ).optional(),
  /** Public subnets that exist, for NAT gateways: one for `nat`, two for `natPerZone`. */
  publicSubnetIds: ids("subnet", 1, 2).optional(),
  /** Route tables of the private subnets, for the default route or the S3 endpoint. */
  privateRouteTableIds: ids("rtb", 1, 2).optional(),
  /** Security groups of the environment. Default: a new one that admits itself. */
  securityGroupIds: ids("sg", 1, 5).optional(),
  /** Endpoint services that the VPC already has and that are left alone. */
  existingEndpoints: field(
    z.array(choiceField(endpointServices)),
    `a list of any of ${endpointServices.join(", ")}`,
    '["s3"]',
  ).default([]),
  /**
   * Who may open the page at its private address, over HTTPS: IPv4 ranges, prefix lists (pl-…) or security groups (sg-…).
   * Default: the range of a new VPC; nobody in one that exists. It costs nothing.
   */
  pageFrom,
});

const logLevel = (fallback: (typeof logLevels)[number]) => choiceField(logLevels, fallback).default(fallback);

/** Log levels per module; OFF turns the log off. */
export const logging = z.strictObject({
  /** DAG processor. Default WARNING. */
  dagProcessing: logLevel("WARNING"),
  /** Schedulers. Default WARNING. */
  scheduler: logLevel("WARNING"),
  /** Tasks: what your DAGs print. Default INFO. */
  task: logLevel("INFO"),
  /** Web servers. Default WARNING. */
  webserver: logLevel("WARNING"),
  /** Workers. Default WARNING. */
  worker: logLevel("WARNING"),
});

/** `{smtp: {smtp_host: "x"}}`, as `pulumi config set --path` writes it -> `{"smtp.smtp_host": "x"}`. What is no section stays. */
function bySection(options: unknown): unknown {
  if (options === null || typeof options !== "object" || Array.isArray(options)) return options;
  const flat = Object.entries(options).flatMap(([section, keys]): [string, unknown][] =>
    keys === null || typeof keys !== "object" || Array.isArray(keys)
      ? [[section, keys]]
      : Object.entries(keys).map(([key, value]) => [`${section}.${key}`, value]),
  );
  return Object.fromEntries(flat);
}

/** Everything about the MWAA environment. */
export const mwaa = z.strictObject({
  /** Size of the environment. Default mw1.small. */
  environmentClass: choiceField(environmentClasses, "mw1.small").default("mw1.small"),
  /** Workers that always run. Default 1. */
  minWorkers: numberField(1, 25, 1, "workers").optional(),
  /** Workers at the peak. Default 5 (1 on micro). */
  maxWorkers: numberField(1, 25, 5, "workers").optional(),
  /** Schedulers. Default 2 (1 on micro). */
  schedulers: numberField(1, 5, 2, "schedulers").optional(),
  /** Web servers that always run. Default 2 (1 on micro). */
  minWebservers: numberField(1, 5, 2, "web servers").optional(),
  /** Web servers at the peak. Default: as minWebservers. */
  maxWebservers: numberField(1, 5, 2, "web servers").optional(),
  /** Where the web server can be reached from. Default PUBLIC_ONLY (behind an IAM login). */
  webserverAccess: choiceField(["PUBLIC_ONLY", "PRIVATE_ONLY", "PUBLIC_AND_PRIVATE"]).default("PUBLIC_ONLY"),
  /** Start of the weekly maintenance, UTC. Default SUN:03:00. */
  maintenanceWindow: textField(
    /^(MON|TUE|WED|THU|FRI|SAT|SUN):([01]\d|2[0-3]):(00|30)$/,
    "a day and a half hour in UTC, DAY:HH:MM with DAY one of MON TUE WED THU FRI SAT SUN and MM 00 or 30",
    "SUN:03:00",
  ).default("SUN:03:00"),
  network: network.prefault({}),
  /** How the private subnets reach AWS and the internet. Default nat (one gateway). */
  egress: choiceField(["nat", "natPerZone", "endpoints", "existing"]).default("nat"),
  /**
   * Whether sleep keeps the addresses of NAT gateways, so that others' allow lists still hold after waking. AWS bills
   * them idle too (3.65 USD a month each). Default true.
   */
  keepAddresses: flagField(true).default(true),
  /** Customer key that exists, or `aws-owned` for the key of AWS. Default: a new key of this stack. */
  kmsKeyArn: textField(
    // MWAA's own pattern takes no key of several regions (botocore, KmsKey).
    /^(aws-owned|arn:aws(-cn)?:kms:[a-z]{2}-[a-z]+-\d:\d{12}:key\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    "the ARN of a key of one region (not of an alias, not mrk-…), or aws-owned",
    "aws-owned",
  ).optional(),
  /** Bucket that exists, versioned and closed to the public; the stack keeps to a folder of its own in it. Default: a new one. */
  bucketName: textField(
    /^(?!s3:)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    "the name of a bucket (not a URL or an ARN)",
    "my-airflow-bucket",
  ).optional(),
  /** Folder of the DAGs in the bucket (in a bucket that exists: below the stack's own folder, unless dags is external). Default dags. */
  dagPath: textField(
    /^(?!s3:)[\w!.*'()-]+(\/[\w!.*'()-]+)*$/,
    "a folder without a leading or ending slash",
    "dags",
  ).default("dags"),
  logging: logging.prefault({}),
  /** Days that logs are kept. Default 30. */
  logRetentionDays: field(
    z.number().refine((days) => retentionDays.includes(days)),
    `one of ${retentionDays.join(", ")} (days)`,
    "30",
    { near: (days) => nearestOf(days, retentionDays) },
  ).default(30),
  /**
   * How workers are replaced on an update: GRACEFUL lets tasks finish (up to 12 h), FORCED stops them. Default GRACEFUL; FORCED in
   * ca-west-1 and ap-southeast-5, which have no other.
   */
  workerReplacement: choiceField(["GRACEFUL", "FORCED"]).optional(),
  /** Airflow options, `section.key: value` or `section: {key: value}`; they win over the program's own. */
  airflowOptions: field(
    z.preprocess(
      bySection,
      z.record(
        z.string().regex(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/),
        z.union([z.string(), z.number(), z.boolean()]).transform(String),
      ),
    ),
    "section.key to a value, such as core.default_timezone to utc",
    '{"core.default_timezone":"utc"}',
    { hidden: true },
  ).default({}),
  /** ECR repositories that tasks may pull from: names in this account, or ARNs. */
  ecrRepositories,
  /** Managed policies that the execution role gets besides its own, for what your DAGs do on AWS. */
  policyArns,
  /** Policy that bounds every IAM role which is made. Default: none. It costs nothing. */
  permissionsBoundary: permissionsBoundary.optional(),
  /** Path of every IAM role and policy that is made; another path makes them anew. Default /. It costs nothing. */
  iamPath: iamPath.optional(),
  /**
   * Tags on everything of AWS that can carry them, besides the provider's own `aws:defaultTags`, which they win over.
   * An object in S3 takes ten: the first ten of both. Default: none. They cost nothing.
   */
  tags: awsTags,
  /**
   * Execution role that exists, in the stack's account; it is checked and left as it is (docs/mwaa-company.md). Default: a new
   * one. It costs nothing.
   */
  executionRoleArn: executionRoleArn.optional(),
  /**
   * Who else may take the execution role: ARNs of roles, users or accounts, or services of AWS. Each also becomes the
   * Google service account. Default: nobody but MWAA. It costs nothing.
   */
  trustedPrincipals,
  packages: packages.prefault({}),
  /**
   * Who makes the endpoints of the environment's database and web server: SERVICE, or CUSTOMER in a VPC that another
   * account shares (docs/mwaa-company.md). Another value makes a new environment. Default SERVICE; an endpoint bills by the hour
   * either way.
   */
  endpointManagement: choiceField(["SERVICE", "CUSTOMER"]).default("SERVICE"),
  /**
   * Whether the policies of `airflow:access` have names that stay, NAME-admins and so on, for permission sets of IAM
   * Identity Center. Turned on, the policies are made anew. Default false. It costs nothing.
   */
  fixedPolicyNames: flagField(false).default(false),
});

export type Mwaa = z.output<typeof mwaa>;
/** Before defaults. */
export type MwaaArgs = z.input<typeof mwaa>;
export type MwaaNetworkArgs = z.input<typeof network>;
export type MwaaNetwork = z.output<typeof network>;
export type Logging = z.output<typeof logging>;
