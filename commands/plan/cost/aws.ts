/** What AWS resources bill for. */
import { hoursPerMonth } from "../../../prices/book";
import { type CostRule, inputAt, numberAt, stored, textAt, used } from "./demand";

/** Instances that the price of an environment includes: AWS bills what is beyond them (aws.amazon.com/managed-workflows-for-apache-airflow/pricing). */
const included = { workers: 1, schedulers: 2, webservers: 2 };

const environment: CostRule = ({ inputs }) => {
  const size = textAt(inputs, "environmentClass", "mw1.small").replace(/^mw1\./, "");
  const beyond = (count: number, free: number) => Math.max(0, count - free) * hoursPerMonth;
  const extra = (what: keyof typeof included, item: string, key: string, min: number, max: number) => {
    const quantity = beyond(min, included[what]);
    const peak = beyond(max, included[what]) - quantity;
    return quantity + peak > 0 ? [{ item, key: `mwaa.${key}.${size}.hour`, quantity, peak }] : [];
  };
  const minWorkers = numberAt(inputs, "minWorkers", 1);
  const minWebservers = numberAt(inputs, "minWebservers", 2);
  const schedulers = numberAt(inputs, "schedulers", 2);
  return [
    { item: `MWAA environment mw1.${size}`, key: `mwaa.${size}.hour`, quantity: hoursPerMonth },
    // AWS's own defaults where the program leaves a count out (CreateEnvironment).
    ...extra("workers", "MWAA workers beyond the first", "worker", minWorkers, numberAt(inputs, "maxWorkers", 10)),
    ...extra("schedulers", "MWAA schedulers beyond two", "scheduler", schedulers, schedulers),
    ...extra(
      "webservers",
      "MWAA web servers beyond two",
      "webserver",
      minWebservers,
      numberAt(inputs, "maxWebservers", minWebservers),
    ),
    stored("MWAA metadata database", "mwaa.db.gb.month"),
  ];
};

const endpoint: CostRule = ({ inputs }) => {
  if (textAt(inputs, "vpcEndpointType", "Gateway") !== "Interface") return [];
  const subnets = inputAt(inputs, "subnetIds");
  const zones = Array.isArray(subnets) ? subnets.length : 1;
  return [
    { item: "interface endpoints, per zone", key: "endpoint.interface.hour.az", quantity: zones * hoursPerMonth },
    used("data through interface endpoints", "endpoint.interface.gb"),
  ];
};

/** Rules of billing types. */
export const awsRules: Record<string, CostRule> = {
  "aws:mwaa/environment:Environment": environment,
  "aws:ec2/natGateway:NatGateway": () => [
    { item: "NAT gateways", key: "nat.hour", quantity: hoursPerMonth },
    used("data through NAT", "nat.gb"),
  ],
  // Billed in use and idle alike.
  "aws:ec2/eip:Eip": () => [{ item: "public IPv4 addresses", key: "public-ipv4.hour", quantity: hoursPerMonth }],
  "aws:ec2/vpcEndpoint:VpcEndpoint": endpoint,
  "aws:kms/key:Key": () => [
    { item: "KMS keys", key: "kms.key.month", quantity: 1 },
    used("KMS requests", "kms.request.10k"),
  ],
  "aws:s3/bucket:Bucket": () => [stored("objects in S3", "s3.gb.month")],
  "aws:cloudwatch/logGroup:LogGroup": () => [
    used("logs taken in by CloudWatch", "logs.ingest.gb"),
    stored("logs kept by CloudWatch", "logs.storage.gb.month"),
  ],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ({ inputs }) => {
    const queries = inputAt(inputs, "metricQueries");
    // Billed by metric, not by alarm: an expression reads several, and is none itself.
    const metrics = Array.isArray(queries)
      ? queries.filter((query) => inputAt(query, "metric") !== undefined).length
      : 1;
    return [{ item: "metrics under CloudWatch alarms", key: "cloudwatch.alarm.month", quantity: metrics }];
  },
  "aws:cloudwatch/dashboard:Dashboard": () => [
    { item: "CloudWatch dashboard", key: "cloudwatch.dashboard.month", quantity: 1 },
  ],
  "aws:secretsmanager/secret:Secret": () => [
    { item: "secrets in Secrets Manager", key: "secretsmanager.secret.month", quantity: 1 },
  ],
};
